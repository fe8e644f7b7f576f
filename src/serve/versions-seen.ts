// The saved runs by the build they were of: what a trend over versions is made of.

import { join } from 'node:path';
import { planText } from '../compare/origin.ts';
import { type ComparedRun, type Group, runOfResults, runOfSeed, type Side } from '../compare/sample.ts';
import type { Plan } from '../plan/plan.ts';
import { readBatch } from '../store/batch.ts';
import { readRun } from '../store/open-run.ts';
import type { RunLine } from './run-line.ts';

/** Results are read whole: more would take long. */
const mostRuns = 500;
const readAtOnce = 16;

export interface SeenVersions {
  /** The build first seen is the first. */
  readonly sides: readonly Side[];
  /** Runs beyond those that were read; the newest were. */
  readonly left: number;
}

interface Seen {
  readonly id: string;
  /** Saved runs that are counted with this batch already. */
  readonly kept: readonly string[];
  readonly version: string;
  readonly plan: Plan;
  readonly runs: readonly ComparedRun[];
}

/** @param lines newest first */
export async function versionsSeen(root: string, lines: readonly RunLine[]): Promise<SeenVersions> {
  const judged = lines.filter(
    ({ kind, operations }) => kind === 'batch' || (kind === 'run' && operations !== null),
  );
  const wanted = judged.slice(0, mostRuns).reverse();
  const seen: Seen[] = [];
  for (let from = 0; from < wanted.length; from += readAtOnce) {
    const some = wanted.slice(from, from + readAtOnce);
    // One that went away or became unreadable meanwhile is left out; the list says what is wrong with it.
    const read = some.map((line) => readSeen(root, line).catch(() => null));
    seen.push(...(await Promise.all(read)).filter((one) => one !== null));
  }
  const kept = new Set(seen.flatMap((one) => one.kept));
  const counted = seen.filter(({ id }) => !kept.has(id));
  const versions = [...new Set(counted.map(({ version }) => version))];
  const sides = versions.map((version) => ({
    label: version,
    version,
    groups: groupsOf(counted.filter((one) => one.version === version)),
  }));
  return { sides, left: judged.length - wanted.length };
}

async function readSeen(root: string, { name, time }: RunLine): Promise<Seen | null> {
  const { plan, results } = await readRun(join(root, name, time));
  const place = { id: `${name}/${time}`, plan };
  if (results !== null)
    return { ...place, kept: [], version: versionOf(plan, results.versions), runs: [runOfResults(results)] };
  const saved = await readBatch(join(root, name, time));
  if (saved === null) return null;
  const { batch, records } = saved;
  const kept = records.flatMap(({ run }) => run ?? []);
  return {
    ...place,
    kept,
    version: versionOf(plan, batch.versions),
    runs: records.map((record) => runOfSeed(record)),
  };
}

/** `current` is another build every day. */
function versionOf({ version }: Plan, versions: Readonly<Record<string, string>>): string {
  const build = versions['bundle']?.slice(0, 8);
  return build === undefined ? version : `${version} (build ${build})`;
}

/** Runs of plans that differ in seed and version alone belong together. */
function groupsOf(seen: readonly Seen[]): readonly Group[] {
  const names = [...new Set(seen.map(({ plan }) => planText(plan)))];
  return names.map((name) => {
    const own = seen.filter(({ plan }) => planText(plan) === name);
    return { name, plan: (own[0] as Seen).plan, runs: own.flatMap(({ runs }) => runs) };
  });
}
