// The broken builds that are kept here: each still fits the source, builds, and differs from the unbroken build.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { faultPackages } from '../../nemesis/registry.ts';
import { buildMutant } from '../../src/mutants/build-mutant.ts';
import { loadMutants, readMutant, settingsIn } from '../../src/mutants/mutant.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { type Plan, planSchema, worldNames } from '../../src/plan/plan.ts';
import { bundleAnvil } from '../../src/worlds/build.ts';
import { worldCapabilities } from '../../src/worlds/capabilities.ts';
import { workloads } from '../../workloads/registry.ts';

const repositoryRoot = new URL('../../', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'mutants-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const mutants = loadMutants(new URL('.', import.meta.url).pathname);
const [first] = mutants;

describe('the mutants', () => {
  test('are all there', () => {
    expect(mutants.map(({ name }) => name)).toEqual([
      'acknowledge-before-fsync',
      'acknowledge-before-majority',
      'acknowledges-past-match',
      'ballot-not-persisted',
      'claim-lost-at-restart',
      'commit-advances-on-rejected-append',
      'condition-ignored-for-some-values',
      'conflicting-suffix-kept',
      'damage-cut-as-torn-tail',
      'deaf-after-pause',
      'deletion-spares-a-row',
      'deposed-leader-serves-reads',
      'disk-full-taken-for-written',
      'earlier-ballots-committed-by-counting',
      'election-without-completeness',
      'failed-statement-leaves-half',
      'format-raised-for-some',
      'fsync-error-ignored',
      'generated-keys-start-again',
      'grant-shorter-than-lease',
      'later-pieces-of-snapshot-skipped',
      'lease-adds-drift',
      'lease-from-receipt',
      'lease-not-tested-after-read',
      'lease-on-wall-clock',
      'lease-though-nobody-answers',
      'ledger-not-in-snapshot',
      'lives-share-incarnation',
      'match-by-place',
      'new-format-before-agreement',
      'no-reconfirmation',
      'old-snapshot-removed-first',
      'overload-answered-as-done',
      'promise-before-durable',
      'promises-without-end',
      'quorum-off-by-one',
      'rename-not-synced',
      'repeat-answered-without-effect',
      'repeated-request-applied-twice',
      'requests-told-apart-by-sequence',
      'reschedules-at-once',
      'restart-forgets-grant',
      'restart-forgets-tail',
      'segment-dropped-too-early',
      'snapshot-acknowledged-before-durable',
      'snapshot-drops-row',
      'spins-in-handler',
      'stale-block-unnoticed',
      'switch-tells-in-flight-as-not-executed',
      'switch-without-completeness',
      'switched-leader-keeps-its-lease',
      'talks-in-its-own-newest-version',
      'told-bootstrap-member-cannot-tell',
      'truncation-beyond-snapshot',
      'unknown-told-as-not-executed',
      'upgrade-forgets-state-hash',
      'vote-not-persisted',
      'wiped-node-counts-as-copy',
      'wiped-node-counts-at-once',
      'wiped-node-needs-no-fence',
      'wiped-node-votes',
    ]);
  });

  test.each(mutants)('$name fits, builds, and is another build', async (mutant) => {
    const unbroken = await bundleAnvil({
      version: 'current',
      part: 'node',
      repositoryRoot,
      cacheDirectory: scratch,
    });
    const broken = await buildMutant(mutant, 'node', repositoryRoot, scratch);
    expect(broken.digest).not.toBe(unbroken.digest);
    await buildMutant(mutant, 'server', repositoryRoot, scratch);
  });

  const everyWay = mutants.flatMap((mutant) =>
    worldNames.map((world) => ({ name: mutant.name, world, settings: settingsIn(world, mutant) })),
  );
  test.each(everyWay)('$name names a workload and fault packages that $world has', ({ world, settings }) => {
    expect(workloads.map(({ name }) => name)).toContain(settings.workload);
    const possible = faultPackages.filter(({ needs = [] }) =>
      needs.every((need) => worldCapabilities[world].includes(need)),
    );
    for (const name of settings.nemesis) expect(possible.map((factory) => factory.name)).toContain(name);
  });
});

test('what exposes a mutant takes every field of a plan but those that a hunt decides', () => {
  const decided = ['format', 'name', 'world', 'seed', 'version', 'upgradeTo'];
  const values: Partial<Plan> = {
    ...defaultPlan('sim'),
    packagesPerRun: 1,
    faultSharePercent: 10,
    targets: ['leader'],
    schedule: 'bursts',
    faults: [],
    operations: [],
    knobs: 'default',
    thresholds: {},
    stopEarly: true,
    invariants: false,
    checking: { budgetSeconds: 5 },
  };
  const fields = Object.keys(planSchema.shape).filter((field) => !decided.includes(field));
  expect(fields.filter((field) => values[field as keyof Plan] === undefined)).toEqual([]);
  const path = join(scratch, 'all-fields.json');
  const exposedBy = Object.fromEntries(fields.map((field) => [field, values[field as keyof Plan]]));
  writeFileSync(path, JSON.stringify({ ...first, name: 'all-fields', exposedBy }));
  expect(readMutant(path).exposedBy).toEqual(exposedBy);
});

describe('a mutant that does not fit', () => {
  const withAnchor = (find: string) => ({
    ...(first as NonNullable<typeof first>),
    name: 'loose',
    edits: [{ file: 'cluster/paxos/ballot.ts', find, replace: '' }],
  });

  test('says its name, the file and how often the anchor occurs', async () => {
    const missing = buildMutant(withAnchor('no such text'), 'node', repositoryRoot, scratch);
    await expect(missing).rejects.toThrow(/Mutant loose .*cluster\/paxos\/ballot\.ts .*occurs 0 times/s);
    const twice = buildMutant(withAnchor('export function'), 'node', repositoryRoot, scratch);
    await expect(twice).rejects.toThrow(/Mutant loose .*cluster\/paxos\/ballot\.ts .*occurs \d+ times/s);
  });

  test('is refused when a field is wrong, by file and field', () => {
    const path = join(scratch, 'wrong.json');
    writeFileSync(path, JSON.stringify({ ...first, edits: [] }));
    expect(() => readMutant(path)).toThrow(/wrong\.json is wrong at 'edits'/);
  });
});
