// No checker rejects what an object that behaves can do, and each rejects what one that forgets now and then does.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causal } from '../../src/checkers/causal.ts';
import type { Checker } from '../../src/checkers/checker.ts';
import { counter } from '../../src/checkers/counter.ts';
import { durability } from '../../src/checkers/durability.ts';
import { sessionGuarantees } from '../../src/checkers/session-guarantees.ts';
import { setFull } from '../../src/checkers/set-full.ts';
import { totalQueue } from '../../src/checkers/total-queue.ts';
import { execute, executions, type ObjectUnderTest } from './correct-executions.ts';
import { judged } from './judged.ts';
import { forgetful, queue, register, set, sum } from './objects-under-test.ts';

const cases = Number(process.env['ORDEAL_CASES'] ?? 20_000);
/** These two are compared with their definitions as often elsewhere. */
const fewerCases = cases / 10;

const subjects: readonly (readonly [
  name: string,
  checker: Checker,
  object: ObjectUnderTest,
  caseCount: number,
])[] = [
  ['set-full', setFull({ linearizable: true }), set, cases],
  ['durability of a set', durability(), set, cases],
  ['total-queue', totalQueue(), queue, cases],
  ['counter', counter(), sum, cases],
  ['session-guarantees', sessionGuarantees({ realTimeWrites: true }), register, fewerCases],
  ['causal', causal({ convergence: true }), register, fewerCases],
  ['durability of a register', durability(), register, cases],
];

describe.each(subjects)('%s', (_name, checker, object, caseCount) => {
  test('never rejects an object that behaves', async () => {
    await fc.assert(
      fc.asyncProperty(executions, async (steps) => {
        const { valid, reason } = await judged(checker, execute(object, steps));
        expect(valid === false ? reason : '').toBe('');
      }),
      { numRuns: caseCount },
    );
  });

  test('rejects one that forgets', async () => {
    let rejected = 0;
    await fc.assert(
      fc.asyncProperty(executions, async (steps) => {
        if ((await judged(checker, execute(forgetful(object), steps))).valid === false) rejected++;
      }),
      { numRuns: 500 },
    );
    expect(rejected).toBeGreaterThan(5);
  });
});
