// Last reads, after everything has healed: the same reads through every node, each repeated until it succeeds.

import { limit } from '../src/generator/bounds.ts';
import { untilOk } from '../src/generator/events.ts';
import type { Generator, Invocation } from '../src/generator/generator.ts';
import { delay } from '../src/generator/pace.ts';
import { repeat, sequence } from '../src/generator/sequence.ts';
import { eachThread, onThreads } from '../src/generator/threads.ts';
import { once } from '../src/generator/values.ts';

const attempts = 20;
const attemptDistanceMs = 500;

/** Every invocation until it succeeds, on each of the first `nodeCount` clients, which sit on different nodes. */
export function readOnEveryNode(nodeCount: number, invocations: readonly Invocation[]): Generator {
  const persistent = invocations.map((invocation) =>
    untilOk(limit(attempts, delay(attemptDistanceMs, repeat(once(invocation))))),
  );
  return onThreads((thread) => thread !== 'nemesis' && thread < nodeCount, eachThread(sequence(persistent)));
}
