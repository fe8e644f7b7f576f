// What clients met in the course of a run: single operations for the scatter, sampled, and counts and latencies of
// equal stretches of time, of all operations.

import { type Answers, collectAnswers, outcome } from '../../checkers/answers.ts';
import type { Columns } from '../../history/columns.ts';
import { samplePoints } from './sample.ts';

/** In the order of the codes of `outcome`. */
export const outcomeNames = ['answered', 'failed', 'unknown'] as const;
export type OutcomeName = (typeof outcomeNames)[number];

/** Operations to draw, by how they ended: begun at which ms, after how many µs. */
export type ScatterPoints = Readonly<
  Record<
    OutcomeName,
    { readonly total: number; readonly ms: readonly number[]; readonly us: readonly number[] }
  >
>;

/** Entry `i` is the time from `i * bucketMs` on. Operations count where they ended, latencies where they began. */
export interface LoadSeries {
  readonly bucketMs: number;
  readonly answered: readonly number[];
  readonly failed: readonly number[];
  readonly unknown: readonly number[];
  /** Of the answered ones, in µs; `null` where there is none. */
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

export interface LoadOverTime {
  readonly points: ScatterPoints;
  readonly series: LoadSeries;
  /** When the last event of a client was. */
  readonly endMs: number;
}

const stretches = 1000;
const perStretch = 24;
const mostBuckets = 360;
const bucketWidthsMs = [
  20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
] as const;

/** @param leastMs how long the run lasted at least, such as by its phases */
export function loadOverTime(columns: Columns, leastMs: number): LoadOverTime {
  const answers = collectAnswers(columns);
  const lastNs = columns.length === 0 ? 0 : (columns.time[columns.length - 1] as number);
  const endMs = Math.max(1, leastMs, lastNs / 1e6);
  return { points: scatter(answers, lastNs), series: seriesOf(answers, endMs), endMs };
}

/** One that never ended has lasted to the end of the history. */
function durationNs({ began, ended }: Answers, at: number, lastNs: number): number {
  return Math.max(0, Math.min(ended[at] as number, lastNs) - (began[at] as number));
}

function scatter(answers: Answers, lastNs: number): ScatterPoints {
  return {
    answered: pointsOf(answers, lastNs, outcome.answered),
    failed: pointsOf(answers, lastNs, outcome.failed),
    unknown: pointsOf(answers, lastNs, outcome.unknown),
  };
}

function pointsOf(answers: Answers, lastNs: number, code: number): ScatterPoints[OutcomeName] {
  let length = 0;
  const x = new Float64Array(answers.length);
  const y = new Float64Array(answers.length);
  for (let at = 0; at < answers.length; at++) {
    if (answers.outcome[at] !== code) continue;
    x[length] = answers.began[at] as number;
    y[length] = durationNs(answers, at, lastNs);
    length++;
  }
  const kept = samplePoints({ length, x, y }, { stretches, perStretch });
  const ms = kept.map((at) => Math.round((x[at] as number) / 1e6));
  const us = kept.map((at) => Math.max(1, Math.round((y[at] as number) / 1e3)));
  return { total: length, ms, us };
}

function seriesOf(answers: Answers, endMs: number): LoadSeries {
  const widest = bucketWidthsMs[bucketWidthsMs.length - 1] as number;
  const bucketMs =
    bucketWidthsMs.find((width) => endMs / width <= mostBuckets) ?? Math.max(widest, endMs / mostBuckets);
  const buckets = Math.ceil(endMs / bucketMs);
  const bucketOf = (ns: number): number => Math.min(buckets - 1, Math.floor(ns / 1e6 / bucketMs));
  const counts = outcomeNames.map(() => Array.from({ length: buckets }, () => 0));
  const latencies = Array.from({ length: buckets }, (): number[] => []);
  for (let at = 0; at < answers.length; at++) {
    const began = answers.began[at] as number;
    const ended = answers.ended[at] as number;
    const code = answers.outcome[at] as number;
    const counted = counts[code];
    // One that never ended counts where the run does.
    const bucket = ended === Number.POSITIVE_INFINITY ? buckets - 1 : bucketOf(ended);
    if (counted !== undefined) counted[bucket] = (counted[bucket] ?? 0) + 1;
    if (code === outcome.answered) latencies[bucketOf(began)]?.push(Math.round((ended - began) / 1e3));
  }
  const sorted = latencies.map((list) => Float64Array.from(list).sort());
  const quantile = (share: number): readonly (number | null)[] =>
    sorted.map((list) => list[Math.max(0, Math.ceil(list.length * share) - 1)] ?? null);
  const [answered = [], failed = [], unknown = []] = counts;
  return { bucketMs, answered, failed, unknown, p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) };
}
