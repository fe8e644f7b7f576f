// Whether the figures of a run meet what is asked of them. A figure that never came counts as endless.

import { aggregateText, type Condition, type Metric } from '../plan/suite/threshold.ts';
import type { RunFigures } from './figures.ts';

/** The figure that a condition is about: the worst one where it is about every single one; `null` without any. */
export function aggregateOf(figures: readonly number[], { aggregate, comparison }: Condition): number | null {
  const sorted = Float64Array.from(figures).sort();
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return null;
  if (aggregate === 'min') return first;
  if (aggregate === 'max') return last;
  if (aggregate === 'avg') return sorted.reduce((sum, figure) => sum + figure, 0) / sorted.length;
  if (aggregate === 'all') return comparison.startsWith('<') ? last : first;
  return sorted[Math.max(0, Math.ceil((aggregate / 100) * sorted.length) - 1)] ?? last;
}

export function isMet(figure: number, { comparison, bound }: Condition): boolean {
  if (comparison === '<') return figure < bound;
  if (comparison === '<=') return figure <= bound;
  return comparison === '>' ? figure > bound : figure >= bound;
}

const single = (figure: number | null | undefined): readonly number[] =>
  figure === null || figure === undefined ? [] : [figure];

function ofEachFault({ faults }: RunFigures, field: 'failoverMs' | 'recoveryMs'): readonly number[] {
  return faults.flatMap((fault) => {
    const waited = fault[field];
    return waited === undefined ? [] : [waited ?? Number.POSITIVE_INFINITY];
  });
}

const valuesByMetric: Readonly<Record<Metric, (figures: RunFigures) => readonly number[]>> = {
  answeredPercent: ({ answeredPercent }) => single(answeredPercent),
  availableReadsPercent: ({ availableReadsPercent }) => single(availableReadsPercent),
  availableWritesPercent: ({ availableWritesPercent }) => single(availableWritesPercent),
  outageMs: ({ longestOutageMs }) => single(longestOutageMs),
  failoverMs: (figures) => ofEachFault(figures, 'failoverMs'),
  recoveryMs: (figures) => ofEachFault(figures, 'recoveryMs'),
  okPerSecond: ({ okPerSecond }) => single(okPerSecond),
  latencyP50Ms: ({ latencyMs }) => single(latencyMs?.p50),
  latencyP90Ms: ({ latencyMs }) => single(latencyMs?.p90),
  latencyP99Ms: ({ latencyMs }) => single(latencyMs?.p99),
};

/** What a run has of a metric: a figure for each fault in `failoverMs` and `recoveryMs`, at most one in all others. */
export function valuesOf(figures: RunFigures | null, metric: Metric): readonly number[] {
  return figures === null ? [] : valuesByMetric[metric](figures);
}

/** A figure for people. */
export const figureText = (figure: number): string =>
  Number.isFinite(figure) ? String(Math.round(figure * 100) / 100) : 'endless';

/** Where the figure of a single fault was met. */
function whereText(figures: RunFigures, metric: Metric, figure: number): string {
  if (metric !== 'failoverMs' && metric !== 'recoveryMs') return '';
  const found = figures.faults.find(
    (fault) => fault[metric] !== undefined && (fault[metric] ?? Number.POSITIVE_INFINITY) === figure,
  );
  return found === undefined ? '' : ` (${found.package}, begun at ${(found.startMs / 1000).toFixed(1)} s)`;
}

/** One sentence without its dot for each condition that a run misses. A figure that it does not have is not missed. */
export function missedByRun(
  figures: RunFigures | null,
  asked: readonly { readonly metric: Metric; readonly condition: Condition }[],
): readonly string[] {
  return asked.flatMap(({ metric, condition }) => {
    const figure = aggregateOf(valuesOf(figures, metric), condition);
    if (figures === null || figure === null || isMet(figure, condition)) return [];
    const { comparison, bound } = condition;
    const what = aggregateText(condition) + metric;
    return [
      `${what} is ${figureText(figure)}${whereText(figures, metric, figure)}, required ${comparison} ${bound}`,
    ];
  });
}
