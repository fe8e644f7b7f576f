// Shards of one suite put together again: the whole, as if one machine had run it. What a machine that died has not run is in it
// as not run.

import { StoreError } from '../store/store-error.ts';
import { canariesOf, type JobRecord, type SavedSuite, type Suite } from '../store/suite.ts';
import { isCutOff } from './summary.ts';

/** A shard and where it was found. */
export interface FoundShard {
  readonly where: string;
  readonly saved: Pick<SavedSuite, 'suite' | 'records'>;
}

type Shard = NonNullable<Suite['shard']>;
interface Part extends FoundShard {
  readonly shard: Shard;
}

const shown = ({ part, of }: Shard): string => `${part}/${of}`;

/** Digests of the builds by version: what else is said of a build may depend on the machine. */
export function bundlesOf({ builds }: Suite): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(builds).map(([name, { bundle, upgradeBundle }]) => [
      name,
      `${bundle ?? ''} ${upgradeBundle ?? ''}`,
    ]),
  );
}

function requireSameSuite(first: Part, other: Part): void {
  const [one, two] = [first.saved.suite, other.saved.suite];
  const both = `${first.where} and ${other.where}`;
  if (one.name !== two.name)
    throw new StoreError(
      `${both} are of two suites, ${one.name} and ${two.name}: name the folders of the shards of one.`,
    );
  if (one.digest !== two.digest)
    throw new StoreError(
      `${both} are of different plans: the file of suite ${one.name}, or its seed, changed in between.`,
    );
  if (first.shard.of !== other.shard.of)
    throw new StoreError(
      `${both} were divided differently: one is shard ${shown(first.shard)}, the other ${shown(other.shard)}.`,
    );
  const [bundles, others] = [bundlesOf(one), bundlesOf(two)];
  const version = Object.keys(bundles).find((name) => bundles[name] !== others[name]);
  if (version !== undefined)
    throw new StoreError(
      `${both} ran different builds of "${version.replace(/^(node|server) /, '')}": run all shards of one checkout.`,
    );
}

/** Which shards are not there. */
function missingShards(parts: readonly Part[], { of }: Shard): readonly number[] {
  const found = new Map<number, Part>();
  for (const part of parts) {
    const known = found.get(part.shard.part);
    if (known !== undefined)
      throw new StoreError(
        `Shard ${shown(part.shard)} is there twice, in ${known.where} and in ${part.where}: name the folder of one.`,
      );
    found.set(part.shard.part, part);
  }
  return Array.from({ length: of }, (_, at) => at + 1).filter((part) => !found.has(part));
}

/** The jobs of each shard; of those that are not there, as any other names them. */
function dealtJobs(parts: readonly Part[], missing: readonly number[]): readonly Suite['jobs'][] {
  const dealt = parts.map(({ saved }) => saved.suite.jobs);
  if (missing.length === 0) return dealt;
  const there = new Set(dealt.flatMap((jobs) => jobs.map(({ id }) => id)));
  const others = parts[0]?.saved.suite.elsewhere?.jobs ?? [];
  return [...dealt, others.filter(({ id }) => !there.has(id))];
}

/** One job of each shard in turn, as they were dealt out; canaries first. */
function inOrder(shards: readonly Suite['jobs'][], canaries: ReadonlySet<string>): Suite['jobs'] {
  const longest = Math.max(...shards.map((jobs) => jobs.length));
  const dealt = Array.from({ length: longest }, (_, at) => shards.flatMap((jobs) => jobs[at] ?? [])).flat();
  const isCanary = ({ group }: Suite['jobs'][number]): boolean => canaries.has(group);
  return [...dealt.filter(isCanary), ...dealt.filter((job) => !isCanary(job))];
}

function groupsOf(parts: readonly Part[]): Suite['groups'] {
  const groups = new Map(
    parts
      .flatMap(({ saved: { suite } }) => [...suite.groups, ...(suite.elsewhere?.groups ?? [])])
      .map((group) => [group.name, group] as const),
  );
  return [...groups.values()].sort((one, other) => Number(other.isCanary) - Number(one.isCanary));
}

/** The end that says most against it; of an incomplete suite there is none. */
function endOf(parts: readonly Part[], { incomplete }: Pick<Suite, 'incomplete'>): Suite['end'] {
  if (incomplete !== undefined) return null;
  const ends = parts.map(({ saved }) => saved.suite.end);
  return ends.includes('interrupted') ? 'interrupted' : ends.includes('budget') ? 'budget' : 'complete';
}

function incompleteOf(parts: readonly Part[], missing: readonly number[]): Pick<Suite, 'incomplete'> {
  const cutOff = parts.filter(({ saved }) => isCutOff(saved)).map(({ shard }) => shard.part);
  return missing.length + cutOff.length === 0 ? {} : { incomplete: { missing, cutOff } };
}

/**
 * The suite that shards are the parts of, with all their attempts. Where some are missing, or were killed, it says so and has
 * their jobs without attempts.
 * @throws {StoreError} where they are not parts of one suite
 */
export function mergeShards(found: readonly FoundShard[]): {
  readonly suite: Suite;
  readonly records: readonly JobRecord[];
} {
  const parts = found.flatMap(({ where, saved }): readonly Part[] => {
    const { shard } = saved.suite;
    return shard === null ? [] : [{ where, saved, shard }];
  });
  const [first] = parts;
  if (first === undefined)
    throw new StoreError('There is no shard of a suite there: `ordeal suite FILE --shard 1/4` makes one.');
  for (const part of parts) requireSameSuite(first, part);
  const missing = missingShards(parts, first.shard);
  const ordered = [...parts].sort((one, other) => one.shard.part - other.shard.part);
  const groups = groupsOf(ordered);
  const canaries = canariesOf({ groups });
  const starts = ordered.map(({ saved }) => saved.suite.startedAt).sort();
  const incomplete = incompleteOf(ordered, missing);
  const { elsewhere: _, ...common } = first.saved.suite;
  return {
    suite: {
      ...common,
      shard: null,
      mergedShards: first.shard.of,
      ...incomplete,
      startedAt: starts[0] ?? first.saved.suite.startedAt,
      groups,
      jobs: inOrder(dealtJobs(ordered, missing), canaries),
      end: endOf(ordered, incomplete),
    },
    records: ordered
      .flatMap(({ saved }) => saved.records)
      .sort((one, other) => one.suiteMs - other.suiteMs || one.attempt - other.attempt),
  };
}
