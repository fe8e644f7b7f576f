// Whole runs on a virtual clock against a tiny world: phases in order, healing always, unknown outcomes kept unknown.

import { describe, expect, test } from 'vitest';
import { structureProblem } from '../../src/history/check-structure.ts';
import { historyInMemory } from '../../src/history/history.ts';
import { createMemoryJournal, type Journal, JournalError } from '../../src/history/journal.ts';
import type { Operation } from '../../src/history/operation.ts';
import { judge } from '../../src/runner/judge.ts';
import { runPlan } from '../../src/runner/run-plan.ts';
import type { ProgressRecord } from '../../src/store/progress.ts';
import { runTiny } from './run-tiny.ts';
import { pauseSecondNode, tinyPlan, tinyWorkload } from './tiny-plan.ts';
import { createTinyWorld } from './tiny-world.ts';

const clientOperations = (history: readonly Operation[]) =>
  history.filter(({ process }) => process !== 'nemesis');

describe('a run without faults', () => {
  test('goes through its phases in order and reads on every node at the end', async () => {
    const { world, summary, history } = await runTiny();
    expect(summary.phases.map(({ name }) => name)).toEqual(['setup', 'load', 'heal', 'settle', 'final']);
    expect(summary).toMatchObject({ interrupted: false, crash: null, problems: [] });
    expect(summary.settleMs).toBe(0);
    expect(world.statements[0]).toBe('n1 schema');
    expect(world.statements.slice(-3).toSorted()).toEqual(['n1 read', 'n2 read', 'n3 read']);
    expect(summary.counts.ok).toBe(history.length / 2);
  });

  test('keeps the rate and the time of the plan', async () => {
    const { summary } = await runTiny();
    expect(summary.countsByF['write']?.ok).toBeGreaterThan(150);
    expect(summary.countsByF['write']?.ok).toBeLessThan(250);
    const load = summary.phases.find(({ name }) => name === 'load');
    expect(((load?.endNs ?? 0) - (load?.startNs ?? 0)) / 1e9).toBeCloseTo(2, 1);
  });

  test('is the same again, event by event', async () => {
    const faults = [pauseSecondNode()];
    expect((await runTiny({ faults })).history).toEqual(
      (await runTiny({ faults: [pauseSecondNode()] })).history,
    );
  });

  test('writes an invocation down before the statement is sent', async () => {
    const world = createTinyWorld();
    const journal = createMemoryJournal();
    let unannounced = 0;
    world.onStatement = (sql) => {
      const value = Number(sql.slice('write '.length));
      if (sql.startsWith('write') && !journal.operations.some((operation) => operation.value === value)) {
        unannounced += 1;
      }
    };
    await world.clock.runUntil(
      runPlan({ world, workload: tinyWorkload(), faults: [], plan: tinyPlan, journal }),
    );
    expect(world.statements.length).toBeGreaterThan(100);
    expect(unannounced).toBe(0);
  });

  test('reports progress once a second', async () => {
    const seen: ProgressRecord[] = [];
    await runTiny({ onProgress: (progress) => void seen.push(progress), faults: [pauseSecondNode()] });
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen[0]).toMatchObject({ phase: 'load', leader: 'n1', faults: ['pause n2'] });
    expect(seen[0]?.nodes.map(({ node }) => node)).toContain('n1');
    expect(seen[0]?.latencies?.p50Ms).toBeCloseTo(2, 0);
  });
});

