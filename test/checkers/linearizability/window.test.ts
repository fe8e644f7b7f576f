// What shows a violation early must never show one where there is none.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelNamed } from '../../../src/checkers/linearizability/models.ts';
import { registerCalls } from '../../../src/checkers/linearizability/register-calls.ts';
import { registerProblem } from '../../../src/checkers/linearizability/register-problem.ts';
import { findStaleNeed } from '../../../src/checkers/linearizability/stale-need.ts';
import { impossibleWindow } from '../../../src/checkers/linearizability/window.ts';
import { linearizableByForce } from './brute-force.ts';
import { columnsOf } from './calls-in-columns.ts';
import { randomCalls } from './random-calls.ts';
import { drawFrom, seeds } from './simulated-calls.ts';

const model = modelNamed('cas-register');

describe.each(['register', 'cas-register'])('on small random histories of a %s', (name) => {
  test('an impossible window means that the history is not linearizable', () => {
    let found = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = drawFrom(seed);
        const calls = randomCalls(name, 9, 2 + draw(4), draw, draw(2) === 0);
        const columns = registerCalls(columnsOf(calls), model);
        const problem = registerProblem(columns);
        if (problem.events.length === 0) return;
        const event = draw(problem.events.length);
        const limits = { deadlineMs: Number.POSITIVE_INFINITY, memoryBytes: 1 << 28 };
        const end = impossibleWindow(columns, problem, event, 100_000, limits, 1 + draw(4));
        if (end === null) return;
        found++;
        expect(linearizableByForce(calls, model)).toBe(false);
      }),
      { numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  test('a stale need means that the history is not linearizable', () => {
    let found = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = drawFrom(seed);
        const calls = randomCalls(name, 9, 2 + draw(4), draw);
        if (findStaleNeed(registerProblem(registerCalls(columnsOf(calls), model))) === null) return;
        found++;
        expect(linearizableByForce(calls, model)).toBe(false);
      }),
      { numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(100);
  });
});
