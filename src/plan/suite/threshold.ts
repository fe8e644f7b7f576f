// What a suite asks of its figures, as k6 writes it: `p95 < 8000`, `avg >= 99`, or a number alone.

/** Figures of a run; `true` where more of it is better. Times are in ms. */
export const metrics = {
  answeredPercent: true,
  availableReadsPercent: true,
  availableWritesPercent: true,
  outageMs: false,
  failoverMs: false,
  recoveryMs: false,
  okPerSecond: true,
  latencyP50Ms: false,
  latencyP90Ms: false,
  latencyP99Ms: false,
} as const;

export type Metric = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly Metric[];

export type Comparison = '<' | '<=' | '>' | '>=';

export interface Condition {
  /** `all`: every single figure has to meet it. A number: that quantile, in percent. */
  readonly aggregate: 'all' | 'min' | 'max' | 'avg' | number;
  readonly comparison: Comparison;
  readonly bound: number;
}

/** What an expression may look like, in words. */
export const conditionForm =
  'a number, or an expression such as "p95 < 8000", "avg >= 99" or "<= 500" (with min, max, avg, med or a quantile such as p99.9 in front, or nothing for every single figure)';

export const conditionPattern =
  /^\s*(min|max|avg|med|p\d{1,2}(?:\.\d+)?|p100)?\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*$/;

function aggregateOf(word: string | undefined): Condition['aggregate'] {
  if (word === undefined) return 'all';
  if (word === 'med') return 50;
  return word === 'min' || word === 'max' || word === 'avg' ? word : Number(word.slice(1));
}

/** `null` where it is no such expression. A number alone is the worst that every figure may be. */
export function parseCondition(metric: Metric, written: string | number): Condition | null {
  if (typeof written === 'number') {
    return { aggregate: 'all', comparison: metrics[metric] ? '>=' : '<=', bound: written };
  }
  const found = conditionPattern.exec(written);
  if (found === null) return null;
  const [, word, comparison, bound] = found;
  return { aggregate: aggregateOf(word), comparison: comparison as Comparison, bound: Number(bound) };
}

/** The condition as it is told: `p95 of failoverMs < 8000`. */
export function conditionText(metric: Metric, condition: Condition): string {
  return `${aggregateText(condition)}${metric} ${condition.comparison} ${condition.bound}`;
}

/** `p95 of `, in front of a figure; nothing where every single one is meant. */
export function aggregateText({ aggregate }: Condition): string {
  if (aggregate === 'all') return '';
  return `${typeof aggregate === 'number' ? `p${aggregate}` : aggregate} of `;
}
