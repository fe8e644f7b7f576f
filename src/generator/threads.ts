// Which threads carry out which operations. A generator inside sees only its own threads.

import type { Process } from '../history/operation.ts';
import { soonest, updateAll } from './choice.ts';
import type { Context, Generator } from './generator.ts';
import { withChangedNext } from './step.ts';

type Visible = (thread: Process) => boolean;

/** What a predicate leaves visible of a context. */
type View = (context: Context) => Context;

/**
 * The generator on the threads the predicate chooses; done where there is none, since nobody could ever go on.
 * It is told only of their events.
 */
export function onThreads(visible: Visible, generator: Generator): Generator {
  return restricted(visible, viewOf(visible), generator);
}

function restricted(visible: Visible, view: View, generator: Generator): Generator {
  const wrap = (next: Generator): Generator => restricted(visible, view, next);
  const self: Generator = {
    step(context) {
      const inner = view(context);
      if (inner.threads.length === 0) return { kind: 'done' };
      return withChangedNext(generator.step(inner), generator, self, wrap);
    },
    update(context, event) {
      const thread = context.threadOfProcess(event.process);
      if (thread === undefined || !visible(thread)) return self;
      const next = generator.update(view(context), event);
      return next === generator ? self : wrap(next);
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

function viewOf(visible: Visible): View {
  const threadsOf = filterOnce(visible);
  const freeThreadsOf = filterOnce(visible);
  return ({ time, freeThreads, threads, processOfThread, threadOfProcess }) => ({
    time,
    freeThreads: freeThreadsOf(freeThreads),
    threads: threadsOf(threads),
    processOfThread,
    threadOfProcess,
  });
}

/** The visible ones of the same array are worked out once: contexts change more often than threads come and go. */
function filterOnce(visible: Visible): (threads: readonly Process[]) => readonly Process[] {
  let last: readonly Process[] = [];
  let found: readonly Process[] = [];
  return (threads) => {
    if (threads !== last) {
      last = threads;
      found = threads.filter(visible);
    }
    return found;
  };
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
    step: (context) => soonest(context, lanes, turn, self, split),
    update(context, event) {
      const updated = updateAll(lanes, (lane) => lane.update(context, event));
      return updated === lanes ? self : split(updated, turn);
    },
  };
  return self;
}