describe('operations of unknown outcome', () => {
  test('become info and retire their process for one that is higher by the number of clients', async () => {
    const { history } = await runTiny({ faults: [pauseSecondNode()] });
    const unknown = clientOperations(history).filter(({ type }) => type === 'info');
    expect(unknown.length).toBeGreaterThan(0);
    for (const { index, process } of unknown) {
      expect(history.slice(index + 1).some((later) => later.process === process)).toBe(false);
      expect(history.slice(index + 1).some((later) => later.process === Number(process) + 3)).toBe(true);
    }
  });

  test('leave a history whose structure is right', async () => {
    const { history } = await runTiny({ faults: [pauseSecondNode()] });
    expect(structureProblem(history)).toBeNull();
    expect(history.length).toBeGreaterThan(100);
  });

  test('a client that never answers is given up as info with the value it was to write', async () => {
    const workload = tinyWorkload({ invoke: () => new Promise(() => undefined) });
    const { history, summary } = await runTiny({ workload });
    const given = clientOperations(history).filter(({ error }) => error?.includes('given up') === true);
    expect(given.length).toBe(summary.counts.info);
    expect(given[0]).toMatchObject({ type: 'info', value: 1 });
  });

  test('a refused connection is a certain failure and keeps its process', async () => {
    const world = createTinyWorld();
    world.states.set('n3', 'absent');
    const { history } = await runTiny({}, world);
    const refused = clientOperations(history).filter(
      ({ error }) => error?.startsWith('no connection') === true,
    );
    expect(refused.length).toBeGreaterThan(1);
    expect(new Set(refused.map(({ process, type, node }) => `${process} ${type} ${node}`))).toEqual(
      new Set(['2 fail n3']),
    );
  });
});

describe('faults', () => {
  test('are recorded with start, end, hosts and whether they had effect', async () => {
    const { summary, history } = await runTiny({ faults: [pauseSecondNode()] });
    expect(summary.faults).toHaveLength(2);
    for (const fault of summary.faults) {
      expect(fault).toMatchObject({ package: 'pause', f: 'pause', hosts: ['n2'], verified: true });
      expect(((fault.endNs ?? 0) - fault.startNs) / 1e9).toBeCloseTo(0.5, 1);
    }
    const nemesis = history.filter(({ process }) => process === 'nemesis');
    expect(nemesis.every(({ type }) => type === 'info')).toBe(true);
    expect(nemesis[1]?.value).toEqual({
      description: 'pause n2',
      hosts: ['n2'],
      verified: true,
      evidence: 'paused',
      struckNs: summary.faults[0]?.startNs,
      roles: { n1: 'leader', n2: 'follower', n3: 'follower' },
    });
  });

  test('that look long for whom to hit begin when they strike, whoever was served meanwhile', async () => {
    const lookingMs = 60;
    const slow = pauseSecondNode({
      async invoke({ nodes, clock, faults: { process } }, { f }) {
        if (f === 'pause') await clock.sleep(lookingMs);
        await Promise.all(nodes.map((node) => (f === 'pause' ? process.pause(node) : process.resume(node))));
        return { description: `${f} all`, hosts: nodes, verified: true, evidence: null };
      },
    });
    const { summary, history } = await runTiny({ faults: [slow] });
    const asked = history.find(({ process }) => process === 'nemesis');
    const startNs = (asked?.time ?? 0) + lookingMs * 1e6;
    expect(summary.faults[0]).toMatchObject({ startNs });
    const isServedMeanwhile = ({ type, time }: Operation): boolean =>
      type === 'ok' && time > (asked?.time ?? 0) && time < startNs;
    expect(history.some(isServedMeanwhile)).toBe(true);
    const { verdicts } = await judge(historyInMemory(history), {
      ...{ workload: tinyWorkload(), packages: [slow], thresholds: {}, nodePanics: [] },
      budget: { timeMs: 1000, memoryBytes: 1 << 30 },
    });
    const measured = verdicts.find(({ checker }) => checker === 'availability')?.details['faults'];
    const [first] = measured as readonly { startMs: number; writeAfterStartMs: number }[];
    expect(first?.startMs).toBe(startNs / 1e6);
    // Until they are resumed half a second later.
    expect(first?.writeAfterStartMs).toBeGreaterThanOrEqual(500);
  });

  test('one that never answers is given up, and healed all the same', async () => {
    const stuck = pauseSecondNode({
      invoke: async (world, { f }) => {
        await world.faults.process.pause('n2');
        if (f === 'pause') await new Promise(() => undefined);
        return { description: 'nothing done', hosts: [], verified: false, evidence: null };
      },
    });
    const { world, history } = await runTiny({ faults: [stuck], plan: { ...tinyPlan, timeSeconds: 1 } });
    expect(history.find(({ error }) => error?.includes('given up') === true && true)).toBeDefined();
    expect(world.states.get('n2')).toBe('running');
    expect(world.healings).toBe(1);
  });

  test('two packages with one operation name are refused as a crash', async () => {
    const { summary } = await runTiny({ faults: [pauseSecondNode(), pauseSecondNode({ name: 'other' })] });
    expect(summary.crash?.message).toContain('pause and other both have an operation pause');
  });
});

