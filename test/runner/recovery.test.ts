// Whether a cluster came back once every fault is healed: by what its nodes say, and by what their clients get.

import { describe, expect, test } from 'vitest';
import { limit } from '../../src/generator/bounds.ts';
import { repeat } from '../../src/generator/sequence.ts';
import { eachThread, onThreads } from '../../src/generator/threads.ts';
import { once } from '../../src/generator/values.ts';
import { StatementError } from '../../src/worlds/world.ts';
import { runTiny } from './run-tiny.ts';
import { tinyWorkload } from './tiny-plan.ts';
import { createTinyWorld } from './tiny-world.ts';

describe('recovery', () => {
  test('a cluster that does not come back has not recovered', async () => {
    const world = createTinyWorld();
    world.report = async (node) => {
      if (node === 'n3') throw new Error('no answer');
      return { node, role: 'follower', leader: 'n1', serving: true, raw: null };
    };
    const { summary } = await runTiny({}, world);
    expect(summary.settleMs).toBeNull();
    expect(summary.recovery).toMatchObject({
      valid: false,
      reason: 'After every fault was healed, n3 did not serve again within 5 s.',
    });
  });

  test('a replica that stays behind has not recovered', async () => {
    const world = createTinyWorld();
    world.report = async (node) => ({
      node,
      role: 'follower',
      leader: 'n1',
      serving: true,
      applied: node === 'n3' ? { position: 7, stateHash: 'a' } : { position: 9, stateHash: 'b' },
      raw: null,
    });
    const { summary } = await runTiny({}, world);
    expect(summary.recovery).toMatchObject({
      valid: false,
      reason: 'After every fault was healed, n3 (applied 7) did not catch up to 9 within 5 s.',
    });
  });

  test('a node that says it serves and answers nobody has not recovered; one that was asked but twice is not judged', async () => {
    const finalReads = async (attempts: number) => {
      const world = createTinyWorld();
      const { connect } = world;
      world.connect = async (node, timeoutMs) => {
        if (node === 'n3' && world.statements.length > 50) throw new StatementError('refused', false, null);
        return connect(node, timeoutMs);
      };
      const final = () =>
        onThreads(
          (thread) => thread !== 'nemesis' && thread < 3,
          eachThread(limit(attempts, repeat(once({ f: 'read', value: null })))),
        );
      return (await runTiny({ workload: tinyWorkload({ final }) }, world)).summary.recovery;
    };
    expect(await finalReads(3)).toMatchObject({
      valid: false,
      reason: 'After the cluster had settled, n3 answered none of 3 operations.',
      details: { silentNodes: ['n3'] },
    });
    expect(await finalReads(2)).toMatchObject({ valid: true });
  });

  test('a cluster that comes back has recovered', async () => {
    const { summary } = await runTiny();
    expect(summary.recovery).toMatchObject({ checker: 'recovery', valid: true });
  });
});
