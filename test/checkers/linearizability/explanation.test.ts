// What is told of a violation: few operations that contradict each other, how far the history is linearizable, what the object
// can have held, and a picture.

import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/checkers/checker.ts';
import { type Call, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import { linearizable } from '../../../src/checkers/linearizability/checker.ts';
import { modelNamed } from '../../../src/checkers/linearizability/models.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import { ampleBudget, historyOf } from '../history-builder.ts';
import { linearizableByForce } from './brute-force.ts';
import { judgeCalls } from './calls-in-columns.ts';
import { historyOfCalls } from './history-of-calls.ts';
import { randomCalls } from './random-calls.ts';
import { drawFrom, registerClients, simulate } from './simulated-calls.ts';

function judge(calls: readonly Call[], model: string): Promise<Verdict> | Verdict {
  return linearizable({ model }).check(historyInMemory(historyOfCalls(calls)), ampleBudget);
}

function invocations({ witnesses }: Verdict): number {
  return witnesses.filter(({ type }) => type === 'invoke').length;
}

/** The calls known when an event has happened. */
function knownAt(calls: readonly Call[], end: number): readonly Call[] {
  return calls
    .filter(({ invoked }) => invoked <= end)
    .map(({ output, ...call }) =>
      call.completed > end || output === undefined ? { ...call, completed: NEVER } : { ...call, output },
    );
}

describe('the longest linearizable prefix', () => {
  test.each([
    'cas-register',
    'cas-register, unique values',
    'fifo-queue, unique elements',
    'set, single elements',
    'mutex',
    'counter, one amount',
  ])('of a %s ends where trying every order says', async (name) => {
    const model = modelNamed(name.split(',')[0] as string);
    let violations = 0;
    for (let seed = 1; seed <= 600; seed++) {
      const draw = drawFrom(seed);
      const calls = randomCalls(name, 7, 2 + draw(4), draw);
      if (linearizableByForce(calls, model)) continue;
      violations++;
      // The rows of the history are the positions of the calls.
      const verdict = await judge(calls, model.name);
      const [violation] = verdict.details['violations'] as unknown as {
        prefixEnd: number | null;
        prefixExact: boolean;
      }[];
      const prefixEnd = violation?.prefixEnd ?? -1;
      expect(violation?.prefixExact, `seed ${seed}`).toBe(true);
      expect(linearizableByForce(knownAt(calls, prefixEnd), model), `seed ${seed}`).toBe(true);
      expect(linearizableByForce(knownAt(calls, prefixEnd + 1), model), `seed ${seed}`).toBe(false);
    }
    expect(violations).toBeGreaterThan(50);
  });
});

describe('a wrong read late in a long history', () => {
  const model = modelNamed('cas-register');
  const longHistory = (values: number, unknownPerMille: number): Call[] => {
    const clients = registerClients(values, true);
    return [...simulate({ ...clients, model, calls: 20_000, clients: 20, unknownPerMille }, drawFrom(3))];
  };

  test('of unique values is shown by a few operations', async () => {
    const calls = longHistory(0, 10);
    const old = calls.find(({ f, completed }) => f === 'read' && completed !== NEVER) as Call;
    const at = calls.findLastIndex(({ f, completed }) => f === 'read' && completed !== NEVER);
    calls[at] = { ...(calls[at] as Call), output: old.output as number };
    const verdict = await judge(calls, 'cas-register');
    expect(verdict.valid).toBe(false);
    expect(invocations(verdict)).toBeLessThanOrEqual(6);
    expect(verdict.reason).toContain('when it could hold');
  });

  test('of few values is shown by operations that contradict each other', async () => {
    const calls = longHistory(5, 0);
    const end = Math.max(...calls.map(({ completed }) => completed));
    const write: Call = { f: 'write', input: 1, output: 1, invoked: end + 1, completed: end + 2 };
    const read: Call = { f: 'read', input: null, output: 2, invoked: end + 3, completed: end + 4 };
    const verdict = await judge([...calls, write, read], 'cas-register');
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toContain('read 2 of process');
    expect(verdict.reason).toMatch(
      /when it could hold 1; these \d operations contradict each other, whatever/,
    );
    expect(invocations(verdict)).toBeLessThanOrEqual(5);
  });
});

test('what is shown of few values is a violation by itself, from any value on where it says so', async () => {
  let fromAnywhere = 0;
  for (let seed = 1; seed <= 800; seed++) {
    const draw = drawFrom(seed);
    const calls = randomCalls('cas-register', 16, 2 + draw(2), draw);
    const model = modelNamed('cas-register');
    if (judgeCalls(calls, model).kind === 'linearizable') continue;
    const verdict = await judge(calls, 'cas-register');
    const found = /contradicts? (each other|itself)(, whatever)?/.exec(verdict.reason);
    if (found === null) continue;
    const anywhere = found[2] !== undefined;
    if (anywhere) fromAnywhere++;
    const rows = new Set(verdict.witnesses.map(({ index }) => index));
    const core = calls
      .filter(({ invoked }) => rows.has(invoked))
      .map(({ output, ...call }) =>
        rows.has(call.completed) && output !== undefined
          ? { ...call, output }
          : { ...call, completed: NEVER },
      );
    for (const first of anywhere ? [null, 1, 2, 3, 9] : [null]) {
      expect(linearizableByForce(core, modelNamed('cas-register', first)), `seed ${seed}`).toBe(false);
    }
  }
  expect(fromAnywhere).toBeGreaterThan(5);
});

test('the picture has a bar for each operation shown, and text that cannot break it', async () => {
  const history = historyOf(
    [0, 'invoke', 'write', '<a&b>'],
    [0, 'ok', 'write', '<a&b>'],
    [1, 'invoke', 'read'],
    [1, 'ok', 'read', '"c"'],
  );
  const { details } = await linearizable({ model: 'register' }).check(historyInMemory(history), ampleBudget);
  const [violation] = details['violations'] as unknown as { svg: string; witnesses: number[] }[];
  expect(violation?.svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(violation?.svg).toContain('read &quot;\\&quot;c\\&quot;&quot;');
  expect(violation?.svg.match(/<rect [^>]*rx="3"/g)).toHaveLength((violation?.witnesses.length ?? 0) / 2);
  expect(violation?.svg).not.toContain('<a&b>');
});

test('no text in the picture reaches beyond its bar', async () => {
  const long = 'a value of twenty letters';
  const history = historyOf(
    [0, 'invoke', 'write', long],
    [1, 'invoke', 'read'],
    [0, 'ok', 'write', long],
    [1, 'ok', 'read', 'nobody wrote this'],
  );
  const { details } = await linearizable({ model: 'register' }).check(historyInMemory(history), ampleBudget);
  const [violation] = details['violations'] as unknown as { svg: string }[];
  const bars = [
    ...(violation?.svg ?? '').matchAll(/width="(\d+)" height="\d+" rx="3".*?<text [^>]*>([^<]*)/g),
  ];
  expect(bars.length).toBeGreaterThan(0);
  for (const [, width, text = ''] of bars) {
    const letters = text.replaceAll('&quot;', '"').length;
    expect(Number(width), text).toBeGreaterThan(letters * 6);
  }
});

test('an undecided search says how far it came', async () => {
  const calls = simulate(
    {
      ...registerClients(5, true),
      model: modelNamed('cas-register'),
      calls: 3000,
      clients: 40,
      unknownPerMille: 50,
    },
    drawFrom(5),
  );
  const checker = linearizable({ model: 'cas-register' });
  const verdict = await checker.check(historyInMemory(historyOfCalls(calls)), {
    timeMs: 60_000,
    memoryBytes: 1 << 17,
  });
  expect(verdict.valid).toBe('unknown');
  expect(verdict.reason).toMatch(
    /memory budget .* everything before operation \d+ is linearizable, [\d.]+ % of its calls/,
  );
  expect(verdict.details['undecided']).toMatchObject([
    { key: null, prefixShare: expect.any(Number) as number },
  ]);
});
