// Where the runs of a side come from: when, by which Ordeal, of which source, on what machine.

import type { Plan } from '../plan/plan.ts';
import type { Harness } from '../store/harness.ts';

export interface Origin {
  /** ISO 8601. */
  readonly startedAt: string;
  /** As in `versions` of results.json. */
  readonly versions: Readonly<Record<string, string>>;
  /** `null` for runs of an earlier Ordeal, which did not say. */
  readonly harness: Harness | null;
}

const shownDigits = 12;

/** `0123456789ab`, `0123456789ab with changes (2 files, digest ...)`; empty where nothing is known. */
function sourceText(commit: string | undefined | null, changes: string | undefined | null): string {
  if (commit === undefined || commit === null) return '';
  const what = commit.slice(0, shownDigits);
  return changes === undefined || changes === null ? what : `${what} with changes (${changes})`;
}

/** Of a build and of the second one of an upgrade: what it was called, and what it was made of. */
export function buildText({ versions }: Origin): string {
  const { anvil = 'unknown', commit, changes, upgradeTo, upgradeCommit, upgradeChanges } = versions;
  const one = (name: string, source: string): string =>
    source === '' || name.includes(source) ? name : `${name}, commit ${source}`;
  const first = one(anvil, sourceText(commit, changes));
  return upgradeTo === undefined
    ? first
    : `${first}; then ${one(upgradeTo, sourceText(upgradeCommit, upgradeChanges))}`;
}

export function ordealText({ harness }: Origin): string {
  if (harness === null) return 'an earlier one, which did not say its commit';
  const source = sourceText(harness.commit, harness.changes);
  return source === '' ? 'not of a git checkout' : `commit ${source}`;
}

/** A plan in words, without what may differ between runs that compare. */
export function planText({
  workload,
  world,
  nemesis,
  nodes,
  concurrency,
  ratePerSecond,
  timeSeconds,
}: Plan): string {
  const faults = nemesis.length === 0 ? 'no faults' : nemesis.join(', ');
  return `${workload} in ${world}: ${faults}; ${nodes} nodes, ${concurrency} clients, ${ratePerSecond}/s for ${timeSeconds} s`;
}

/** Each once, in their order. */
export function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
