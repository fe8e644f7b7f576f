// From verdicts to one judgement: a violation outranks all, then a crash, an invalid run, not knowing.

import { describe, expect, test } from 'vitest';
import type { Checker, Validity } from '../../src/checkers/checker.ts';
import { historyInMemory } from '../../src/history/history.ts';
import type { Operation } from '../../src/history/operation.ts';
import { isBrokenInside, judge } from '../../src/runner/judge.ts';

const budget = { timeMs: 1000, memoryBytes: 1 << 30 };
const history: readonly Operation[] = [
  { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null },
  { index: 1, time: 5, process: 0, type: 'ok', f: 'read', value: 1 },
];

/** A checker with a foregone conclusion. */
const saying = (valid: Validity): Checker => ({
  name: `says ${String(valid)}`,
  check: () => ({ checker: `says ${String(valid)}`, valid, reason: 'so', witnesses: [], details: {} }),
});

const failing: Checker = {
  name: 'failing',
  check: () => {
    throw new Error('out of its depth');
  },
};

/** Judges the history by these checkers; `reads` successful reads are needed. */
async function judged(checkers: readonly Checker[], reads = 1, nodePanics: readonly string[] = []) {
  const workload = { checkers, minimumSuccesses: { read: reads } };
  return judge(historyInMemory(history), { workload, packages: [], nodePanics, budget });
}

describe('a judgement', () => {
  test('holds a verdict of every checker, of the statistics and of the run itself', async () => {
    const { verdicts, validity, crash } = await judged([saying(true)]);
    expect(verdicts.map(({ checker }) => checker)).toEqual(['says true', 'statistics', 'run-validity']);
    expect({ validity, crash }).toEqual({ validity: 'valid', crash: null });
  });

  test('is a violation as soon as one checker found one, whatever else there is', async () => {
    expect((await judged([failing, saying('unknown'), saying(false)], 5, ['n1: panic'])).validity).toBe(
      'violation',
    );
  });

  test('of a run that ended at a violation inside the cluster asks nothing more of the run', async () => {
    const workload = { checkers: [saying(true)], minimumSuccesses: { read: 5 } };
    const inside = {
      ...{ checker: 'logs-agree', valid: false, reason: 'they do not', witnesses: [] },
      details: { kind: 'invariant', timeNs: 5, nodes: ['n1'] },
    };
    const options = { workload, packages: [], nodePanics: [], budget };
    const { verdicts, validity } = await judge(historyInMemory(history), {
      ...options,
      brokenInside: [inside],
    });
    expect(validity).toBe('violation');
    expect(verdicts[0]).toEqual(inside);
    expect(verdicts.at(-1)).toMatchObject({ checker: 'run-validity', valid: 'unknown' });
    expect(verdicts.filter(isBrokenInside)).toEqual([inside]);
    expect((await judge(historyInMemory(history), options)).validity).toBe('invalid-run');
  });

  test('of a run whose place was lost: what the history shows stands, what hangs on the place is unknown', async () => {
    const lost = async (checker: Checker) => {
      const { verdicts, validity } = await judge(historyInMemory(history), {
        ...{
          workload: { checkers: [checker], minimumSuccesses: { read: 5 } },
          packages: [],
          nodePanics: [],
          budget,
        },
        thresholds: { answeredPercent: 100.5 },
        failedAssertions: ['n3: assertion failed'],
        place: { losses: ['Host n3 was removed while the run was under way.'] },
      });
      return {
        validity,
        said: Object.fromEntries(verdicts.map(({ checker: name, valid }) => [name, valid])),
      };
    };
    const others = { thresholds: 'unknown', 'log-patterns': 'unknown', 'run-validity': false };
    expect(await lost(saying(true))).toMatchObject({ validity: 'invalid-run', said: others });
    expect(await lost(saying('unknown'))).toMatchObject({ validity: 'invalid-run', said: others });
    expect(await lost(saying(false))).toMatchObject({ validity: 'violation', said: others });
  });

  test('is a violation when the cluster did not come back', async () => {
    const workload = { checkers: [saying(true)], minimumSuccesses: {} };
    const recovery = {
      checker: 'recovery',
      valid: false,
      reason: 'n3 stayed down',
      witnesses: [],
      details: {},
    };
    const { validity } = await judge(historyInMemory(history), {
      workload,
      packages: [],
      recovery,
      nodePanics: [],
      budget,
    });
    expect(validity).toBe('violation');
  });

  test('is a crash when a checker failed, and the others are asked all the same', async () => {
    const { verdicts, validity, crash } = await judged([failing, saying('unknown')], 5);
    expect(validity).toBe('crash');
    expect(crash).toMatchObject({ where: 'checker failing', message: 'out of its depth' });
    expect(verdicts[0]).toMatchObject({ valid: 'unknown', reason: 'The checker failed: out of its depth.' });
    expect(verdicts).toHaveLength(4);
  });

  test('is an invalid run without enough successes, or with a node that panicked', async () => {
    expect((await judged([saying('unknown')], 2)).validity).toBe('invalid-run');
    expect((await judged([saying(true)], 1, ['n1: panic'])).validity).toBe('invalid-run');
  });

  test('looks at what the logs said, where there are any', async () => {
    const workload = { checkers: [saying(true)], minimumSuccesses: {} };
    const options = { workload, packages: [], nodePanics: [], budget };
    const withLogs = (failedAssertions: readonly string[]) =>
      judge(historyInMemory(history), { ...options, failedAssertions });
    expect((await withLogs([])).verdicts.map(({ checker }) => checker)).toContain('log-patterns');
    expect((await withLogs([])).validity).toBe('valid');
    expect((await withLogs(['n1: assertion failed'])).validity).toBe('violation');
  });

  test('misses a threshold only where nothing worse was found', async () => {
    const missing = async (checkers: readonly Checker[], answeredPercent: number) => {
      const workload = { checkers, minimumSuccesses: {} };
      const more = { packages: [], thresholds: { answeredPercent }, nodePanics: [], budget };
      const half = [...history, { ...history[0], index: 2, time: 9, process: 1 } as Operation];
      return (await judge(historyInMemory(half), { workload, ...more })).validity;
    };
    expect(await missing([saying(true)], 50)).toBe('valid');
    expect(await missing([saying(true)], 51)).toBe('threshold-missed');
    expect(await missing([saying('unknown')], 51)).toBe('unknown');
    expect(await missing([saying(false)], 51)).toBe('violation');
  });

  test('is unknown when a checker does not know', async () => {
    expect((await judged([saying(true), saying('unknown')])).validity).toBe('unknown');
  });
});
