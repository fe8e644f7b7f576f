// What people read: aligned columns, short numbers, plain text where the stream is no terminal.

import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Operation } from '../../src/history/operation.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { evidenceLines } from '../../src/report/evidence.ts';
import { formatClock, formatMs, formatValue } from '../../src/report/format.ts';
import { createLiveReport, progressScreen, progressText } from '../../src/report/live.ts';
import { createScreen } from '../../src/report/screen.ts';
import { summaryLines } from '../../src/report/summary.ts';
import type { ProgressRecord } from '../../src/store/progress.ts';
import type { RunResults } from '../../src/store/results.ts';
import { writtenText } from './written-text.ts';

function screenOn(
  environment: NodeJS.ProcessEnv,
  isTTY: boolean,
): { screen: ReturnType<typeof createScreen>; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  return { screen: createScreen(stream, environment), text: () => writtenText(stream) };
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
  expect(text()).toBe(`${'x'.repeat(38)}…\r\u001b[Jabove\n${'x'.repeat(38)}…`);
});

test('a status of several lines is taken away whole, also on a terminal made narrower', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 40, rows: 24 });
  const screen = createScreen(stream, {});
  const text = (): string => writtenText(stream);
  screen.status(['x'.repeat(30), 'second', 'third']);
  expect(text()).toBe(`${'x'.repeat(30)}\nsecond\nthird`);
  screen.status(['one']);
  expect(text()).toBe('\r\u001b[2A\u001b[Jone');
  screen.status(['x'.repeat(30), 'second']);
  text();
  stream.columns = 10;
  screen.clearStatus();
  // The first line takes three rows now.
  expect(text()).toBe('\r\u001b[3A\u001b[J');
  screen.clearStatus();
  expect(text()).toBe('');
});

test('a status has no more lines than the terminal', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 40, rows: 3 });
  createScreen(stream, {}).status(['1', '2', '3', '4']);
  expect(writtenText(stream)).toBe('1\n2');
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

test('the summary tells phases, faults, verdicts with their reasons, and problems', () => {
  const { screen } = screenOn({}, false);
  const results: RunResults = {
    format: 1,
    harnessVersion: '0.1.0',
    plan: defaultPlan('docker'),
    seed: 1,
    world: 'docker',
    versions: {},
    startedAt: '2030-01-01T00:00:00.000Z',
    outcome: 'violation',
    exitCode: 1,
    verdicts: [{ checker: 'set', valid: false, reason: '1 element lost.', witnesses: [], details: {} }],
    counts: { invoked: 1, ok: 1, fail: 0, info: 0 },
    countsByF: {},
    phases: [{ name: 'load', startNs: 0, endNs: 1e9 }],
    faults: [
      {
        package: 'kill',
        f: 'kill',
        startNs: 2e9,
        endNs: 3e9,
        hosts: ['n1'],
        verified: true,
        description: 'kill n1',
      },
      {
        package: 'kill',
        f: 'kill',
        startNs: 5e9,
        endNs: null,
        hosts: ['n2'],
        verified: false,
        description: 'kill n2',
      },
    ],
    bootMs: 1200,
    settleMs: null,
    interrupted: false,
    crash: null,
    problems: ['After healing, n2 did not serve again within 30 s.'],
  };
  const lines = summaryLines(results, [], screen);
  expect(lines).toContain('  boot 1.20 s   load 1.00 s');
  expect(lines).toContain('  2.000 s  1.00 s  kill n1  n1     effect seen, healed');
  expect(lines).toContain('  5.000 s       -  kill n2  n2     no effect seen');
  expect(lines).toContain('  set  VIOLATED  1 element lost.');
  expect(lines).toContain('  After healing, n2 did not serve again within 30 s.');
  expect(lines.at(-1)).toBe('VIOLATION: a guarantee was violated: set. (exit code 1)');
});

const underWay: ProgressRecord = {
  phase: 'load',
  ms: 12_000,
  counts: { invoked: 1010, ok: 1000, fail: 4, info: 2 },
  ratePerSecond: 198.6,
  latencies: { p50Ms: 2.1, p99Ms: 14 },
  leader: 'n3',
  faults: ['kill n1'],
  errors: [],
  violation: null,
  nodes: [],
  clocksMs: {},
};

