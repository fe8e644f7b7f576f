// The values of fault operations that a plan lists: a person may have written them. What each field may hold is told before
// anything runs, whichever package it belongs to.

import type { JsonValue } from '../src/history/operation.ts';

type Field = readonly [words: string, accepts: (value: JsonValue) => boolean];

const greatest = 1e9;
const longestWord = 60;

const isAmount = (value: JsonValue): boolean =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= greatest;
const isWord = (value: JsonValue): boolean => typeof value === 'string' && value.length <= longestWord;
const isNode = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && /^n\d{1,3}$/.test(value);

function isLink(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { from, to } = value as Readonly<Record<string, JsonValue>>;
  return isNode(from) && isNode(to);
}

const positive: Field = [
  `a number from 0 to ${greatest}`,
  (value) => isAmount(value) && (value as number) >= 0,
];
const word: Field = ['a word', isWord];

const fields: Readonly<Record<string, Field>> = {
  pick: [
    'a whole number from 0 to 4294967295',
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff,
  ],
  hosts: [
    'a list of nodes such as n1',
    (value) => Array.isArray(value) && value.length <= 100 && value.every(isNode),
  ],
  links: [
    'a list of links, each with from and to',
    (value) => Array.isArray(value) && value.length <= 10_000 && value.every(isLink),
  ],
  amount: [`a number of at most ${greatest}`, isAmount],
  delayMs: ['null, or a number of milliseconds', (value) => value === null || positive[1](value)],
  freeKib: positive,
  percent: ['a number from 0 to 100', (value) => positive[1](value) && (value as number) <= 100],
  recoveryMs: positive,
  ...Object.fromEntries(
    ['target', 'damage', 'change', 'service', 'failure', 'manner', 'shape', 'scope', 'resource'].map(
      (name) => [name, word],
    ),
  ),
};

/** What is wrong with the value of a fault operation, as a clause about it; `null` where nothing is. */
export function faultValueProblem(value: JsonValue): string | null {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value))
    return 'has a "value" that is neither null nor an object';
  for (const [name, held] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field !== undefined && !field[1](held)) return `has a wrong "${name}": it is ${field[0]}`;
  }
  return null;
}
