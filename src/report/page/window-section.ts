// The failure window close up: a line per process, what the nodes were doing, and what they wrote at that time.

import { counted, formatCount, formatMoment, formatMs } from '../format.ts';
import { chartFrame } from './chart-frame.ts';
import { html, type Markup, nothing, type Part } from './markup.ts';
import type { LogEvent } from './node-log.ts';
import { operationTable } from './operation-table.ts';
import type { RunFacts } from './run-facts.ts';
import { foldedAway, moreThan, section, tableOf } from './tables.ts';

const mostLogLines = 120;
/** What the nodes wrote shortly before and after may tell why. */
const aroundMs = 1000;

/** Events of all nodes from one moment to another, by their clocks. */
function eventsBetween({ events }: RunFacts, fromMs: number, toMs: number): readonly LogEvent[] {
  return events
    .flat()
    .filter(({ ms }) => ms >= fromMs && ms <= toMs)
    .sort((left, right) => left.ms - right.ms);
}

function logTable(events: readonly LogEvent[]): Markup {
  if (events.length === 0)
    return html`<p class="note">The nodes wrote nothing in that time, or left no logs.</p>`;
  const shown = events.slice(0, mostLogLines);
  const rows = shown.map(({ ms, node, level, event, text }): readonly Part[] => [
    formatMoment(ms * 1e6),
    node,
    html`<span class="level ${/^[a-z]+$/.test(level) ? level : 'other'}">${level}</span>`,
    event,
    html`<code>${text}</code>`,
  ]);
  const columns = [
    { title: 'time', isNumber: true },
    ...['node', 'level', 'event', 'what it says'].map((title) => ({ title })),
  ];
  return html`${tableOf('What the nodes wrote around that time', columns, rows)}${moreThan(shown.length, events.length, 'the node logs')}`;
}

/** Nothing for a run without a violation that names operations or a moment. */
export function windowSection(facts: RunFacts): Markup {
  const { window } = facts;
  if (window === null) return nothing;
  const { fromMs, toMs, operations, left, checker, kind } = window;
  const witnesses = operations.filter(({ isWitness }) => isWitness).length;
  const frame = chartFrame({
    id: 'window-chart',
    view: 'window',
    tracks: ['faults', 'processes', 'nodes'],
    label:
      'Timeline: a line per process with its operations, faults above, nodes below. The tables below hold the same.',
    hasWindow: false,
  });
  const which = kind === 'end' ? 'earlier operations' : 'more operations on these keys';
  const rest = left === 0 ? '' : ` ${formatCount(left)} ${which} are left out.`;
  const stretch = `${formatMs(toMs - fromMs)} from ${formatMoment(fromMs * 1e6)} on`;
  const said =
    kind === 'end'
      ? `${stretch}, up to the moment at which ${checker} was violated inside the cluster, which is not necessarily visible to clients. ${counted(operations.length, 'operation was', 'operations were')} under way.`
      : `${stretch}: ${counted(witnesses, 'operation shows', 'operations show')} what ${checker} found (thick, the failing one red), ${counted(operations.length - witnesses, 'other')} on the same keys (thin).`;
  const told = operations.flatMap(({ begun, ended }) => (ended === null ? [begun] : [begun, ended]));
  const failing = new Set(
    operations
      .filter(({ isFailing }) => isFailing)
      .flatMap(({ begun, ended }) => [begun.index, ...(ended === null ? [] : [ended.index])]),
  );
  const inOrder = told.sort((a, b) => a.index - b.index);
  return section(
    'window',
    'The failure window',
    html`<p>${said}${rest}</p>
${frame}<h3>Node logs at that time</h3>${logTable(eventsBetween(facts, fromMs - aroundMs, toMs + aroundMs))}
${foldedAway('operations of the window', operationTable('Operations of the failure window', inOrder, 'history.jsonl', failing))}`,
  );
}