test('progress is one line: phase, counts, rate, latencies, leader and faults', () => {
  const { screen } = screenOn({}, false);
  const text = progressText(underWay, defaultPlan('docker'), screen);
  expect(text).toBe(
    'load 00:12/01:00  1,000 ok 4 fail 2 unknown  199/s  p50 2.1 ms p99 14 ms  leader n3  kill n1',
  );
});

test('on a terminal progress is a few lines, with errors, hosts and violations, and no command for the terminal', () => {
  const { screen } = screenOn({}, false);
  const lines = progressScreen(
    {
      ...underWay,
      faults: ['kill n1', 'pause n2', 'a', 'b', 'c'],
      errors: [{ name: 'gone\u001b[2J away', count: 12 }],
      violation: 'key 1: 2 is not there',
      nodes: [
        { node: 'n2', role: 'follower', serving: true },
        { node: 'n1', role: 'candidate', serving: false },
      ],
    },
    defaultPlan('docker'),
    screen,
  );
  expect(lines).toEqual([
    'load        00:12/01:00   199/s   p50 2.1 ms p99 14 ms',
    'operations  1,000 ok 4 fail 2 unknown',
    'leader      n3   serving: n2',
    'faults      kill n1',
    '            pause n2',
    '            a',
    '            b',
    '            … 1 more',
    String.raw`last error  gone\u001b[2J away (12 so far)`,
    'violation   key 1: 2 is not there',
  ]);
});

test('plain progress is a line every few seconds, and at once for a phase or a violation', () => {
  const { screen, text } = screenOn({}, false);
  const live = createLiveReport(screen, defaultPlan('docker'));
  const at = (ms: number, changes: Partial<ProgressRecord> = {}): number => {
    live.progress({ ...underWay, ms, ...changes });
    // What goes on in the next line stands further in.
    return text()
      .split('\n')
      .filter((line) => /^\S/.test(line)).length;
  };
  expect(at(1000)).toBe(1);
  expect(at(2000)).toBe(0);
  expect(at(3000, { violation: 'x' })).toBe(1);
  expect(at(4000, { violation: 'x' })).toBe(0);
  expect(at(8000, { violation: 'x' })).toBe(1);
  expect(at(9000, { violation: 'x', phase: 'heal' })).toBe(1);
});

test('a violation under way is told once', () => {
  const { screen, text } = screenOn({}, false);
  const live = createLiveReport(screen, defaultPlan('docker'));
  const told = [1000, 7000, 13_000, 19_000].map((ms) => {
    live.progress({ ...underWay, ms, violation: ms > 1000 ? 'key 1: 2 is not there' : null });
    return text().includes('violation:');
  });
  expect(told).toEqual([false, true, false, false]);
});

test('lines that are too long for the terminal go on in the next ones, words whole, commands as they are', () => {
  const { screen, text } = screenOn({ COLUMNS: '' }, true);
  const long = `  ${screen.paint.red('word '.repeat(60))}end`;
  screen.line(long);
  const lines = stripVTControlCharacters(text()).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(screen.columns);
  expect(lines.join(' ').replaceAll(/\s+/g, ' ').trim()).toBe(`${'word '.repeat(60)}end`);
  screen.exact(`again ${'x'.repeat(300)} y`);
  expect(text().trimEnd().split('\n')).toHaveLength(1);
});

test('a reader that does not read costs lines, and is told how many', () => {
  const pending: (() => void)[] = [];
  const written: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(String(chunk));
      pending.push(done);
    },
  });
  const screen = createScreen(stream, {});
  const line = 'x'.repeat(1_000_000);
  for (let count = 0; count < 10; count += 1) screen.line(line);
  expect(stream.writableLength).toBeLessThan(6_000_000);
  while (pending.length > 0) pending.shift()?.();
  screen.line('after');
  while (pending.length > 0) pending.shift()?.();
  expect(written.join('')).toMatch(/… \d lines are left out here: nobody read them in time\nafter\n$/);
});
