// The reader of bytes against JSON.parse, on histories written in every way that JSON allows, and on damaged ones.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { canonicalText } from '../../src/history/canonical-text.ts';
import { structureProblem } from '../../src/history/check-structure.ts';
import { columnsOf } from '../../src/history/columns-of.ts';
import { historyInJsonl } from '../../src/history/file-history.ts';
import type { History } from '../../src/history/history.ts';
import { HistoryError } from '../../src/history/history-error.ts';
import type { Operation } from '../../src/history/operation.ts';
import { holdsTwice, plainRows } from './plain-rows.ts';
import { randomHistory } from './random-lines.ts';

const directory = mkdtempSync(join(tmpdir(), 'random-files-'));
const path = join(directory, 'history.jsonl');
afterAll(() => rmSync(directory, { recursive: true }));

test('columns of a file are those of its operations as objects', () => {
  fc.assert(
    fc.property(randomHistory, fc.constantFrom('\n', '\n\n', '\r\n'), (lines, end) => {
      fc.pre(lines.length > 0);
      writeFileSync(path, lines.map(({ text }) => text + end).join(''));
      const history = historyInJsonl(path);
      const columns = history.columns();
      expect(plainRows(columns)).toEqual(plainRows(columnsOf(lines.map(({ operation }) => operation))));
      for (const table of [columns.keys, columns.values, columns.names, columns.errors, columns.nodes])
        expect(holdsTwice(table)).toBe(false);
      lines.forEach(({ operation }, row) => {
        // As text, in which -0 is 0.
        const { more: _more, ...read } = history.operation(row) as Operation & { readonly more?: unknown };
        expect(canonicalText({ ...read })).toBe(canonicalText({ ...operation }));
      });
      expect(history.operations()).toEqual(lines.map((_, row) => history.operation(row)));
    }),
    { numRuns: 400 },
  );
});

type Damage = (bytes: Buffer, at: number, other: number) => Buffer;

const lineAt = (bytes: Buffer, at: number): [number, number] => {
  const start = bytes.lastIndexOf(0x0a, Math.max(0, at - 1)) + 1;
  const end = bytes.indexOf(0x0a, start);
  return [start, end === -1 ? bytes.length : end + 1];
};

const damages: Readonly<Record<string, Damage>> = {
  truncated: (bytes, at) => bytes.subarray(0, at),
  'without its start': (bytes, at) => bytes.subarray(at),
  'with a hole': (bytes, at, other) =>
    Buffer.concat([bytes.subarray(0, Math.min(at, other)), bytes.subarray(Math.max(at, other))]),
  'with a byte changed': (bytes, at, other) => {
    bytes[at] = other & 0xff;
    return bytes;
  },
  'with zeros': (bytes, at) => bytes.fill(0, at, Math.min(at + 40, bytes.length)),
  'that is no UTF-8': (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from([0xc3, 0x28]), bytes.subarray(at)]),
  'with a line twice': (bytes, at, other) => {
    const [start, end] = lineAt(bytes, at);
    const [to] = lineAt(bytes, other);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(start, end), bytes.subarray(to)]);
  },
  'with a line missing': (bytes, at) => {
    const [start, end] = lineAt(bytes, at);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  'written by two at a time': (bytes, at, other) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(other), bytes.subarray(at)]),
};

/** The history, or null where it is refused in one sentence. */
function readOrRefuse(): History | null {
  try {
    return historyInJsonl(path);
  } catch (error) {
    expect(error).toBeInstanceOf(HistoryError);
    const { message } = error as HistoryError;
    expect(message).toMatch(/history\.jsonl( line \d+)?:? .*\.$/su);
    return null;
  }
}

test.each(Object.entries(damages))('a file %s is refused, or read as what it then says', (_name, damage) => {
  fc.assert(
    fc.property(
      randomHistory,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
      (lines, part, random) => {
        fc.pre(lines.length > 0);
        const bytes = Buffer.from(lines.map(({ text }) => `${text}\n`).join(''));
        writeFileSync(path, damage(bytes, Math.floor(part * (bytes.length - 1)), random % bytes.length));
        const history = readOrRefuse();
        if (history === null) return;
        const operations = history.operations();
        expect(structureProblem(operations)).toBeNull();
        expect(plainRows(history.columns())).toEqual(plainRows(columnsOf(operations)));
      },
    ),
    { numRuns: 150 },
  );
});
