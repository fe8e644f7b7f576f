// Shards of one suite put together again: the whole, as if one machine had run it.

import { StoreError } from '../store/store-error.ts';
import { canariesOf, type JobRecord, type SavedSuite, type Suite } from '../store/suite.ts';

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
function bundlesOf({ builds }: Suite): Readonly<Record<string, string>> {
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

function requireAll(parts: readonly Part[], { of }: Shard): void {
  const found = new Map<number, Part>();
  for (const part of parts) {
    const known = found.get(part.shard.part);
    if (known !== undefined)
      throw new StoreError(
        `Shard ${shown(part.shard)} is there twice, in ${known.where} and in ${part.where}: name the folder of one.`,
      );
    found.set(part.shard.part, part);
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((part) => !found.has(part));
  if (missing.length === 0) return;
  const names = missing.slice(0, 10).map((part) => `${part}/${of}`);
  const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : '';
  throw new StoreError(
    missing.length === 1
      ? `Shard ${names.join('')} is missing: all ${of} of them together are the suite.`
      : `Shards ${names.join(', ')}${more} are missing: all ${of} of them together are the suite.`,
  );
}

/** One job of each shard in turn, as they were dealt out; canaries first. */
function jobsOf(parts: readonly Part[], canaries: ReadonlySet<string>): Suite['jobs'] {
  const longest = Math.max(...parts.map(({ saved }) => saved.suite.jobs.length));
  const dealt = Array.from({ length: longest }, (_, at) =>
    parts.flatMap(({ saved }) => saved.suite.jobs[at] ?? []),
  ).flat();
  const isCanary = ({ group }: Suite['jobs'][number]): boolean => canaries.has(group);
  return [...dealt.filter(isCanary), ...dealt.filter((job) => !isCanary(job))];
}

function groupsOf(parts: readonly Part[]): Suite['groups'] {
  const groups = new Map(
    parts.flatMap(({ saved }) => saved.suite.groups.map((group) => [group.name, group] as const)),
  );
  return [...groups.values()].sort((one, other) => Number(other.isCanary) - Number(one.isCanary));
}

/** The end that says most against it. */
function endOf(parts: readonly Part[]): Suite['end'] {
  const ends = parts.map(({ saved }) => saved.suite.end);
  if (ends.includes(null)) return null;
  return ends.includes('interrupted') ? 'interrupted' : ends.includes('budget') ? 'budget' : 'complete';
}

/**
 * The suite that shards are the parts of, with all their attempts.
 * @throws {StoreError} where they are not exactly the parts of one suite
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
  requireAll(parts, first.shard);
  const ordered = [...parts].sort((one, other) => one.shard.part - other.shard.part);
  const groups = groupsOf(ordered);
  const canaries = canariesOf({ groups });
  const starts = ordered.map(({ saved }) => saved.suite.startedAt).sort();
  return {
    suite: {
      ...first.saved.suite,
      shard: null,
      mergedShards: first.shard.of,
      startedAt: starts[0] ?? first.saved.suite.startedAt,
      groups,
      jobs: jobsOf(ordered, canaries),
      end: endOf(ordered),
    },
    records: ordered
      .flatMap(({ saved }) => saved.records)
      .sort((one, other) => one.suiteMs - other.suiteMs || one.attempt - other.attempt),
  };
}
