// What the load of a run consists of: the operations of the workload or of the plan, and the faults beside them.

import type { FaultPackage } from '../../nemesis/fault.ts';
import type { Workload } from '../../workloads/workload.ts';
import { any } from '../generator/choice.ts';
import type { Generator } from '../generator/generator.ts';
import { stagger } from '../generator/pace.ts';
import { clients, nemesis, onThreads } from '../generator/threads.ts';
import { timetable } from '../generator/timetable.ts';
import type { Plan } from '../plan/plan.ts';
import { createRandomStream } from '../random/stream.ts';
import { faultsFor, type LoadTime, loadFor } from './load-extension.ts';

/** Time that is added at most while a fault is awaited that found nothing to act upon: this share of the run's, and never more than the limit. */
const addedShare = 0.5;
const mostAddedMs = 30_000;

export interface LoadParts {
  readonly plan: Plan;
  readonly workload: Pick<Workload, 'load'>;
  readonly faults: readonly FaultPackage[];
}

/** The longest that a load of the plan can last, in ms. */
export function longestLoadMs({ timeSeconds, faults }: Plan): number {
  const timeMs = timeSeconds * 1000;
  // Faults that a plan lists come when it says, and then no more.
  return faults === undefined ? timeMs + Math.min(timeMs * addedShare, mostAddedMs) : timeMs;
}

export function loadGenerator({ plan, workload, faults }: LoadParts): Generator {
  const time: LoadTime = { timeMs: plan.timeSeconds * 1000, mostMs: longestLoadMs(plan) };
  return any([
    loadFor(time, faults, clients(operationsOf(plan, () => workload.load()))),
    nemesis(any(faults.map((faultPackage) => faultsFor(time, faults, faultPackage)))),
  ]);
}

/** The operations a plan lists, or those of the workload at the plan's pace. */
function operationsOf({ operations, ratePerSecond, seed }: Plan, load: () => Generator): Generator {
  if (operations === undefined) return stagger(ratePerSecond, createRandomStream(seed).fork('pace'), load());
  const threads = [...new Set(operations.map(({ thread }) => thread))].sort((left, right) => left - right);
  return any(
    threads.map((thread) => {
      const own = operations.filter((operation) => operation.thread === thread);
      const entries = own.map(({ f, key, value, afterMs }) => ({
        invocation: key === undefined ? { f, value } : { f, key, value },
        afterNs: afterMs * 1e6,
      }));
      return onThreads((visible) => visible === thread, timetable(entries));
    }),
  );
}
