// The journal: every line on its way before the next thing happens, readable after kill -9, a full disk named.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { historyInJsonl } from '../../src/history/file-history.ts';
import {
  createFileJournal,
  createMemoryJournal,
  JournalError,
  journalOn,
} from '../../src/history/journal.ts';
import type { Operation } from '../../src/history/operation.ts';

const first: Operation = {
  index: 0,
  time: 5,
  process: 0,
  type: 'invoke',
  f: 'write',
  value: 'ü\n"',
  key: [1],
  node: 'n1',
};
const second: Operation = {
  index: 1,
  time: 9,
  process: 0,
  type: 'fail',
  f: 'write',
  value: null,
  key: [1],
  error: 'no',
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('a journal in a file', () => {
  test('can be read back, each line as soon as it was appended', () => {
    const path = join(directory, 'history.jsonl');
    const journal = createFileJournal(path);
    journal.append(first);
    expect(historyInJsonl(path).operations()).toEqual([first]);
    journal.append(second);
    expect(historyInJsonl(path).operations()).toEqual([first, second]);
    journal.close();
    journal.close();
    expect(() => journal.append(second)).toThrow('closed');
  });

  test('never overwrites one that is there', () => {
    const path = join(directory, 'history.jsonl');
    createFileJournal(path).close();
    expect(() => createFileJournal(path)).toThrow(JournalError);
  });

  test('is made again, whole, where somebody has removed it with its folder; else it is left alone', () => {
    const folder = join(directory, 'run');
    const path = join(folder, 'history.jsonl');
    mkdirSync(folder);
    const journal = createFileJournal(path);
    journal.append(first);
    expect(journal.restore()).toBe(false);
    rmSync(folder, { recursive: true });
    journal.append(second);
    expect(journal.restore()).toBe(true);
    expect(historyInJsonl(path).operations()).toEqual([first, second]);
    journal.close();
  });

  test('takes the place of another file that was put there', () => {
    const path = join(directory, 'history.jsonl');
    const journal = createFileJournal(path);
    journal.append(first);
    rmSync(path);
    writeFileSync(path, 'not ours, and longer than what is: '.repeat(100));
    expect(journal.restore()).toBe(true);
    expect(historyInJsonl(path).operations()).toEqual([first]);
    journal.close();
  });

  test.skipIf(!existsSync('/dev/full'))('says in one sentence that the disk is full', () => {
    const journal = journalOn('/dev/full', openSync('/dev/full', 'a'));
    expect(() => journal.append(first)).toThrow('The disk is full: /dev/full cannot be written.');
    journal.close();
  });

  test('is readable to the last complete line after kill -9 of its writer', async () => {
    const path = join(directory, 'history.jsonl');
    const program = `
      import { createFileJournal } from ${JSON.stringify(join(process.cwd(), 'src/history/journal.ts'))};
      const journal = createFileJournal(${JSON.stringify(path)});
      for (let index = 0; ; index += 2) {
        const place = { time: index, process: 0, f: 'write', value: 'x'.repeat(index % 3000) };
        journal.append({ ...place, index, type: 'invoke' });
        journal.append({ ...place, index: index + 1, type: 'ok' });
        if (index === 2000) console.log('written');
      }`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect(historyInJsonl(path).length).toBeGreaterThan(2000);
  });
});

test('a journal in memory keeps its operations', () => {
  const journal = createMemoryJournal();
  journal.append(first);
  expect(journal.operations).toEqual([first]);
});
