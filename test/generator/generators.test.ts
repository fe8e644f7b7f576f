// Each generator and combinator by example, run without threads or time.

import { describe, expect, test } from 'vitest';
import { limit, timeLimit } from '../../src/generator/bounds.ts';
import { any, mix } from '../../src/generator/choice.ts';
import { onUpdate, untilOk } from '../../src/generator/events.ts';
import type { Generator } from '../../src/generator/generator.ts';
import { delay, sleep, stagger } from '../../src/generator/pace.ts';
import { andThen, phases } from '../../src/generator/phases.ts';
import { cycle, repeat, sequence, unfold } from '../../src/generator/sequence.ts';
import { type SimulateOptions, simulate } from '../../src/generator/simulate.ts';
import { clients, eachThread, nemesis, onThreads, reserve } from '../../src/generator/threads.ts';
import { filter, map } from '../../src/generator/transform.ts';
import { fromFunction, log, nothing, once } from '../../src/generator/values.ts';
import type { Operation } from '../../src/history/operation.ts';
import { createRandomStream } from '../../src/random/stream.ts';

const options: SimulateOptions = { concurrency: 3, seed: 1, withNemesis: false };
const read = once({ f: 'read', value: null });
const write = once({ f: 'write', value: 1 });
const counter = fromFunction(0, (value) => [{ f: 'add', value }, value + 1]);
const random = createRandomStream(3);

const begun = (history: readonly Operation[]) => history.filter(({ type }) => type === 'invoke');
const names = (generator: Generator, changes: Partial<SimulateOptions> = {}) =>
  begun(simulate(generator, { ...options, ...changes })).map(({ f }) => f);
const values = (generator: Generator, changes: Partial<SimulateOptions> = {}) =>
  begun(simulate(generator, { ...options, ...changes })).map(({ value }) => value);

describe('values and sequences', () => {
  test('once gives one operation, nothing gives none', () => {
    expect(names(once({ f: 'read', value: null }))).toEqual(['read']);
    expect(names(nothing)).toEqual([]);
  });

  test('fromFunction counts on, and ends with null', () => {
    const three = fromFunction(0, (value) => (value === 3 ? null : [{ f: 'add', value }, value + 1]));
    expect(values(three)).toEqual([0, 1, 2]);
  });

  test('sequence, repeat, cycle', () => {
    expect(names(sequence([read, nothing, write, read]))).toEqual(['read', 'write', 'read']);
    expect(values(repeat(counter, 3))).toEqual([0, 0, 0]);
    expect(values(cycle(limit(2, counter), 2))).toEqual([0, 1, 0, 1]);
    expect(names(cycle(nothing))).toEqual([]);
  });

  test('unfold makes generators from a state', () => {
    const rounds = unfold(1, (round) => (round > 3 ? null : [limit(round, counter), round + 1]));
    expect(values(rounds)).toEqual([0, 0, 1, 0, 1, 2]);
    expect(() => names(unfold(0, (state) => [nothing, state]))).toThrow('do nothing');
  });

  test('log lines come in their place and are no operations', () => {
    const lines: string[] = [];
    expect(
      names(sequence([read, log('half'), read]), { onLog: (line) => void lines.push(line) }),
    ).toHaveLength(2);
    expect(lines).toEqual(['half']);
  });
});

