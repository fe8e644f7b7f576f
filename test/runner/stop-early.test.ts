// A run that is told to stop at its first violation: only the load ends, all that comes after it stays.

import { describe, expect, test } from 'vitest';
import { watchRegisters } from '../../src/checkers/watch-registers.ts';
import { fromFunction } from '../../src/generator/values.ts';
import { structureProblem } from '../../src/history/check-structure.ts';
import { runTiny } from './run-tiny.ts';
import { pauseSecondNode, tinyPlan, tinyWorkload } from './tiny-plan.ts';

describe('a run that is to stop early', () => {
  /** Writes and reads in turn; the fortieth read tells what nobody wrote. */
  const lyingWorkload = () => {
    let reads = 0;
    const tiny = tinyWorkload();
    return tinyWorkload({
      load: () =>
        fromFunction(1, (value) => [
          value % 2 === 0 ? { f: 'read', value: null } : { f: 'write', value },
          value + 1,
        ]),
      async invoke(connection, invocation, timeoutMs) {
        const completion = await tiny.invoke(connection, invocation, timeoutMs);
        if (invocation.f !== 'read' || completion.type !== 'ok') return completion;
        reads += 1;
        if (reads === 40) return { type: 'ok', value: -1 };
        return { type: 'ok', value: completion.value === 0 ? null : completion.value };
      },
      watch: watchRegisters,
    });
  };
  const loadMs = ({ phases }: Awaited<ReturnType<typeof runTiny>>['summary']) => {
    const { startNs = 0, endNs = 0 } = phases.find(({ name }) => name === 'load') ?? {};
    return (endNs - startNs) / 1e6;
  };

  test('ends its load at the first violation, heals, and is judged as ever', async () => {
    const plan = { ...tinyPlan, stopEarly: true } as const;
    const { world, summary, history } = await runTiny({
      plan,
      workload: lyingWorkload(),
      faults: [pauseSecondNode()],
    });
    expect(summary.stoppedEarly).toBe('A read at n1 saw -1, which was never written.');
    expect(loadMs(summary)).toBeLessThan(1500);
    expect(summary).toMatchObject({ interrupted: false, crash: null, problems: [] });
    expect(summary.phases.map(({ name }) => name)).toEqual(['setup', 'load', 'heal', 'settle', 'final']);
    expect([...world.states.values()]).toEqual(['running', 'running', 'running']);
    expect(structureProblem(history)).toBe(null);
    expect(history.filter(({ f, type }) => f === 'read' && type === 'ok').length).toBeGreaterThan(40);
  });

  test('goes on where it is not asked to, or nothing is wrong', async () => {
    const { summary } = await runTiny({ workload: lyingWorkload() });
    expect(summary.stoppedEarly).toBe(undefined);
    expect(loadMs(summary)).toBeGreaterThan(1900);
    const plan = { ...tinyPlan, stopEarly: true } as const;
    const sound = await runTiny({ plan, workload: tinyWorkload({ watch: watchRegisters }) });
    expect(sound.summary.stoppedEarly).toBe(undefined);
  });
});
