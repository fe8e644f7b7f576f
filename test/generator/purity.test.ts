// Laws that every generator obeys, tried on random trees of combinators.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limit, timeLimit } from '../../src/generator/bounds.ts';
import { any, mix } from '../../src/generator/choice.ts';
import { untilOk } from '../../src/generator/events.ts';
import type { Context, Generator, Step } from '../../src/generator/generator.ts';
import { delay, sleep, stagger } from '../../src/generator/pace.ts';
import { phases } from '../../src/generator/phases.ts';
import { cycle, repeat, sequence } from '../../src/generator/sequence.ts';
import { type SimulateOptions, simulate } from '../../src/generator/simulate.ts';
import { createThreadTable } from '../../src/generator/thread-table.ts';
import { eachThread, reserve } from '../../src/generator/threads.ts';
import { fromFunction, once } from '../../src/generator/values.ts';
import { structureProblem } from '../../src/history/check-structure.ts';
import { createRandomStream } from '../../src/random/stream.ts';

const { tree } = fc.letrec<{ tree: Generator; leaf: Generator }>((tie) => ({
  leaf: fc.oneof(
    fc.constant(once({ f: 'read', value: null })),
    fc.constant(fromFunction(0, (value) => [{ f: 'add', value }, value + 1])),
    fc.nat(50).map(sleep),
  ),
  tree: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 3 }).map(sequence),
    fc.array(tie('tree'), { maxLength: 3 }).map(any),
    fc.array(tie('tree'), { maxLength: 3 }).map(phases),
    fc
      .tuple(fc.nat(), fc.array(tie('tree'), { maxLength: 3 }))
      .map(([seed, parts]) => mix(createRandomStream(seed), parts)),
    fc.tuple(fc.nat(9), tie('tree')).map(([count, inner]) => limit(count, inner)),
    fc.tuple(fc.nat(100), tie('tree')).map(([durationMs, inner]) => timeLimit(durationMs, inner)),
    fc.tuple(fc.nat(3), tie('tree')).map(([times, inner]) => cycle(inner, times)),
    fc.tuple(fc.nat(3), tie('tree')).map(([times, inner]) => repeat(inner, times)),
    fc.tuple(fc.nat(), tie('tree')).map(([seed, inner]) => stagger(200, createRandomStream(seed), inner)),
    tie('tree').map((inner) => delay(5, inner)),
    tie('tree').map(eachThread),
    tie('tree').map(untilOk),
    fc
      .tuple(tie('tree'), tie('tree'))
      .map(([first, rest]) => reserve([{ threads: 1, generator: first }], rest)),
  ),
}));

const options: SimulateOptions = {
  concurrency: 3,
  seed: 4,
  withNemesis: false,
  maximumInvocations: 60,
  complete: (_invocation, random) => ({
    type: (['ok', 'ok', 'fail', 'info'] as const)[random.below(4)] ?? 'ok',
    latencyNs: random.below(10_000_000),
  }),
};

/** A step without the functions in it. */
function visible(step: Step): unknown {
  return step.kind === 'done' ? step : { ...step, next: undefined };
}

describe('every generator', () => {
  test('is pure: asked twice, it gives the same step, and so do its successors', () => {
    fc.assert(
      fc.property(tree, (generator) => {
        const context: Context = createThreadTable({
          clients: 3,
          withNemesis: false,
          firstProcess: 0,
        }).context(0);
        let current = generator;
        for (let steps = 0; steps < 20; steps += 1) {
          const step = current.step(context);
          expect(visible(current.step(context))).toEqual(visible(step));
          if (step.kind === 'done') return;
          current = step.next;
        }
      }),
    );
  });

  test('is deterministic: two runs of one seed are the same', () => {
    fc.assert(
      fc.property(tree, (generator) => {
        expect(simulate(generator, options)).toEqual(simulate(generator, options));
      }),
    );
  });

  test('gives histories of the right structure, in the order of time', () => {
    fc.assert(
      fc.property(tree, (generator) => {
        expect(structureProblem(simulate(generator, options))).toBeNull();
      }),
    );
  });

  test('keeps to a limit around it', () => {
    fc.assert(
      fc.property(tree, fc.nat(10), (generator, count) => {
        const history = simulate(limit(count, generator), options);
        expect(history.filter(({ type }) => type === 'invoke').length).toBeLessThanOrEqual(count);
      }),
    );
  });
});
