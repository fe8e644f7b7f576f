// One generator after the other: a list, an endless unfolding, the same again.

import type { Generator, Step } from './generator.ts';
import { withNext } from './step.ts';
import { nothing } from './values.ts';

const maximumEmptyGenerators = 10_000;

/** Everything of the first generator, then of the second, and so on. Does not wait for operations in flight. */
export function sequence(generators: readonly Generator[]): Generator {
  return sequenceAt(generators, 0, generators[0] ?? nothing);
}

function sequenceAt(generators: readonly Generator[], position: number, current: Generator): Generator {
  const self: Generator = {
    step(context) {
      let at = position;
      let step = current.step(context);
      while (step.kind === 'done' && at + 1 < generators.length) {
        at += 1;
        step = (generators[at] as Generator).step(context);
      }
      return withNext(step, (next) => sequenceAt(generators, at, next));
    },
    update(context, event) {
      const next = current.update(context, event);
      return next === current ? self : sequenceAt(generators, position, next);
    },
  };
  return self;
}

/**
 * Generators made one after the other from a state, such as rounds of a fault with random pauses. The function must be
 * pure; it answers the next generator and the state after it, or `null` to be done.
 */
export function unfold<State>(
  state: State,
  next: (state: State) => readonly [Generator, State] | null,
): Generator {
  return unfoldAt(nothing, state, next);
}

function unfoldAt<State>(
  current: Generator,
  state: State,
  next: (state: State) => readonly [Generator, State] | null,
): Generator {
  const self: Generator = {
    step(context) {
      let step: Step = current.step(context);
      let after = state;
      for (let empty = 0; step.kind === 'done'; empty += 1) {
        if (empty === maximumEmptyGenerators) {
          throw new Error(`unfold() made ${maximumEmptyGenerators} generators in a row that do nothing.`);
        }
        const answer = next(after);
        if (answer === null) return step;
        after = answer[1];
        step = answer[0].step(context);
      }
      return withNext(step, (following) => unfoldAt(following, after, next));
    },
    update(context, event) {
      const updated = current.update(context, event);
      return updated === current ? self : unfoldAt(updated, state, next);
    },
  };
  return self;
}

/** The first operation of a generator again and again, `times` in all; the generator itself does not move on. */
export function repeat(generator: Generator, times = Number.POSITIVE_INFINITY): Generator {
  if (times <= 0) return nothing;
  const self: Generator = {
    step: (context) => {
      const step = generator.step(context);
      if (step.kind === 'pending') return withNext(step, (next) => repeat(next, times));
      return withNext(step, () => repeat(generator, times - 1));
    },
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : repeat(next, times);
    },
  };
  return self;
}

/** The whole generator again from its start whenever it is done, `times` in all. One that does nothing ends it. */
export function cycle(generator: Generator, times = Number.POSITIVE_INFINITY): Generator {
  return times <= 0 ? nothing : cycleAt(generator, generator, times);
}

function cycleAt(original: Generator, current: Generator, roundsLeft: number): Generator {
  const self: Generator = {
    step(context) {
      const step = current.step(context);
      if (step.kind !== 'done') return withNext(step, (next) => cycleAt(original, next, roundsLeft));
      if (roundsLeft <= 1) return step;
      return withNext(original.step(context), (next) => cycleAt(original, next, roundsLeft - 1));
    },
    update(context, event) {
      const next = current.update(context, event);
      return next === current ? self : cycleAt(original, next, roundsLeft);
    },
  };
  return self;
}
