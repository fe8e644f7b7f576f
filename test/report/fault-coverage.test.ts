// The table of faults and targets that ends a run.

import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { faultCoverageLines } from '../../src/report/fault-coverage.ts';
import { createScreen } from '../../src/report/screen.ts';
import type { FaultCoverage } from '../../src/store/results.ts';

const screen = createScreen(Object.assign(new PassThrough(), { isTTY: false }), {});

function row(changes: Partial<FaultCoverage>): FaultCoverage {
  return {
    ...{ package: 'kill', f: 'kill', kind: '', target: 'leader' },
    ...{ injected: 3, nothingToHit: 0, effectSeen: 3, ended: 3, seenToEnd: 2 },
    ...{ figures: { processes: 3 }, inFlight: { least: 2, most: 9 }, inFlightOnHosts: null },
    ...{ leaderHit: 2, leaderNotHit: 1, leaderUnknown: 0 },
    ...changes,
  };
}

test('a row says how often a fault hit, whom, and with what effect', () => {
  const clock = { f: 'skew-clock', kind: 'jump-back', target: 'all', leaderHit: 0, leaderUnknown: 3 };
  const lines = faultCoverageLines(
    [
      row({}),
      row({ ...clock, figures: { largestOffsetMs: 60_000 }, inFlight: { least: 1, most: 1 } }),
      row({
        f: 'start-partition',
        target: 'link',
        effectSeen: 1,
        seenToEnd: 1,
        figures: { dropped: 1200, links: 2 },
      }),
      row({
        f: 'start-partition',
        target: 'direction',
        effectSeen: 0,
        seenToEnd: 0,
        figures: { dropped: 0 },
      }),
      row({ f: 'pause', target: '', injected: 0, effectSeen: 0, seenToEnd: 0, inFlight: null }),
      row({ f: 'power-off', injected: 0, nothingToHit: 2, effectSeen: 0, seenToEnd: 0, inFlight: null }),
    ],
    screen,
  );
  expect(lines).toEqual([
    'fault                 target     times  seen  ended  leader hit  in flight  effect',
    'kill                  leader         3     3      2           2        2-9  3 processes',
    'skew-clock jump-back  all            3     3      2           ?          1  clock off by 60.0 s',
    'partition             link           3     1      1           2        2-9  1,200 packets dropped, 2 links',
    'partition             direction      3     0      0           2        2-9  dropped nothing',
    'pause                                0                                      never injected',
    'power-off             leader         0                                      nothing to hit, 2 times',
  ]);
});

test('a run without faults has no table, and a long one says what it leaves out', () => {
  expect(faultCoverageLines([], screen)).toEqual([]);
  const many = Array.from({ length: 50 }, () => row({}));
  expect(faultCoverageLines(many, screen)).toHaveLength(42);
  expect(faultCoverageLines(many, screen).at(-1)).toBe('… 10 more in results.json');
});
