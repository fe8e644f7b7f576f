// Who led when, from what the nodes wrote.

import { formatCount, formatMoment, formatMs } from '../format.ts';
import { chartFrame } from './chart-frame.ts';
import { html, type Markup, nothing, type Part } from './markup.ts';
import { nodeLegend } from './node-legend.ts';
import type { RunFacts } from './run-facts.ts';
import { moreThan, section, tableOf } from './tables.ts';

const mostRows = 300;

function clockNote({ clockIsExact, linesLeft }: RunFacts): Markup {
  const clock = clockIsExact
    ? 'Times are by each node’s own clock, which a clock fault may have moved.'
    : 'Times are by each node’s own clock, and about when the run began; they may be off by a second.';
  const left =
    linesLeft === 0
      ? ''
      : ` ${formatCount(linesLeft)} log lines carry no time or were too many, and are not shown.`;
  return html`<p class="note">${clock}${left}</p>`;
}

/** Nothing where there are no logs. */
export function leadersSection(facts: RunFacts): Markup {
  const { leaderships, nodes, load, events, window } = facts;
  if (nodes.length === 0 || events.every((list) => list.length === 0)) return nothing;
  const shown = leaderships.slice(0, mostRows);
  const rows = shown.map(({ node, fromMs, toMs, ballot, logId, ending }): readonly Part[] => [
    formatMoment(fromMs * 1e6),
    node,
    ballot ?? '-',
    logId ?? '-',
    formatMs(Math.max(0, (toMs ?? load.endMs) - fromMs)),
    ending,
  ]);
  const columns = [
    { title: 'elected', isNumber: true },
    { title: 'node' },
    { title: 'ballot', isNumber: true },
    { title: 'last log position', isNumber: true },
    { title: 'led for', isNumber: true },
    { title: 'until' },
  ];
  const table =
    rows.length === 0
      ? html`<p>No node wrote that it was elected.</p>`
      : html`${tableOf('Elections, in the order of time', columns, rows)}${moreThan(shown.length, leaderships.length, 'the node logs')}`;
  const frame = chartFrame({
    id: 'nodes-chart',
    view: 'run',
    tracks: ['faults', 'nodes'],
    label: 'Chart over time: a line per node with the times in which it led. The table below holds the same.',
    hasWindow: window !== null,
  });
  return section(
    'leaders',
    'Leaders and elections',
    html`${nodeLegend()}${frame}${clockNote(facts)}${table}`,
  );
}
