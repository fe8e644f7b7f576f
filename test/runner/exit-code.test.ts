// The exit code of a run and of several: what outranks what.

import { describe, expect, test } from 'vitest';
import { exitCodeOf, invertForExpectedFailure, worstExitCode } from '../../src/runner/exit-code.ts';
import { outcomeOf } from '../../src/runner/outcome.ts';

const summary = { crash: null, interrupted: false, problems: [] };
const crash = { where: 'the generator', message: 'bad', stack: '' };

describe('the exit code', () => {
  test('of several runs is that of the worst', () => {
    expect(worstExitCode([])).toBe(0);
    expect(worstExitCode([0, 4, 2])).toBe(2);
    expect(worstExitCode([2, 3, 4])).toBe(3);
    expect(worstExitCode([3, 130])).toBe(130);
    expect(worstExitCode([70, 3, 130])).toBe(70);
    expect(worstExitCode([70, 1, 3])).toBe(1);
    expect(worstExitCode([12])).toBe(70);
  });

  test('is turned round for a target known to be bad, and only then', () => {
    expect([0, 1, 2, 3, 70, 130].map(invertForExpectedFailure)).toEqual([1, 0, 2, 3, 70, 130]);
  });

  test('follows from the outcome', () => {
    expect(
      (['valid', 'violation', 'unknown', 'invalid-run', 'crash', 'interrupted'] as const).map(exitCodeOf),
    ).toEqual([0, 1, 2, 3, 70, 130]);
  });
});

describe('the outcome of a run', () => {
  test('is what the judgement says when nothing went wrong', () => {
    expect(outcomeOf({ validity: 'valid' }, summary)).toBe('valid');
    expect(outcomeOf({ validity: 'unknown' }, summary)).toBe('unknown');
    expect(outcomeOf({ validity: 'invalid-run' }, summary)).toBe('invalid-run');
  });

  test('is a violation whatever else happened', () => {
    expect(outcomeOf({ validity: 'violation' }, { crash, interrupted: true, problems: ['x'] })).toBe(
      'violation',
    );
  });

  test('is a crash, then an interruption, then an invalid run, before not knowing', () => {
    expect(outcomeOf({ validity: 'unknown' }, { crash, interrupted: true, problems: ['x'] })).toBe('crash');
    expect(outcomeOf({ validity: 'unknown' }, { ...summary, interrupted: true, problems: ['x'] })).toBe(
      'interrupted',
    );
    expect(outcomeOf({ validity: 'unknown' }, { ...summary, problems: ['x'] })).toBe('invalid-run');
  });
});
