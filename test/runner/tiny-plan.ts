// A plan, a workload and a fault package for the tiny world.

import type { FaultPackage } from '../../nemesis/fault.ts';
import { sleep } from '../../src/generator/pace.ts';
import { cycle, sequence } from '../../src/generator/sequence.ts';
import { eachThread, onThreads } from '../../src/generator/threads.ts';
import { fromFunction, once } from '../../src/generator/values.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { StatementError } from '../../src/worlds/world.ts';
import type { Workload } from '../../workloads/workload.ts';

export const tinyPlan: Plan = {
  format: 1,
  name: 'tiny',
  workload: 'tiny',
  nemesis: [],
  world: 'sim',
  nodes: 3,
  concurrency: 3,
  ratePerSecond: 100,
  timeSeconds: 2,
  faultIntervalSeconds: 1,
  operationTimeoutMs: 100,
  settleSeconds: 5,
  seed: 7,
  version: 'current',
};

/** Writes 1, 2, 3, ... and at the end reads once on every thread of the first three. */
export function tinyWorkload(changes: Partial<Workload> = {}): Workload {
  return {
    name: 'tiny',
    summary: 'writes numbers',
    setup: async (connection, timeoutMs) => void (await connection.query('schema', [], timeoutMs)),
    async invoke(connection, invocation, timeoutMs) {
      try {
        const sql = invocation.f === 'write' ? `write ${Number(invocation.value)}` : 'read';
        const { rows } = await connection.query(sql, [], timeoutMs);
        return { type: 'ok', value: Number(rows[0]?.[0]) };
      } catch (error) {
        if (!(error instanceof StatementError)) throw error;
        return {
          type: error.certainlyNotExecuted ? 'fail' : 'info',
          value: invocation.value,
          error: error.message,
        };
      }
    },
    forms: {},
    load: () => fromFunction(1, (value) => [{ f: 'write', value }, value + 1]),
    final: () => onThreads((thread) => Number(thread) < 3, eachThread(once({ f: 'read', value: null }))),
    checkers: [],
    minimumSuccesses: { write: 1 },
    ...changes,
  };
}

/** Pauses n2 after half a second, for half a second, again and again. */
export function pauseSecondNode(changes: Partial<FaultPackage> = {}): FaultPackage {
  return {
    name: 'pause',
    startOperations: ['pause'],
    stopOperations: ['resume'],
    values: {},
    schedule: () =>
      cycle(
        sequence([
          sleep(500),
          once({ f: 'pause', value: 'n2' }),
          sleep(500),
          once({ f: 'resume', value: 'n2' }),
        ]),
      ),
    heal: () => once({ f: 'resume', value: 'n2' }),
    async invoke(world, { f }) {
      await (f === 'pause' ? world.faults.process.pause('n2') : world.faults.process.resume('n2'));
      const state = await world.faults.process.state('n2');
      const verified = state === (f === 'pause' ? 'paused' : 'running');
      return { description: `${f} n2`, hosts: ['n2'], verified, evidence: state };
    },
    ...changes,
  };
}
