// Several generators at a time: one picked at random, or whichever can go first.

import type { RandomStream } from '../random/stream.ts';
import type { Context, Generator, Step } from './generator.ts';
import { pending, withNext } from './step.ts';
import { nothing } from './values.ts';

/** A random one of the generators for each operation, each with the same chance; one that is done drops out. */
export function mix(random: RandomStream, generators: readonly Generator[]): Generator {
  if (generators.length === 0) return nothing;
  const [chosen, next] = random.below(generators.length);
  return mixAt(chosen, next, generators);
}

function mixAt(chosen: number, random: RandomStream, generators: readonly Generator[]): Generator {
  const self: Generator = {
    step(context) {
      const step = (generators[chosen] as Generator).step(context);
      if (step.kind === 'done') return mix(random, generators.toSpliced(chosen, 1)).step(context);
      // Waiting must not draw: how often a generator is asked in vain depends on the speed of the machine.
      if (step.kind === 'pending')
        return withNext(step, (next) => mixAt(chosen, random, generators.with(chosen, next)));
      return withNext(step, (next) => mix(random, generators.with(chosen, next)));
    },
    update(context, event) {
      const updated = updateAll(generators, (generator) => generator.update(context, event));
      return updated === generators ? self : mixAt(chosen, random, updated);
    },
  };
  return self;
}

/** Whichever generator has the earliest operation; turns are taken among those equally early. */
export function any(generators: readonly Generator[]): Generator {
  return anyAt(generators, 0);
}

function anyAt(generators: readonly Generator[], turn: number): Generator {
  const self: Generator = {
    step: (context) => soonest(context, generators, turn, self, anyAt),
    update(context, event) {
      const updated = updateAll(generators, (generator) => generator.update(context, event));
      return updated === generators ? self : anyAt(updated, turn);
    },
  };
  return self;
}

/** The same array where nothing changed, so that an update that concerns nobody costs no new generator. */
export function updateAll(
  generators: readonly Generator[],
  update: (generator: Generator, position: number) => Generator,
): readonly Generator[] {
  let changed: Generator[] | null = null;
  for (let position = 0; position < generators.length; position += 1) {
    const generator = generators[position] as Generator;
    const updated = update(generator, position);
    if (updated === generator) continue;
    changed ??= [...generators];
    changed[position] = updated;
  }
  return changed ?? generators;
}

/**
 * The step of several generators asked at the same time: the earliest operation, else the earliest moment to ask again;
 * `self` goes on where none of them has changed. Once one has an operation for this moment the others need not be asked:
 * none can be earlier, and their turn comes next.
 * Generators that wait move on to the state they asked for, so that a pause counts from when it was first met.
 */
export function soonest(
  context: Context,
  generators: readonly Generator[],
  turn: number,
  self: Generator,
  rebuild: (generators: readonly Generator[], turn: number) => Generator,
): Step {
  const count = generators.length;
  const steps: Step[] = [];
  let best = -1;
  let bestTime = Number.POSITIVE_INFINITY;
  let wakeAt = Number.POSITIVE_INFINITY;
  let done = 0;
  for (let offset = 0; offset < count && bestTime > context.time; offset += 1) {
    const position = (turn + offset) % count;
    const step = (generators[position] as Generator).step(context);
    steps.push(step);
    if (step.kind === 'done') done += 1;
    else if (step.kind === 'pending') wakeAt = Math.min(wakeAt, step.wakeAt ?? Number.POSITIVE_INFINITY);
    else {
      const time = step.kind === 'log' ? Number.NEGATIVE_INFINITY : step.invocation.time;
      if (time < bestTime) {
        best = position;
        bestTime = time;
      }
    }
  }
  if (done === count) return { kind: 'done' };
  let moved = generators;
  for (let offset = 0; offset < steps.length; offset += 1) {
    const position = (turn + offset) % count;
    const generator = generators[position] as Generator;
    const waiting = afterWaiting(steps[offset] as Step, generator);
    if (waiting !== generator) moved = moved.with(position, waiting);
  }
  const bestStep = best < 0 ? undefined : steps[(best - turn + count) % count];
  if (bestStep === undefined || wakeAt < bestTime) {
    const next = moved === generators ? self : rebuild(moved, turn);
    return pending(next, Number.isFinite(wakeAt) ? wakeAt : undefined);
  }
  return withNext(bestStep, (next) => rebuild(moved.with(best, next), (best + 1) % count));
}

function afterWaiting(step: Step, generator: Generator): Generator {
  if (step.kind === 'done') return nothing;
  return step.kind === 'pending' ? step.next : generator;
}
