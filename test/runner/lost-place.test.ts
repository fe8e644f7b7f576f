// A run whose place is lost: it ends soon, what there is of its history stands, and nothing is held against the database.

import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/checkers/checker.ts';
import { excused } from '../../src/runner/place-losses.ts';
import { createPlace, LostHostError } from '../../src/worlds/place.ts';
import { runTiny } from './run-tiny.ts';
import { pauseSecondNode, tinyPlan } from './tiny-plan.ts';
import { createTinyWorld } from './tiny-world.ts';

function watchedWorld() {
  const place = createPlace((node) => `Host ${node}`, 0);
  return { place, world: Object.assign(createTinyWorld(), { place }) };
}

describe('a host that is lost under load', () => {
  test('ends the run: no healing, no final reads, recovery not asked', async () => {
    const { place, world } = watchedWorld();
    let statements = 0;
    world.onStatement = () => {
      statements += 1;
      if (statements === 40) place.loseHost('n3', 'was removed');
    };
    const { summary, history } = await runTiny({ faults: [pauseSecondNode()] }, world);
    expect(summary).toMatchObject({
      losses: ['Host n3 was removed while the run was under way.'],
      recovery: { valid: 'unknown', reason: 'Not checked: Host n3 was removed while the run was under way.' },
      ...{ interrupted: false, crash: null, problems: [] },
    });
    expect(summary.phases.map(({ name }) => name)).toEqual(['setup', 'load']);
    expect(summary.phases.at(-1)?.endNs).toBeLessThan(2e9);
    expect(history.filter(({ type }) => type === 'ok').length).toBeGreaterThan(10);
    expect(world.healings).toBe(0);
  });

  test('is no crash of the fault that was to be done to it, even where that met it first', async () => {
    const { place, world } = watchedWorld();
    const invoke = () => Promise.reject(new LostHostError('n2', 'its shell has ended'));
    const { summary } = await runTiny({ faults: [pauseSecondNode({ invoke })] }, world);
    expect(summary.crash).toBeNull();
    expect(place.losses()).toEqual([
      { node: 'n2', what: 'Host n2', fate: 'could not be worked with any more (its shell has ended)' },
    ]);
  });

  test('a fault that fails by itself is a crash still', async () => {
    const { world } = watchedWorld();
    const invoke = () => Promise.reject(new Error('out of its depth'));
    const { summary } = await runTiny({ faults: [pauseSecondNode({ invoke })] }, world);
    expect(summary).toMatchObject({ crash: { message: 'out of its depth' }, losses: [] });
  });
});

test.each(['settle', 'final'] as const)('a host that is lost in the phase %s ends the run', async (phase) => {
  const { place, world } = watchedWorld();
  const { report } = world;
  world.report = async (node, timeoutMs) => {
    if (phase === 'settle' && world.healings > 0) place.loseHost('n1', 'was stopped');
    return report(node, timeoutMs);
  };
  world.onStatement = (sql) => {
    if (phase === 'final' && sql === 'read') place.loseHost('n1', 'was stopped');
  };
  const { summary } = await runTiny({}, world);
  expect(summary).toMatchObject({ recovery: { valid: 'unknown' }, crash: null });
  expect(summary.losses).toEqual(['Host n1 was stopped while the run was under way.']);
});

test('a loss that only the last look finds counts as well', async () => {
  const { place, world } = watchedWorld();
  world.report = (node) => Promise.reject(new Error(`${node} does not answer`));
  place.onLook(async () => {
    if (world.healings > 0) place.loseShared('The network', 'has ended');
  });
  const { summary } = await runTiny({}, world);
  expect(summary.recovery).toMatchObject({ valid: 'unknown' });
  place.stop();
});

test('a cluster that does not come back has its network examined first; one that does is left in peace', async () => {
  const examined = async (comesBack: boolean) => {
    const { place, world } = watchedWorld();
    const { report } = world;
    world.report = (node, timeoutMs) =>
      comesBack ? report(node, timeoutMs) : Promise.reject(new Error(`${node} does not answer`));
    place.onExamine(async () => place.loseShared('The network', 'carried no packets'));
    const { summary } = await runTiny({}, world);
    return { losses: summary.losses, valid: summary.recovery?.valid };
  };
  expect(await examined(false)).toEqual({
    losses: ['The network carried no packets while the run was under way.'],
    valid: 'unknown',
  });
  expect(await examined(true)).toEqual({ losses: [], valid: true });
});

test('a database that does not come back in a sound place has not recovered', async () => {
  const { world } = watchedWorld();
  world.report = (node) => Promise.reject(new Error(`${node} does not answer`));
  const { summary } = await runTiny({}, world);
  expect(summary).toMatchObject({ recovery: { valid: false }, losses: [] });
});

test('time for which the harness stood still is not held against a cluster that settles', async () => {
  const { place, world } = watchedWorld();
  const { report } = world;
  const healedNs = (): number => (world.healings > 0 ? world.clock.nowNs() : 0);
  let firstNs = 0;
  world.report = async (node, timeoutMs) => {
    firstNs ||= healedNs();
    if (firstNs > 0 && place.pausedMs() === 0) place.notePause(3_000);
    // It serves 6 s after it was healed, of which 3 s were nobody's; 5 s are allowed.
    if (firstNs > 0 && healedNs() - firstNs < 6e9) throw new Error('not yet');
    return report(node, timeoutMs);
  };
  const { summary } = await runTiny({ plan: { ...tinyPlan, settleSeconds: 5 } }, world);
  expect(summary.recovery).toMatchObject({ valid: true });
  expect(summary.pausedMs).toBe(3_000);
});

describe('a verdict on time', () => {
  const missed: Verdict = {
    ...{ checker: 'availability', valid: false, reason: 'Too slow.', witnesses: [] },
    details: { kind: 'threshold-missed', answeredPercent: 3 },
  };
  test('stands in a sound place, and where it speaks for the database', () => {
    expect(excused(missed, { losses: [] })).toBe(missed);
    const met: Verdict = { ...missed, valid: true };
    expect(excused(met, { losses: ['It went away.'] })).toBe(met);
  });

  test('is unknown where the place may be to blame', () => {
    expect(excused(missed, { losses: ['It went away.'] })).toMatchObject({
      ...{ valid: 'unknown', reason: 'Too slow. Not held against the database: It went away.' },
      details: { answeredPercent: 3 },
    });
    expect(excused(missed, { pausedMs: 2_300 }).reason).toBe(
      'Too slow. Not held against the database: Ordeal itself stood still for 2.3 s.',
    );
  });
});
