// Latency and throughput over time with the faults behind them, and the same in figures.

import { typeCode } from '../../history/columns.ts';
import { formatCount, formatMs } from '../format.ts';
import { summarizeOperations } from '../statistics.ts';
import { chartFrame } from './chart-frame.ts';
import { type LoadSeries, outcomeNames } from './load-over-time.ts';
import { html, type Markup, type Part } from './markup.ts';
import type { PageInput } from './page-input.ts';
import type { RunFacts } from './run-facts.ts';
import { foldedAway, section, tableOf } from './tables.ts';

function legend(): Markup {
  return html`<ul class="legend">
<li><i class="key answered" aria-hidden="true"></i>dot: answered</li>
<li><i class="key failed" aria-hidden="true"></i>cross: failed for certain</li>
<li><i class="key unknown" aria-hidden="true"></i>triangle: outcome unknown</li>
<li><i class="key p50" aria-hidden="true"></i>line: median</li>
<li><i class="key p99" aria-hidden="true"></i>dashed: 99th percentile</li>
<li><i class="key fault" aria-hidden="true"></i>band: fault</li>
</ul>`;
}

function sampledNote({ load }: RunFacts): Markup {
  const total = outcomeNames.reduce((sum, name) => sum + load.points[name].total, 0);
  const drawn = outcomeNames.reduce((sum, name) => sum + load.points[name].ms.length, 0);
  return drawn === total
    ? html`<p class="note">All ${formatCount(total)} operations are drawn.</p>`
    : html`<p class="note">${formatCount(drawn)} of ${formatCount(total)} operations are drawn, the fastest and the slowest of each moment among them; lines and figures are of all.</p>`;
}

function latencyCell(us: number | null | undefined): string {
  return us === null || us === undefined ? '-' : formatMs(us / 1000);
}

function seriesTable(series: LoadSeries): Markup {
  const { bucketMs, answered, failed, unknown, p50, p99, max } = series;
  const rows = answered.map((count, at): readonly Part[] => [
    `${((at * bucketMs) / 1000).toFixed(bucketMs < 100 ? 2 : 1)} s`,
    formatCount(count),
    formatCount(failed[at] ?? 0),
    formatCount(unknown[at] ?? 0),
    latencyCell(p50[at]),
    latencyCell(p99[at]),
    latencyCell(max[at]),
  ]);
  const titles = ['from', 'answered', 'failed', 'unknown', 'p50', 'p99', 'max'];
  const caption = `Operations and latency, every ${formatMs(bucketMs)}`;
  return tableOf(
    caption,
    titles.map((title) => ({ title, isNumber: true })),
    rows,
  );
}

function functionTable({ history }: Pick<PageInput, 'history'>): Markup {
  const rows = summarizeOperations(history.columns()).map(
    ({ f, ok, fail, info, latencyMs }): readonly Part[] => [
      f,
      formatCount(ok),
      formatCount(fail),
      formatCount(info),
      ...(latencyMs === null ? ['-', '-', '-'] : [latencyMs.p50, latencyMs.p99, latencyMs.max].map(formatMs)),
    ],
  );
  const titles = ['ok', 'fail', 'unknown', 'p50', 'p99', 'max'];
  return tableOf(
    'Operations by kind',
    [{ title: 'operation' }, ...titles.map((title) => ({ title, isNumber: true }))],
    rows,
  );
}

/** Nothing for a run in which no client did anything. */
export function loadSection(input: Pick<PageInput, 'history'>, facts: RunFacts): Markup {
  const { type, length } = input.history.columns();
  let hasInvocation = false;
  for (let row = 0; row < length && !hasInvocation; row++) hasInvocation = type[row] === typeCode.invoke;
  if (!hasInvocation)
    return section('load', 'Latency, throughput and faults', html`<p>No client did anything.</p>`);
  const frame = chartFrame({
    id: 'load-chart',
    view: 'run',
    tracks: ['faults', 'latency', 'throughput'],
    label:
      'Chart over time: faults as bands, latency of operations, operations per second. The tables below hold the figures.',
    hasWindow: facts.window !== null,
  });
  return section(
    'load',
    'Latency, throughput and faults',
    html`${legend()}${frame}${sampledNote(facts)}${functionTable(input)}${foldedAway('figures over time', seriesTable(facts.load.series))}`,
  );
}
