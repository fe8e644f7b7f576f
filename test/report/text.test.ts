// What people read: aligned columns, short numbers, plain text where the stream is no terminal.

import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Operation } from '../../src/history/operation.ts';
import { evidenceLines } from '../../src/report/evidence.ts';
import { formatClock, formatMs, formatValue } from '../../src/report/format.ts';
import { createScreen } from '../../src/report/screen.ts';
import { summaryLines } from '../../src/report/summary.ts';
import { alignRows } from '../../src/report/table.ts';

function screenOn(
  environment: NodeJS.ProcessEnv,
  isTTY: boolean,
): { screen: ReturnType<typeof createScreen>; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  return { screen: createScreen(stream, environment), text: () => String(stream.read() ?? '') };
}

test.each([
  [0.0004, '0 µs'],
  [0.95, '950 µs'],
  [2.14, '2.1 ms'],
  [14.4, '14 ms'],
  [1350, '1.35 s'],
  [12_345, '12.3 s'],
  [125_000, '2 min 5 s'],
])('%d ms is written %s', (durationMs, text) => {
  expect(formatMs(durationMs)).toBe(text);
});

test('clocks and long values', () => {
  expect(formatClock(65.9)).toBe('01:05');
  expect(formatValue({ a: 'x'.repeat(100) }, 10)).toBe('{"a":"xxx…');
});

test('columns are aligned by what is seen, not by colour codes', () => {
  const rows = [
    ['\u001b[31mab\u001b[39m', '1'],
    ['c', '20'],
  ];
  expect(alignRows(rows, ['left', 'right'])).toEqual(['\u001b[31mab\u001b[39m   1', 'c   20']);
});

test.each([
  [{}, false],
  [{ NO_COLOR: '1' }, true],
  [{ CI: 'true' }, true],
  [{ TERM: 'dumb' }, true],
])('with %j on a terminal (%s) lines are plain', (environment, isTTY) => {
  const { screen, text } = screenOn(environment, isTTY);
  screen.status('moving');
  screen.line(screen.paint.red('plain'));
  expect(text()).toBe('plain\n');
  expect(screen.live).toBe(false);
});

test('on a terminal the status line stays below the lines, cut to the width', () => {
  const { screen, text } = screenOn({}, true);
  screen.status('x'.repeat(60));
  screen.line('above');
  expect(text()).toBe(`${'x'.repeat(38)}…\r\u001b[2Kabove\n${'x'.repeat(38)}…`);
});

test('evidence is a table of operations with their place in the history', () => {
  const { screen } = screenOn({}, false);
  const witnesses: readonly Operation[] = [
    { index: 7, time: 1_500_000_000, process: 3, type: 'ok', f: 'read', key: 4, value: 12, node: 'n2' },
    {
      index: 12,
      time: 2_000_000_000,
      process: 11,
      type: 'info',
      f: 'write',
      key: 4,
      value: 13,
      error: 'gone',
    },
  ];
  expect(evidenceLines(witnesses, screen)).toEqual([
    ' #7  1.500 s  process 3   n2  ok    read   key 4: 12',
    '#12  2.000 s  process 11      info  write  key 4: 13  gone',
  ]);
});

test('much evidence is shown from both ends', () => {
  const { screen } = screenOn({}, false);
  const many = Array.from({ length: 100 }, (_, index): Operation => {
    return { index, time: 0, process: 0, type: 'ok', f: 'read', value: null };
  });
  const lines = evidenceLines(many, screen);
  expect(lines).toHaveLength(25);
  expect(lines[12]).toContain('76 more operations');
});

test('the summary names each verdict with its reason', () => {
  const { screen } = screenOn({}, false);
  const verdicts = [
    { checker: 'set', valid: false as const, reason: '1 element lost.', witnesses: [], details: {} },
  ];
  const summary = {
    statistics: [],
    faults: [],
    verdicts,
    phases: [{ name: 'load', durationMs: 1000 }],
    history: [],
  };
  const lines = summaryLines(summary, screen);
  expect(lines).toContain('Phases      load 1.00 s');
  expect(lines).toContain('  set  INVALID  1 element lost.');
});