describe('bounds and pace', () => {
  test('limit counts operations', () => {
    expect(values(limit(5, counter))).toEqual([0, 1, 2, 3, 4]);
    expect(values(limit(0, counter))).toEqual([]);
  });

  test('timeLimit counts from when it was first asked, also while it waits', () => {
    const history = simulate(sequence([sleep(1000), timeLimit(500, counter)]), options);
    expect(begun(history).every(({ time }) => time >= 1e9 && time < 1.5e9)).toBe(true);
    expect(begun(history).length).toBeGreaterThan(50);
    const after = begun(simulate(sequence([timeLimit(500, sleep(10_000)), read]), options));
    expect(after.map(({ time }) => time)).toEqual([0.5e9]);
  });

  test('stagger keeps a mean rate with uneven gaps', () => {
    const history = begun(
      simulate(limit(2000, stagger(100, random, counter)), { ...options, concurrency: 20 }),
    );
    expect((history.at(-1)?.time ?? 0) / 1e9).toBeGreaterThan(18);
    expect((history.at(-1)?.time ?? 0) / 1e9).toBeLessThan(22);
    expect(
      new Set(history.slice(1).map(({ time }, at) => time - (history[at]?.time ?? 0))).size,
    ).toBeGreaterThan(100);
  });

  test('stagger catches up little after a long pause', () => {
    const slow: SimulateOptions = {
      ...options,
      concurrency: 1,
      complete: (invocation) => ({ type: 'ok', latencyNs: invocation.value === 0 ? 1e9 : 0 }),
    };
    const times = begun(simulate(limit(1000, stagger(1000, random, counter)), slow)).map(({ time }) => time);
    const afterPauseMs = ((times.at(-1) as number) - (times[1] as number)) / 1e6;
    expect(afterPauseMs).toBeGreaterThan(850);
    expect(afterPauseMs).toBeLessThan(1050);
  });

  test('delay keeps a distance', () => {
    const times = begun(simulate(limit(4, delay(50, counter)), options)).map(({ time }) => time / 1e6);
    expect(times).toEqual([0, 50, 100, 150]);
  });
});

describe('choice', () => {
  test('mix takes each about as often and ends when all are done', () => {
    const mixed = names(mix(random, [limit(500, repeat(read)), limit(500, repeat(write))]));
    expect(mixed).toHaveLength(1000);
    const early = mixed.slice(0, 400).filter((f) => f === 'read').length;
    expect(early).toBeGreaterThan(150);
    expect(early).toBeLessThan(250);
  });

  test('any takes turns among generators that are ready, and whichever comes first else', () => {
    expect(names(limit(4, any([repeat(read), repeat(write)])))).toEqual(['read', 'write', 'read', 'write']);
    const late = sequence([sleep(100), write]);
    expect(names(any([late, read]))).toEqual(['read', 'write']);
  });

  test('a pause inside any counts from its start, however often others are asked', () => {
    const history = begun(simulate(limit(200, any([repeat(read), sequence([sleep(100), write])])), options));
    const written = history.find(({ f }) => f === 'write');
    expect((written?.time ?? 0) / 1e6).toBeGreaterThanOrEqual(100);
    expect((written?.time ?? 0) / 1e6).toBeLessThan(130);
  });

  test('any wakes for a pause that ends before the next operation is due', () => {
    const distant = delay(10_000, repeat(read, 2));
    const history = begun(simulate(any([distant, sequence([sleep(100), write])]), options));
    expect(history.map(({ f, time }) => [f, time / 1e6])).toEqual([
      ['read', 0],
      ['write', 100],
      ['read', 10_000],
    ]);
  });
});

describe('phases', () => {
  test('never overlap: the first of one begins after the last of the one before has completed', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const history = simulate(
        phases([limit(10, repeat(read)), limit(10, repeat(write)), limit(10, counter)]),
        { ...options, seed, concurrency: 5 },
      );
      const order = history.map(({ f }) => f);
      expect(order.lastIndexOf('read')).toBeLessThan(order.indexOf('write'));
      expect(order.lastIndexOf('write')).toBeLessThan(order.indexOf('add'));
      expect(begun(history)).toHaveLength(30);
    }
  });

  test('a sequence, in contrast, does overlap', () => {
    const order = simulate(sequence([read, write]), options).map(({ f, type }) => `${f} ${type}`);
    expect(order.slice(0, 2)).toEqual(['read invoke', 'write invoke']);
  });

  test('andThen waits for the first to complete', () => {
    const order = simulate(andThen(read, write), options).map(({ f, type }) => `${f} ${type}`);
    expect(order).toEqual(['read invoke', 'read ok', 'write invoke', 'write ok']);
  });
});

