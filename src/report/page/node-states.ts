// Leases, log positions and clocks of the nodes over time, from what each said of itself once a second.

import type { NodeSample, ProgressRecord } from '../../store/progress.ts';

/** Entry `i` is at `ms[i]` of the run; `null` where the node did not answer, or does not tell. */
export interface NodeSeries {
  readonly name: string;
  readonly leaseMs: readonly (number | null)[];
  /** Last position of its log. */
  readonly last: readonly (number | null)[];
  /** Entries that it has not applied, of those committed as any node knew. */
  readonly behind: readonly (number | null)[];
  readonly clockMs: readonly (number | null)[];
}

export interface NodeStates {
  readonly ms: readonly number[];
  readonly nodes: readonly NodeSeries[];
}

/** What of one node's series stands out. */
export interface NodeExtremes {
  readonly name: string;
  readonly last: number | null;
  readonly mostBehind: Extreme | null;
  /** Away from true time, either way. */
  readonly mostOff: Extreme | null;
  /** Moments it was asked and did not answer. */
  readonly unanswered: number;
  readonly highestBallot: number | null;
}

export interface Extreme {
  readonly value: number;
  readonly atMs: number;
}

const mostMoments = 1200;

/** All moments, or evenly spaced ones where there are many. */
export function nodeStatesOf(progress: readonly ProgressRecord[]): NodeStates {
  const step = Math.max(1, Math.ceil(progress.length / mostMoments));
  const kept = progress.filter((_, at) => at % step === 0);
  const names = nodeNamesIn(progress);
  return { ms: kept.map(({ ms }) => ms), nodes: names.map((name) => seriesOf(name, kept)) };
}

function nodeNamesIn(progress: readonly ProgressRecord[]): readonly string[] {
  const names = progress.flatMap(({ nodes, clocksMs }) => [
    ...nodes.map(({ node }) => node),
    ...Object.keys(clocksMs),
  ]);
  return [...new Set(names)].sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
}

function sampleOf({ nodes }: ProgressRecord, name: string): NodeSample | undefined {
  return nodes.find(({ node }) => node === name);
}

function furthestCommit({ nodes }: ProgressRecord): number {
  return nodes.reduce((most, { committed = 0, applied = 0 }) => Math.max(most, committed, applied), 0);
}

function behindIn(record: ProgressRecord, name: string): number | null {
  const applied = sampleOf(record, name)?.applied;
  return applied === undefined ? null : furthestCommit(record) - applied;
}

function seriesOf(name: string, records: readonly ProgressRecord[]): NodeSeries {
  return {
    name,
    leaseMs: records.map((record) => sampleOf(record, name)?.leaseMs ?? null),
    last: records.map((record) => sampleOf(record, name)?.last ?? null),
    behind: records.map((record) => behindIn(record, name)),
    clockMs: records.map(({ clocksMs }) => clocksMs[name] ?? null),
  };
}

/** Of all moments, also those that are not drawn. */
export function nodeExtremesOf(progress: readonly ProgressRecord[]): readonly NodeExtremes[] {
  return nodeNamesIn(progress).map((name) => {
    const samples = progress.flatMap((record) => sampleOf(record, name) ?? []);
    const ballots = samples.flatMap(({ ballot }) => ballot ?? []);
    return {
      name,
      last: samples.findLast(({ last }) => last !== undefined)?.last ?? null,
      mostBehind: extremeOf(progress, (record) => behindIn(record, name)),
      mostOff: extremeOf(progress, ({ clocksMs }) => clocksMs[name] ?? null),
      unanswered: progress.length - samples.length,
      highestBallot: ballots.length === 0 ? null : ballots.reduce((most, ballot) => Math.max(most, ballot)),
    };
  });
}

/** The value furthest from 0. */
function extremeOf(
  progress: readonly ProgressRecord[],
  valueOf: (record: ProgressRecord) => number | null,
): Extreme | null {
  let found: Extreme | null = null;
  for (const record of progress) {
    const value = valueOf(record);
    if (value !== null && (found === null || Math.abs(value) > Math.abs(found.value)))
      found = { value, atMs: record.ms };
  }
  return found;
}
