// Availability: outages, effects of faults and thresholds, worked out by hand on a timeline in milliseconds.

import { describe, expect, test } from 'vitest';
import { availability } from '../../src/checkers/availability.ts';
import { historyInMemory } from '../../src/history/history.ts';
import type { JsonValue, Operation } from '../../src/history/operation.ts';
import { ampleBudget } from './history-builder.ts';

type Done = readonly [fromMs: number, toMs: number, f: string, end?: 'ok' | 'fail' | 'info', error?: string];

/** Each operation by a process of its own; the nemesis' by name and moment. */
function timeline(
  operations: readonly Done[],
  nemesis: readonly (readonly [fromMs: number, f: string, toMs?: number, value?: JsonValue])[] = [],
) {
  const events = operations.flatMap(([fromMs, toMs, f, end = 'ok', error], process) => [
    { time: fromMs, process, type: 'invoke' as const, f, value: null },
    { time: toMs, process, type: end, f, value: null, ...(error === undefined ? {} : { error }) },
  ]);
  const faults = nemesis.flatMap(([fromMs, f, toMs = fromMs, said = null]) =>
    (
      [
        [fromMs, null],
        [toMs, said],
      ] as const
    ).map(([time, value]) => ({ time, process: 'nemesis' as const, type: 'info' as const, f, value })),
  );
  return historyInMemory(
    [...events, ...faults]
      .sort((a, b) => a.time - b.time)
      .map((event, index): Operation => ({ ...event, index, time: event.time * 1e6 })),
  );
}

const measure = async (
  history: ReturnType<typeof timeline>,
  options: Parameters<typeof availability>[0] = {},
) => availability(options).check(history, ampleBudget);

describe('an outage', () => {
  const broken: readonly Done[] = [
    [0, 10, 'write'],
    [10, 1010, 'write', 'info', 'timeout'],
    [1010, 1020, 'write', 'fail', 'no connection: refused'],
    [1020, 2000, 'write'],
    [5, 15, 'read'],
    [20, 30, 'read'],
  ];

  test('lasts from the first attempt in vain to the next answer, for reads and writes on their own', async () => {
    const { valid, details } = await measure(timeline(broken));
    expect(valid).toBe(true);
    expect(details).toMatchObject({
      writeOutages: [{ fromMs: 10, lengthMs: 1990 }],
      readOutages: [],
      longestOutageMs: 1990,
      availableReadsPercent: 100,
      errors: { timeout: 1, 'no connection: refused': 1 },
    });
    expect(details['availableWritesPercent']).toBeCloseTo(0.5, 5);
    expect(details['answeredPercent']).toBeCloseTo((4 / 6) * 100, 5);
  });

  test('is not the time in which nobody tried', async () => {
    const idle: readonly Done[] = [
      [0, 10, 'write'],
      [10, 30, 'write', 'fail', 'no leader'],
      [9000, 9010, 'write'],
    ];
    expect((await measure(timeline(idle))).details).toMatchObject({
      writeOutages: [],
      availableWritesPercent: 100,
    });
  });

  test('goes on while attempts fail one after the other, and to the end where none succeeds', async () => {
    const failing = Array.from(
      { length: 30 },
      (_, at): Done => [at * 100, at * 100 + 5, 'write', 'fail', 'x'],
    );
    expect((await measure(timeline(failing))).details).toMatchObject({
      writeOutages: [{ fromMs: 0, lengthMs: 2905 }],
      answeredPercent: 0,
    });
  });

  test('is not a compare-and-set that was refused for its value', async () => {
    const refused = Array.from(
      { length: 30 },
      (_, at): Done => [at * 100, at * 100 + 5, 'cas', 'fail', 'the register held another value'],
    );
    expect((await measure(timeline(refused))).details).toMatchObject({
      answeredPercent: 100,
      writeOutages: [],
    });
  });
});

describe('a fault', () => {
  const operations: readonly Done[] = [
    [0, 10, 'write'],
    [90, 120, 'write'],
    [110, 400, 'write', 'info', 'timeout after 300 ms'],
    [130, 150, 'read'],
    [350, 450, 'write'],
    [520, 530, 'write'],
  ];
  const nemesis = [
    [100, 'start-partition'],
    [500, 'stop-partition'],
  ] as const;

  test('is measured from its start and its end by operations begun since', async () => {
    const { details } = await measure(timeline(operations, nemesis));
    expect(details['faults']).toEqual([
      {
        name: 'start-partition',
        startMs: 100,
        endMs: 500,
        readAfterStartMs: 50,
        writeAfterStartMs: 350,
        writeAfterEndMs: 30,
        answeredPercent: (2 / 3) * 100,
        errors: { 'timeout after # ms': 1 },
      },
    ]);
  });

  test('that says when it struck is measured from then, and no success before it counts', async () => {
    const struck = [[80, 'start-partition', 300, { struckNs: 100e6 }], nemesis[1]] as const;
    const servedMeanwhile: readonly Done[] = [...operations, [82, 95, 'write'], [85, 98, 'read']];
    const { details } = await measure(timeline(servedMeanwhile, struck));
    expect(details['faults']).toMatchObject([{ startMs: 100, readAfterStartMs: 50, writeAfterStartMs: 350 }]);
    const unsaid = [[80, 'start-partition', 300], nemesis[1]] as const;
    const { details: fromAsked } = await measure(timeline(servedMeanwhile, unsaid));
    expect(fromAsked['faults']).toMatchObject([{ startMs: 80, readAfterStartMs: 18, writeAfterStartMs: 15 }]);
  });

  test.each([
    [['kill', 'start'], ['kill']],
    [['kill', 'restart'], ['kill']],
    [['start', 'stop'], ['start']],
    [['pause', 'resume'], ['pause']],
    [['hammer', 'rest'], []],
  ])('of a foreign history is told by the names %j', async (names, found) => {
    const moments = names.map((name, at) => [100 + 200 * at, name] as const);
    const { details } = await measure(timeline(operations, moments));
    const faults = details['faults'] as readonly { name: string; startMs: number; endMs: number }[];
    expect(faults.map(({ name, startMs, endMs }) => [name, startMs, endMs])).toEqual(
      found.map((name) => [name, 100, 300]),
    );
  });

  test('is not held to account for time in which nobody tried, but for time in which all were stuck', async () => {
    const pauseAfter = timeline(
      [
        [0, 10, 'write'],
        [5000, 5040, 'write'],
      ],
      nemesis,
    );
    expect((await measure(pauseAfter)).details['faults']).toMatchObject([{ writeAfterEndMs: 40 }]);
    const stuck = timeline(
      [
        [0, 10, 'write'],
        [90, 5000, 'write', 'info', 'timeout'],
        [5000, 5040, 'write'],
      ],
      nemesis,
    );
    expect((await measure(stuck)).details['faults']).toMatchObject([{ writeAfterEndMs: 4540 }]);
  });

  test('that never ended, and after which nothing succeeded, is said so', async () => {
    const { details } = await measure(
      timeline(
        [
          [0, 10, 'write'],
          [200, 300, 'write', 'fail', 'x'],
        ],
        nemesis.slice(0, 1),
      ),
    );
    expect(details['faults']).toMatchObject([{ endMs: null, writeAfterStartMs: null, answeredPercent: 0 }]);
  });
});

test('without operations there is nothing to measure, and nothing to hold against it', async () => {
  const details = { answeredPercent: null };
  expect(await measure(timeline([]))).toMatchObject({ valid: 'unknown', details });
});