describe('threads', () => {
  test('eachThread runs a copy on every thread', () => {
    const history = begun(simulate(eachThread(limit(2, counter)), options));
    expect(history.map(({ process, value }) => `${process}:${Number(value)}`).toSorted()).toEqual([
      '0:0',
      '0:1',
      '1:0',
      '1:1',
      '2:0',
      '2:1',
    ]);
  });

  test('reserve sets threads aside', () => {
    const split = reserve([{ threads: 1, generator: repeat(write) }], repeat(read));
    const history = begun(simulate(limit(100, split), options));
    expect(new Set(history.filter(({ f }) => f === 'write').map(({ process }) => process))).toEqual(
      new Set([0]),
    );
    expect(new Set(history.filter(({ f }) => f === 'read').map(({ process }) => process))).toEqual(
      new Set([1, 2]),
    );
  });

  test('reserve keeps to threads when processes are retired', () => {
    const split = reserve([{ threads: 1, generator: repeat(write) }], repeat(read));
    const lost: SimulateOptions = { ...options, complete: () => ({ type: 'info', latencyNs: 1e6 }) };
    const history = begun(simulate(limit(60, split), lost));
    expect(history.every(({ f, process }) => (f === 'write') === (Number(process) % 3 === 0))).toBe(true);
  });

  test('clients and nemesis part ways', () => {
    const both = any([
      clients(limit(5, repeat(read))),
      nemesis(limit(2, repeat(once({ f: 'kill', value: null })))),
    ]);
    const history = simulate(both, { ...options, withNemesis: true });
    expect(
      history
        .filter(({ f }) => f === 'kill')
        .every(({ process, type }) => process === 'nemesis' && type === 'info'),
    ).toBe(true);
    expect(history.filter(({ f }) => f === 'kill')).toHaveLength(4);
    expect(begun(history).every(({ f }) => f === 'read')).toBe(true);
  });

  test('operations are spread over all free threads even when one would do', () => {
    const history = begun(simulate(limit(30, delay(1000, repeat(read))), options));
    expect(new Set(history.map(({ process }) => process)).size).toBe(3);
  });

  test('a process of unknown outcome is followed by process + threads', () => {
    const lost: SimulateOptions = { ...options, complete: () => ({ type: 'info', latencyNs: 1e6 }) };
    const history = begun(simulate(limit(9, repeat(read)), lost));
    expect(history.map(({ process }) => process)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('what is meant for threads that do not exist is left out', () => {
    expect(names(sequence([onThreads(() => false, write), read]))).toEqual(['read']);
  });

  test('an operation waits for the process it names', () => {
    const named = repeat(once({ f: 'read', value: null, process: 1 }), 3);
    expect(begun(simulate(named, options)).map(({ process }) => process)).toEqual([1, 1, 1]);
    expect(() => names(once({ f: 'read', value: null, process: 99 }))).toThrow('process 99');
  });
});

describe('listening and changing', () => {
  test('untilOk tries until one of its own operations succeeds', () => {
    let tries = 0;
    const third: SimulateOptions = {
      ...options,
      concurrency: 1,
      complete: () => ({ type: (tries += 1) < 3 ? 'fail' : 'ok', latencyNs: 1e6 }),
    };
    expect(names(untilOk(repeat(read)), third)).toHaveLength(3);
  });

  test('onUpdate replaces the generator at an event', () => {
    const stopAtTwo = onUpdate(counter, (generator, _context, event) =>
      event.type === 'invoke' && event.value === 2 ? nothing : generator,
    );
    expect(values(stopAtTwo)).toEqual([0, 1, 2]);
  });

  test('map rewrites, filter leaves out', () => {
    const even = filter(({ value }) => Number(value) % 2 === 0, counter);
    const tenfold = map((invocation) => ({ ...invocation, value: Number(invocation.value) * 10 }), even);
    expect(values(limit(3, tenfold))).toEqual([0, 20, 40]);
    expect(() => names(filter(() => false, counter))).toThrow('in a row');
  });

  test('a generator that waits for nothing is an error, not a hang', () => {
    const never: Generator = { step: () => ({ kind: 'pending', next: never }), update: () => never };
    expect(() => names(never)).toThrow('cannot come');
  });
});
