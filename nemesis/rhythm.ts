// When a fault package acts: a pause, a fault, a while in which it lasts, its end, and again. Pauses are random around
// the mean; the kinds of a fault come like cards from shuffled decks, the decks in turn, so that even a short run meets the kinds
// that matter most and a long one meets them all.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { sleep } from '../src/generator/pace.ts';
import { sequence, unfold } from '../src/generator/sequence.ts';
import { nemesis } from '../src/generator/threads.ts';
import { once as onceInvoked } from '../src/generator/values.ts';
import type { JsonValue } from '../src/history/operation.ts';
import { createRandomSource, type RandomSource } from '../src/random/source.ts';
import { createRandomStream } from '../src/random/stream.ts';
import type { FaultOptions } from './fault.ts';
import { fromNow, momentsOf, waitUntil } from './schedule.ts';
import { untilEffective } from './until-effective.ts';

/** The longest pause, as a multiple of the mean. */
const mostOfMean = 1.5;
const pickBound = 2 ** 31;
/** Of the time between two faults of a package, what a fault lasts: with a few packages the cluster also works between faults. */
export const usualFaultShare = 0.35;
/** Of that time, how long a fault that found nothing to act upon waits before it is tried again; never more than `mostRetryMs`. */
const retryShare = 0.1;
const mostRetryMs = 1000;
/** Kinds that are tried in that time, each as long as the others: while nobody leads, for one, the leader cannot be hit. */
const mostKinds = 3;

/** One operation of the nemesis thread, without a value. */
export function once(f: string): Generator {
  return nemesis(onceInvoked({ f, value: null, process: 'nemesis' }));
}

/** A time between half and one and a half of `meanMs`. */
export function around(random: RandomSource, meanMs: number): number {
  return Math.round(meanMs * (0.5 + random.unit()));
}

/**
 * A pause before the faults of a round, around `meanMs`. The first is so short that even a short run with seldom faults meets
 * some of each package, with time left for a second try.
 */
export function pauseMs(
  random: RandomSource,
  { firstByMs = Number.POSITIVE_INFINITY }: FaultOptions,
  meanMs: number,
  round: number,
): number {
  return around(random, round === 0 ? Math.min(meanMs, firstByMs / mostOfMean) : meanMs);
}

/**
 * Starts and stops a fault for ever: one start in `intervalMs` on average, of which the fault lasts its share, so that
 * the cluster is also seen to work between faults.
 * @param decks kinds of the fault; round by round the next deck is drawn from. `valueOf` makes the start operation's value of a kind and a number that decides
 *   every further draw when the fault is injected.
 */
export function alternate<Kind>(
  options: FaultOptions,
  startOperation: string,
  stopOperation: string,
  decks: readonly (readonly Kind[])[],
  valueOf: (kind: Kind, pick: number) => JsonValue,
): Generator {
  const { seed, intervalMs, faultShare = usualFaultShare, schedulePart } = options;
  const stream = createRandomStream(seed).fork(`nemesis/${startOperation}`);
  const kindOf = (round: number): Kind => {
    const kinds = decks[round % decks.length] as readonly Kind[];
    const drawn = Math.floor(round / decks.length);
    const shuffled = createRandomSource(
      stream.fork(`deck ${round % decks.length} ${Math.floor(drawn / kinds.length)}`),
    ).shuffle(kinds);
    return shuffled[drawn % kinds.length] as Kind;
  };
  const startOf = (round: number, random: RandomSource): Generator => {
    const again = createRandomSource(stream.fork(`round ${round} again`));
    const starts = Array.from({ length: mostKinds }, (_, later): Invocation => {
      const pick = (later === 0 ? random : again).below(pickBound);
      const value = aimed(valueOf(kindOf(round + later), pick), options.targets, round + later);
      return { f: startOperation, value, process: 'nemesis' };
    });
    const retryMs = Math.min(intervalMs * retryShare, mostRetryMs);
    return untilEffective(starts, retryMs, Math.ceil(intervalMs / retryMs / mostKinds));
  };
  const roundsFrom = (beginNs: number): Generator =>
    unfold(0, (round) => {
      const random = createRandomSource(stream.fork(`round ${round}`));
      const start = startOf(round, random);
      const pause = pauseMs(random, options, intervalMs * (1 - faultShare), round);
      const length = around(random, intervalMs * faultShare);
      const moments = schedulePart && momentsOf(schedulePart, round, { seed, intervalMs, faultShare });
      const generators = [
        moments ? waitUntil(beginNs, moments.fromMs) : sleep(pause),
        start,
        moments ? waitUntil(beginNs, moments.toMs) : sleep(length),
        once(stopOperation),
      ];
      return [sequence(generators), round + 1];
    });
  return nemesis(schedulePart === undefined ? roundsFrom(0) : fromNow(roundsFrom));
}

/** The value of a start operation with the target that the plan asks for, where it asks; its targets take turns. */
function aimed(value: JsonValue, asked: FaultOptions['targets'], round: number): JsonValue {
  if (asked === undefined || value === null || typeof value !== 'object' || Array.isArray(value))
    return value;
  const field = ['target', 'scope'].find((name) => name in value);
  return field === undefined ? value : { ...value, [field]: asked[round % asked.length] ?? null };
}
