// What is compared: the runs of two sides, each under its plan, wherever they were saved.

import { violationClasses } from '../batch/violation-class.ts';
import type { Plan } from '../plan/plan.ts';
import type { SeedRecord } from '../store/batch.ts';
import { figuresOf, type RunFigures } from '../store/figures.ts';
import type { Outcome, RunResults } from '../store/results.ts';
import type { Origin } from './origin.ts';

export interface ComparedRun {
  readonly seed: number;
  /** Where runs of several plans are looked at together: which one. Each is then compared with its own like only. */
  readonly cell?: string;
  readonly outcome: Outcome | 'lost';
  /** Kinds of violations in it. */
  readonly classes: readonly string[];
  /** `null` where it was not measured, or by an earlier Ordeal. */
  readonly figures: RunFigures | null;
  /** Folder of its own saved run; absent where none was kept. */
  readonly run?: string;
}

const unusable: ReadonlySet<ComparedRun['outcome']> = new Set([
  'invalid-run',
  'crash',
  'interrupted',
  'lost',
]);

/** Whether a run says anything of the build: not where it was cut short, or does not count. */
export function isUsable({ outcome }: Pick<ComparedRun, 'outcome'>): boolean {
  return !unusable.has(outcome);
}

/** Runs of one plan. */
export interface Group {
  /** What the two sides have in common: a job of a suite, a workload. */
  readonly name: string;
  /** With any seed. */
  readonly plan: Plan;
  readonly runs: readonly ComparedRun[];
}

export interface Side {
  /** What a person called it. */
  readonly label: string;
  /** Which build it was. */
  readonly version: string;
  readonly groups: readonly Group[];
  /** Of each run, batch or suite in it. */
  readonly origins?: readonly Origin[];
  /** What has to be known of it, one sentence each. */
  readonly notes?: readonly string[];
}

export function runOfResults(results: RunResults): ComparedRun {
  const { seed, outcome } = results;
  return { seed, outcome, classes: violationClasses(results), figures: figuresOf(results) };
}

/** The folder of a saved run, by its name; `null` where it is not known. */
export type FolderOf = (name: string) => string | null;

export function runOfSeed(
  { seed, outcome, classes, violations, figures = null, run }: SeedRecord,
  folderOf: FolderOf = () => null,
): ComparedRun {
  const folder = run === null ? null : folderOf(run);
  const kept = folder === null ? {} : { run: folder };
  return { seed, outcome, classes: classes ?? violations, figures, ...kept };
}

/** Fields that say which run of a plan it is, not what is run. */
const freeFields: ReadonlySet<string> = new Set(['format', 'name', 'seed', 'version', 'thresholds']);

/** Whether runs compare though their plans differ in this field. */
export function isFreeField(field: string): boolean {
  return freeFields.has(field);
}

/** Fields in which two plans differ beside seed, name and version, in words; none where they compare. */
export function planDifferences(first: Plan, second: Plan): readonly string[] {
  const fields = [...new Set([...Object.keys(first), ...Object.keys(second)])] as (keyof Plan)[];
  const shown = (value: unknown): string => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
    return text.length > 40 ? `${text.slice(0, 39)}…` : text;
  };
  return fields
    .filter((field) => !isFreeField(field))
    .filter((field) => JSON.stringify(first[field]) !== JSON.stringify(second[field]))
    .map((field) => `${field} ${shown(first[field])} and ${shown(second[field])}`);
}
