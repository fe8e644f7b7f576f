// What is on the disks of a cluster that has just run, in the simulated world: all that was acknowledged, and nothing
// that cannot be believed.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeRecords } from '../../../cluster/log/record.ts';
import type { SimulatedRunResult } from '../../../src/batch/run-simulated.ts';
import { partsOf } from '../../../src/cli/plan-parts.ts';
import { clusterFacts, savedFacts } from '../../../src/runner/persisted/cluster-facts.ts';
import { replicaFacts } from '../../../src/runner/persisted/replica-facts.ts';
import type { DataFiles } from '../../../src/runner/persisted/stored-log.ts';
import { noteMissingData, saveNodeData } from '../../../src/store/save-data.ts';
import { defaultKnobs } from '../../../src/worlds/sim/knobs.ts';
import type { PersistedForm } from '../../../workloads/persisted-form.ts';
import { runTiny, tinyPlan } from '../../batch/tiny-simulated-plan.ts';

const knobs = {
  ...defaultKnobs,
  timings: { ...defaultKnobs.timings, snapshotIntervalEntries: 60, snapshotKeepEntries: 10 },
};

function formOf(workload: string): PersistedForm {
  const { persisted } = partsOf({ ...tinyPlan, workload }).workload(['n1']);
  if (persisted === undefined) throw new Error(`${workload} has no persisted form`);
  return persisted;
}

const dataOf = ({ nodeData }: SimulatedRunResult) =>
  new Map(nodeData.map(({ node, files }) => [node, files()]));

const detailsOf = ({ results }: SimulatedRunResult) =>
  results.verdicts.find(({ checker }) => checker === 'durability')?.details;

describe('after a run', () => {
  test('of a set the disks account for every acknowledged element', async () => {
    const run = await runTiny({ workload: 'set' }, { knobs, judgePersisted: true });
    const added = run.history.filter(({ f, type }) => f === 'add' && type === 'ok').map(({ value }) => value);
    expect(run.results.outcome).toBe('valid');
    expect(detailsOf(run)).toMatchObject({
      acknowledged: added.length,
      replicasRead: 3,
      persistedCount: added.length,
      untoldCount: 0,
      belowMajorityCount: 0,
    });
    for (const { snapshot, logged } of clusterFacts(dataOf(run), formOf('set')).replicas) {
      expect(snapshot?.length).toBeGreaterThan(50);
      const held = new Set([...(snapshot ?? []), ...logged].map(([, value]) => value));
      expect(added.filter((value) => !held.has(value))).toEqual([]);
    }
  });

  test('of registers what is not on the disks has been replaced there', async () => {
    const run = await runTiny({}, { knobs, judgePersisted: true });
    const details = detailsOf(run);
    expect(run.results.outcome).toBe('valid');
    expect(details).toMatchObject({ replicasRead: 3, untoldCount: 0, belowMajorityCount: 0 });
    expect(Number(details?.['persistedCount']) + Number(details?.['replacedCount'])).toBe(
      details?.['acknowledged'],
    );
  });

  test('a compare-and-set that is in the log and changed nothing is told apart', async () => {
    const run = await runTiny({ nemesis: [] }, { knobs: defaultKnobs });
    const mismatches = run.history.filter(({ f, type }) => f === 'cas' && type === 'fail');
    const changes = run.history.filter(({ f, type }) => f !== 'read' && type === 'ok');
    expect(mismatches.length).toBeGreaterThan(0);
    for (const { snapshot, logged, withoutEffect } of clusterFacts(dataOf(run), formOf('register'))
      .replicas) {
      expect(snapshot).toBe(null);
      expect(logged).toHaveLength(changes.length);
      expect(withoutEffect).toHaveLength(mismatches.length);
    }
  });

  test('looking at the disks does not change the run', async () => {
    const looked = await runTiny({}, { knobs, judgePersisted: true });
    expect((await runTiny({}, { knobs })).traceHash).toBe(looked.traceHash);
  });
});

describe('data that cannot be believed', () => {
  let files: DataFiles;
  const form = formOf('set');
  const changed = (change: (copy: Map<string, Uint8Array>) => void) => {
    const copy = new Map([...files].map(([name, content]) => [name, content.slice()]));
    change(copy);
    return replicaFacts('n1', copy, form);
  };
  const nameIn = (prefix: string) =>
    [...files.keys()].sort().findLast((name) => name.startsWith(prefix)) ?? '';
  const flip = (name: string, at: number) => (copy: Map<string, Uint8Array>) => {
    const content = copy.get(name) as Uint8Array;
    content[at] = (content[at] ?? 0) ^ 1;
  };

  beforeAll(async () => {
    files = dataOf(await runTiny({ workload: 'set', nemesis: [] }, { knobs })).get('n1') ?? new Map();
  });

  test('is whole as it was', () => {
    expect(changed(() => undefined)).toMatchObject({ node: 'n1' });
  });

  test('is damaged in the log, torn, or damaged in the snapshot', () => {
    const segment = nameIn('log-');
    expect(changed(flip(segment, 400))).toMatch(/^its log is damaged: /);
    const torn = changed((copy) => copy.set(segment, (files.get(segment) as Uint8Array).slice(0, -3)));
    expect(torn).toMatch(/^the last \d+ bytes of its log are torn$/);
    const snapshot = nameIn('snapshot-');
    expect(changed(flip(snapshot, 400))).toBe(`its ${snapshot} is damaged`);
  });

  test('lacks its log, or what came before it', () => {
    expect(changed((copy) => copy.delete(nameIn('log-')))).toBe('its data holds no log that is known here');
    expect(replicaFacts('n1', new Map(), form)).toBe('its data holds no log that is known here');
    const position = { logId: 5, ballot: 1, previousBallot: 1, payload: new Uint8Array(1) };
    const header = {
      kind: 'segment',
      format: 1,
      stream: 1,
      sequence: 1,
      durableSequence: 0,
      ...position,
    } as const;
    const trimmed = new Map([['log-00000002', encodeRecords([header])]]);
    expect(replicaFacts('n1', trimmed, form)).toBe('its log begins behind its snapshot');
  });

  test('holds statements of somebody else on the same table', () => {
    const strange = { ...form, meaningOf: () => null };
    expect(replicaFacts('n1', files, strange)).toMatch(
      /^its log holds a statement that is not the workload's/,
    );
  });
});

test('saved data is read back with the reasons for what is missing', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-data-'));
  const form = formOf('set');
  const run = await runTiny({ workload: 'set', nemesis: [] }, { knobs });
  expect(await savedFacts(directory, ['n1', 'n2', 'n3'], form)).toBe(undefined);
  await saveNodeData(directory, 'n1', dataOf(run).get('n1') ?? new Map());
  await noteMissingData(directory, 'n2', 'its data takes 90 MiB');
  const facts = await savedFacts(directory, ['n1', 'n2', 'n3'], form);
  expect(facts?.replicas).toEqual(clusterFacts(dataOf(run), form).replicas.slice(0, 1));
  expect(facts?.unread).toEqual([
    { node: 'n2', reason: 'its data takes 90 MiB' },
    { node: 'n3', reason: 'its data was not saved' },
  ]);
});
