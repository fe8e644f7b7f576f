// Failed assertions in logs of any form.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFailedAssertions } from '../../src/runner/failed-assertions.ts';

const told = [
  "db: raft.c:120: apply: Assertion `index > 0' failed.",
  "thread 'main' panicked: assertion `left == right` failed",
  'AssertionError [ERR_ASSERTION]: Expected values to be strictly equal',
  '{"level":"error","event":"invariant violated","which":"one leader per term"}',
  'TRAP: failed Assert("buf != NULL"), File: "bufmgr.c", Line: 12',
];
const harmless = [
  '{"event":"ready","note":"assertions are enabled"}',
  'the statement failed: syntax error',
  'checking invariants: ok',
  '{"event":"assert","result":"passed"}',
];

test('finds failed assertions and nothing that only speaks of them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'assertions-'));
  writeFileSync(join(directory, 'n1.log'), [...harmless, ...told].join('\n'));
  writeFileSync(join(directory, 'n2.log'), harmless.join('\n'));
  expect(await findFailedAssertions(directory)).toEqual(told.map((line) => `n1: ${line}`));
  rmSync(directory, { recursive: true });
  expect(await findFailedAssertions(directory)).toEqual([]);
});
