// Panics and halts found in the logs of nodes.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findNodePanics } from '../../src/runner/node-panics.ts';

test('finds the lines by which a node says that it gives up, and no others', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'panics-'));
  const panic = '{"level":"error","node":"n2","event":"panic","message":"broken"}';
  writeFileSync(
    join(directory, 'n1.log'),
    '{"level":"info","event":"ready"}\n{"event":"ready","note":"panic"}\nnot "panic" JSON\n',
  );
  writeFileSync(join(directory, 'n2.log'), `{"level":"info","event":"ready"}\n${panic}\n`);
  expect(await findNodePanics(directory)).toEqual([`n2: ${panic}`]);
  rmSync(directory, { recursive: true });
  expect(await findNodePanics(directory)).toEqual([]);
});

test('leaves out the halts that the faults of the run explain, and only those', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'halts-'));
  const explained = '{"level":"error","node":"n1","event":"halt","reason":"fsync failed with EIO."}';
  const other = '{"level":"error","node":"n1","event":"halt","reason":"The entry contradicts another."}';
  writeFileSync(join(directory, 'n1.log'), `${explained}\n${other}\n`);
  expect(await findNodePanics(directory)).toHaveLength(2);
  expect(await findNodePanics(directory, [{ expectedHalt: /\bEIO\b/ }, {}])).toEqual([`n1: ${other}`]);
  rmSync(directory, { recursive: true });
});
