// Which threads carry out which operations. A generator inside sees only its own threads.

import type { Process } from '../history/operation.ts';
import { soonest, updateAll } from './choice.ts';
import type { Context, Generator } from './generator.ts';
import { threadOf, withNext } from './step.ts';

type Visible = (thread: Process) => boolean;

/**
 * The generator on the threads the predicate chooses; done where there is none, since nobody could ever go on.
 * It is told only of their events.
 */
export function onThreads(visible: Visible, generator: Generator): Generator {
  const self: Generator = {
    step(context) {
      const inner = restrict(context, visible);
      if (inner.threads.length === 0) return { kind: 'done' };
      return withNext(generator.step(inner), (next) => onThreads(visible, next));
    },
    update(context, event) {
      const thread = threadOf(context, event.process);
      if (thread === undefined || !visible(thread)) return self;
      const next = generator.update(restrict(context, visible), event);
      return next === generator ? self : onThreads(visible, next);
    },
  };
  return self;
}

/** The generator on client threads only. */
export function clients(generator: Generator): Generator {
  return onThreads((thread) => thread !== 'nemesis', generator);
}

/** The generator on the fault injector's thread only. */
export function nemesis(generator: Generator): Generator {
  return onThreads((thread) => thread === 'nemesis', generator);
}

/** The part of a context that a generator inside sees, worked out when it is looked at. */
function restrict(context: Context, visible: Visible): Context {
  let free: readonly Process[] | null = null;
  return {
    time: context.time,
    get freeThreads() {
      free ??= context.freeThreads.filter(visible);
      return free;
    },
    threads: visibleThreads(context.threads, visible),
    processOfThread: context.processOfThread,
  };
}

/** The threads of a run stay the same, so that what is visible of them needs to be found once. */
const knownThreads = new WeakMap<readonly Process[], WeakMap<Visible, readonly Process[]>>();

function visibleThreads(threads: readonly Process[], visible: Visible): readonly Process[] {
  let known = knownThreads.get(threads);
  if (known === undefined) {
    known = new WeakMap();
    knownThreads.set(threads, known);
  }
  let found = known.get(visible);
  if (found === undefined) {
    found = threads.filter(visible);
    known.set(visible, found);
  }
  return found;
}

/** A copy of the generator of its own for every visible thread; done when all of them are. */
export function eachThread(generator: Generator): Generator {
  const self: Generator = {
    step(context) {
      const lanes = context.threads.map((thread) => onThreads((other) => other === thread, generator));
      return split(lanes, 0).step(context);
    },
    update: () => self,
  };
  return self;
}

/** Threads set aside: the first `threads` clients for the first part, the next for the second, all others for `rest`. */
export function reserve(
  parts: readonly { readonly threads: number; readonly generator: Generator }[],
  rest: Generator,
): Generator {
  let taken = 0;
  const lanes = parts.map((part) => {
    const first = taken;
    taken += part.threads;
    return onThreads(
      (thread) => thread !== 'nemesis' && thread >= first && thread < first + part.threads,
      part.generator,
    );
  });
  return split([...lanes, onThreads((thread) => thread === 'nemesis' || thread >= taken, rest)], 0);
}

/** Generators on disjoint threads, the earliest operation first. */
function split(lanes: readonly Generator[], turn: number): Generator {
  const self: Generator = {
    step: (context) =>
      soonest(
        lanes.map((lane) => lane.step(context)),
        lanes,
        turn,
        split,
      ),
    update(context, event) {
      const updated = updateAll(lanes, (lane) => lane.update(context, event));
      return updated === lanes ? self : split(updated, turn);
    },
  };
  return self;
}
