// A value that goes too deep, or leads back to itself, is found before anybody walks through it.

import { expect, test } from 'vitest';
import { nestingMax, nestingProblem } from '../../src/files/nesting.ts';

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

test('a value as deep as may be passes, one level more does not', () => {
  expect(nestingProblem(nested(nestingMax))).toBeNull();
  expect(nestingProblem(nested(nestingMax + 1))).toMatch(/nested more than 100 levels deep/);
  expect(nestingProblem(nested(200_000))).toMatch(/nested more than 100 levels deep/);
});

test('a value that contains itself is found, one that is there twice is not', () => {
  const twice = [1];
  expect(nestingProblem([twice, { twice }])).toBeNull();
  const circle: unknown[] = [];
  circle.push({ circle });
  expect(nestingProblem(circle)).toBe('it contains itself');
});

test.each([[null], [17], ['text'], [undefined], [[]], [{}]])('%j is not nested', (value) => {
  expect(nestingProblem(value)).toBeNull();
});
