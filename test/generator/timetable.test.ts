// Operations at given moments, counted from when the timetable was first asked.

import { expect, test } from 'vitest';
import { limit } from '../../src/generator/bounds.ts';
import { any } from '../../src/generator/choice.ts';
import { delay } from '../../src/generator/pace.ts';
import { repeat } from '../../src/generator/sequence.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { onThreads } from '../../src/generator/threads.ts';
import { timetable } from '../../src/generator/timetable.ts';
import { once } from '../../src/generator/values.ts';

const entry = (f: string, afterMs: number) => ({ invocation: { f, value: null }, afterNs: afterMs * 1e6 });

test('each operation begins at its moment, also beside a generator that is asked all the time', () => {
  const busy = onThreads(
    (thread) => thread === 1,
    limit(40, delay(7, repeat(once({ f: 'busy', value: null })))),
  );
  const planned = onThreads((thread) => thread === 0, timetable([entry('first', 50), entry('second', 120)]));
  const begun = simulate(any([busy, planned]), { concurrency: 2, seed: 1 })
    .filter(({ type, f }) => type === 'invoke' && f !== 'busy')
    .map(({ f, time }) => [f, Math.round(time / 1e6)]);
  expect(begun).toEqual([
    ['first', 50],
    ['second', 120],
  ]);
});
