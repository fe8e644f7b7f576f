// Log lines as events of the run, and the clock that places them.

import { expect, test } from 'vitest';
import { placeLog } from '../../../src/report/page/node-log.ts';
import { runClockOf } from '../../../src/report/page/run-clock.ts';
import { resultsOf } from './saved-runs.ts';

const clock = { zeroMs: Date.parse('2026-11-21T00:00:01.000Z'), exact: true };

test('a line is placed by its time, be it text or milliseconds', () => {
  const lines = [
    '{"level":"warn","time":"2026-11-21T00:00:01.250Z","node":"n1","event":"log-damaged","reason":"torn","claim":[1]}',
    `{"level":"info","time":${clock.zeroMs + 500},"event":"ready"}`,
  ];
  expect(placeLog({ node: 'n1', lines, left: 0 }, clock).events).toMatchObject([
    {
      node: 'n1',
      ms: 250,
      level: 'warn',
      event: 'log-damaged',
      text: 'reason torn, claim [1]',
      reason: 'torn',
    },
    { ms: 500, level: 'info', event: 'ready', text: '' },
  ]);
});

test('lines of another form are counted and otherwise left alone', () => {
  const lines = ['', 'starting up', '[1,2]', 'null', '{"time":"soon"}', '{"event":', '{"time":1e999}'];
  expect(placeLog({ node: 'n1', lines, left: 0 }, clock)).toEqual({ events: [], unplaced: 6 });
});

test('the clock of a run is read off what the harness said of its first phase', () => {
  const log = '2026-11-21T00:00:00.100Z world docker: asked for\n2026-11-21T00:00:03.250Z phase setup\n';
  const phases = [{ name: 'setup' as const, startNs: 250e6, endNs: 300e6 }];
  expect(runClockOf(resultsOf([], { phases }), log)).toEqual({
    zeroMs: Date.parse('2026-11-21T00:00:03.000Z'),
    exact: true,
  });
});

test('without that line it is about when the boot was over', () => {
  expect(runClockOf(resultsOf([]), '')).toEqual({
    zeroMs: Date.parse('2026-11-21T00:00:01.000Z'),
    exact: false,
  });
});

test('simulated machines begin with the year 2026, and the run when they have booted', () => {
  expect(runClockOf(resultsOf([], { world: 'sim', bootMs: 40 }), '')).toEqual({
    zeroMs: Date.UTC(2026, 0, 1, 0, 0, 0, 40),
    exact: true,
  });
});
