// The same faults up to a moment, and others after it: how a run gets a fresh suffix. A package changes over only
// between two of its faults, so that none is left without its end.

import type { FaultPackage } from '../../nemesis/fault.ts';
import type { Generator } from '../generator/generator.ts';
import { pending } from '../generator/step.ts';

/**
 * Packages whose schedules are those of `first` until `afterMs` of the run, then those of `second`.
 * @param second the same packages in the same order, made from another seed
 */
export function switchSchedules(
  first: readonly FaultPackage[],
  second: readonly FaultPackage[],
  afterMs: number,
): readonly FaultPackage[] {
  return first.map((faultPackage, index) => ({
    ...faultPackage,
    schedule: () => {
      const later = second[index]?.schedule();
      const now = faultPackage.schedule();
      if (later === undefined) return now;
      return switching(now, later, afterMs * 1e6, faultPackage.stopOperations, true);
    },
  }));
}

/** @param idle whether no fault of `now` is waiting for its end */
function switching(
  now: Generator,
  later: Generator,
  atNs: number,
  stopOperations: readonly string[],
  idle: boolean,
): Generator {
  const self: Generator = {
    step(context) {
      if (idle && context.time >= atNs) return later.step(context);
      const step = now.step(context);
      if (step.kind === 'done') return step;
      const invoked = step.kind === 'invoke' ? step.invocation.f : null;
      const idleAfter = invoked === null ? idle : stopOperations.includes(invoked);
      const next = switching(step.next, later, atNs, stopOperations, idleAfter);
      if (step.kind !== 'pending') return { ...step, next };
      const wakeAt = idle ? Math.min(step.wakeAt ?? atNs, atNs) : step.wakeAt;
      return pending(next, wakeAt);
    },
    update(context, event) {
      const next = now.update(context, event);
      return next === now ? self : switching(next, later, atNs, stopOperations, idle);
    },
  };
  return self;
}
