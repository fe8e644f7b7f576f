// The kill matrix: what became of each broken build, as data and as rows of text.

import type { WorldName } from '../worlds/world.ts';
import type { Hunt } from './hunt.ts';
import type { Mutant } from './mutant.ts';

export interface ShrunkSize {
  readonly faults: number;
  readonly operations: number;
  readonly nodes: number;
  readonly clients: number;
  readonly seconds: number;
  readonly wallMs: number;
  /** Plan file that reproduces the failure. */
  readonly planFile: string;
}

/** Runs of the unbroken build under the plans of the mutants. */
export interface UnbrokenRuns {
  readonly runs: number;
  /** The command of each that found something, and what. */
  readonly violations: readonly string[];
}

/** What a person needs to see a kill again. */
export interface FirstKill {
  readonly seed: number;
  /** The command that runs it. */
  readonly again: string;
}

/** One row. */
export interface MutantResult {
  readonly name: string;
  readonly world: WorldName;
  readonly summary: string;
  readonly status: Hunt['status'];
  /** The checkers and invariants that killed it, most frequent first. */
  readonly killedBy: readonly string[];
  /** What the first kill found, in one sentence; empty where there is none. */
  readonly reason: string;
  /** The run of the first kill; `null` where there is none. */
  readonly firstKill: FirstKill | null;
  /** Seeds to the first kill in each range that killed. */
  readonly seedsToKill: readonly number[];
  readonly medianSeeds: number | null;
  readonly p95Seeds: number | null;
  readonly rangesTried: number;
  readonly seedsTried: number;
  readonly falseAlarms: number;
  readonly lost: number;
  /** How often each edit was executed in one run, that of the first kill where there is one; `null` where nobody counted. */
  readonly editHits: readonly number[] | null;
  /** Of the first kill; `null` where it was not shrunk. */
  readonly shrunk: ShrunkSize | null;
  readonly wallMs: number;
}

/** The value at or below which `share` of the values lie (nearest rank); `null` for none. */
export function nearestRank(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

/** What is known of a hunt beside how its runs ended. */
export interface HuntFacts {
  readonly world: WorldName;
  readonly shrunk: ShrunkSize | null;
  readonly firstKill: FirstKill | null;
  readonly editHits: readonly number[] | null;
  readonly wallMs: number;
}

/** Adds a hunt up. */
export function resultOf({ name, summary }: Mutant, hunt: Hunt, facts: HuntFacts): MutantResult {
  const counts = new Map<string, number>();
  for (const { killer } of hunt.kills) counts.set(killer, (counts.get(killer) ?? 0) + 1);
  const seedsToKill = hunt.kills.map(({ seeds }) => seeds);
  return {
    ...facts,
    name,
    summary,
    status: hunt.status,
    killedBy: [...counts].sort((left, right) => right[1] - left[1]).map(([killer]) => killer),
    reason: hunt.kills[0]?.reason ?? '',
    seedsToKill,
    medianSeeds: nearestRank(seedsToKill, 0.5),
    p95Seeds: nearestRank(seedsToKill, 0.95),
    rangesTried: hunt.rangesTried,
    seedsTried: hunt.seedsTried,
    falseAlarms: hunt.falseAlarms.length,
    lost: hunt.lost,
  };
}

/** Titles of the columns of `matrixRow`. */
export const matrixColumns = [
  'mutant',
  'world',
  'status',
  'killed by',
  'seeds to first kill: median',
  'p95',
  'seeds run',
  'without verdict',
  'edits executed',
  'shrunk to',
  'wall time',
] as const;

/** One row of the matrix, without colours. */
export function matrixRow(result: MutantResult): readonly string[] {
  const { shrunk, seedsToKill, rangesTried } = result;
  const missed = rangesTried - seedsToKill.length;
  const inRanges =
    result.status === 'killed' && missed > 0 ? ` (in ${seedsToKill.length} of ${rangesTried} ranges)` : '';
  return [
    result.name,
    result.world,
    result.status + inRanges,
    result.killedBy.join(', ') || '-',
    String(result.medianSeeds ?? '-'),
    String(result.p95Seeds ?? '-'),
    String(result.seedsTried),
    String(result.lost),
    result.editHits?.join(', ') ?? '-',
    shrunk === null
      ? '-'
      : `${shrunk.faults} faults, ${shrunk.operations} operations, ${shrunk.nodes} nodes, ${shrunk.seconds} s`,
    `${(result.wallMs / 1000).toFixed(1)} s`,
  ];
}