describe('when something goes wrong', () => {
  test('a crash of the workload is reported, the faults are healed, final reads are skipped', async () => {
    const workload = tinyWorkload({
      invoke: async (_connection, { value }) => {
        if (Number(value) === 60) throw new Error('no such thing');
        return { type: 'ok', value };
      },
    });
    const { world, summary, history } = await runTiny({ workload, faults: [pauseSecondNode()] });
    expect(summary.crash).toMatchObject({
      where: 'operation write of the workload',
      message: 'no such thing',
    });
    expect(summary.phases.map(({ name }) => name)).toEqual(['setup', 'load', 'heal', 'settle']);
    expect(history.find(({ error }) => error === 'crash: no such thing')).toMatchObject({
      type: 'info',
      value: 60,
    });
    expect(world.healings).toBe(1);
    expect([...world.states.values()]).toEqual(['running', 'running', 'running']);
  });

  test('a crash of the nemesis is reported and healed', async () => {
    const faults = [pauseSecondNode({ invoke: () => Promise.reject(new Error('wrong host')) })];
    const { world, summary } = await runTiny({ faults });
    expect(summary.crash).toMatchObject({ where: 'fault operation pause', message: 'wrong host' });
    expect(world.healings).toBe(1);
  });

  test('a crash of the generator is reported', async () => {
    const load = () => ({
      step: () => {
        throw new Error('bad draw');
      },
      update: () => load(),
    });
    const { summary } = await runTiny({ workload: tinyWorkload({ load }) });
    expect(summary.crash).toMatchObject({ where: 'the generator', message: 'bad draw' });
  });

  test('an interrupted run stops its load, heals, and skips the final reads', async () => {
    const world = createTinyWorld();
    const controller = new AbortController();
    world.clock.after(700, () => controller.abort());
    const { summary, history } = await runTiny(
      { signal: controller.signal, faults: [pauseSecondNode()] },
      world,
    );
    expect(summary).toMatchObject({ interrupted: true, crash: null, problems: [] });
    expect(summary.phases.map(({ name }) => name)).toEqual(['setup', 'load', 'heal', 'settle']);
    expect(clientOperations(history).every(({ type, time }) => type !== 'invoke' || time <= 0.7e9)).toBe(
      true,
    );
    expect(world.states.get('n2')).toBe('running');
    expect(summary.faults[0]?.endNs).not.toBeNull();
  });

  test('a full disk ends the run with one sentence, and the faults are healed', async () => {
    const world = createTinyWorld();
    let room = 150;
    const journal: Journal = {
      append() {
        room -= 1;
        if (room < 0) throw new JournalError('The disk is full.');
      },
      close: () => undefined,
    };
    const { summary } = await runTiny({ journal, faults: [pauseSecondNode()] }, world);
    expect(summary.problems).toEqual(['The disk is full.']);
    expect(summary.phases.map(({ name }) => name)).toEqual(['setup', 'load', 'heal', 'settle']);
    expect(world.states.get('n2')).toBe('running');
  });

  test('a schema that cannot be made ends the run with the reason', async () => {
    const world = createTinyWorld();
    for (const node of world.nodes) world.states.set(node, 'absent');
    const { summary } = await runTiny({}, world);
    expect(summary.problems[0]).toContain('could not make its schema within 60 s');
    expect(summary.problems[0]).toContain('refuses');
    expect(summary.counts.invoked).toBe(0);
  });
});
