// Small histories that came out wrong once, each with its right answer, as the command gives it.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/runner/exit-code.ts';
import { ordeal } from './ordeal.ts';

const cases = fileURLToPath(new URL('../../../shared/cases/isolation/', import.meta.url));
const here = existsSync(cases);
if (!here) console.log(`skipped: no cases at ${cases}`);

const { valid, violation, unknown, usage, 'invalid-run': invalid } = exitCodes;

describe.skipIf(!here)('a history of the cases', () => {
  test.each<readonly [string, string, number, RegExp]>([
    ['07-sets-by-key.edn', '', valid, /set-full +valid/],
    ['07-sets-by-key.edn', '--checker set-full', valid, /set-full +valid/],
    ['07-sets-by-key.edn', '--checker linearizable', valid, /linearizable +valid/],
    ['08-keys-and-one-timeout.edn', '', valid, /linearizable +valid/],
    [
      'tuple-nil-answer.jsonl',
      '--checker linearizable --model register',
      violation,
      /2 was found, and nothing wrote it/,
    ],
    [
      'plain-nil-answer.jsonl',
      '--checker linearizable --model register',
      violation,
      /2 was found, and nothing wrote it/,
    ],
    ['09-register-that-began-at-0.edn', '--initial 0', valid, /linearizable +valid/],
    ['09-register-that-began-at-0.edn', '', violation, /linearizable +(INVALID|VIOLATED)/],
    ['09-registers-that-began-at-0.jsonl', '--initial 0', valid, /rw-register +valid/],
    ['10-nothing-succeeded.edn', '', unknown, /nothing to judge/],
    ['12-time-goes-back.edn', '', valid, /Times go back by up to 2\.1 s.*linearizable +valid/s],
    ['13-no-f.edn', '', valid, /list-append +valid/],
    ['edn-time-inst.edn', '', invalid, /line 2, column 1: :time must be a number of nanoseconds/],
    ['edn-time-string.edn', '', invalid, /line 2, column 1: :time must be a number of nanoseconds/],
    ['11-only-balances.edn', '', valid, /bank +valid/],
    ['11-only-balances.edn', '--total 31', violation, /bank +(INVALID|VIOLATED)/],
    [
      '15-released-by-another.edn',
      '--checker linearizable --model owned-mutex',
      violation,
      /did not hold it/,
    ],
    [
      '15-released-by-another.edn',
      '',
      usage,
      /name one with --checker \(linearizable --model mutex, .*owned-mutex/,
    ],
    ['15-released-by-another.edn', '--permits 1', valid, /linearizable +valid/],
  ])('%s %s ends with %d', async (file, flags, exitCode, told) => {
    const ended = await ordeal([
      'check',
      `${cases}${file}`,
      ...flags.split(' ').filter((flag) => flag !== ''),
    ]);
    expect(`${ended.stdout}${ended.stderr}`).toMatch(told);
    expect(ended.exitCode).toBe(exitCode);
  });
});
