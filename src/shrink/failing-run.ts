// A failing run as the shrinker sees it: its plan, how it failed, when, and how big it was.

import type { JobResult } from '../batch/job.ts';
import { recordedFaults } from '../batch/recorded-faults.ts';
import { violationClass } from '../batch/violation-class.ts';
import type { Operation } from '../history/operation.ts';
import type { Plan, PlannedFault, PlannedOperation } from '../plan/plan.ts';

export interface FailingRun {
  readonly plan: Plan;
  /** Such as `violation: linearizable`. */
  readonly class: string;
  /** In one sentence. */
  readonly reason: string;
  readonly history: readonly Operation[];
  /** From the beginning of the load to the violation, where a moment is known. */
  readonly failedAfterMs: number;
  /** What the load was, as explicit lists. */
  readonly faults: readonly PlannedFault[];
  readonly operations: readonly PlannedOperation[];
  readonly traceHash: string;
}

/** Reads a run's end; `null` where it broke no promise or its history was not kept. */
export function failingRunOf(
  plan: Plan,
  { results, violation, kept, traceHash }: JobResult,
): FailingRun | null {
  if (results.outcome !== 'violation' || kept === null) return null;
  const broken = results.verdicts.find(({ valid }) => valid === false);
  const load = results.phases.find(({ name }) => name === 'load');
  const startNs = load?.startNs ?? 0;
  const endNs = load?.endNs ?? 0;
  const momentNs =
    violation === null
      ? Math.max(startNs, ...(broken?.witnesses ?? []).map(({ time }) => time))
      : violation.timeNs - results.bootMs * 1e6;
  const { history } = kept;
  return {
    plan,
    class: violationClass(results),
    reason: broken?.reason ?? '',
    history,
    failedAfterMs: Math.max(0, Math.min(momentNs, endNs) - startNs) / 1e6,
    faults: recordedFaults(history, startNs, endNs)
      .filter(({ value }) => !hitNothing(value))
      .map(({ f, value, afterNs }) => ({ f, value, afterMs: afterNs / 1e6 })),
    operations: operationsOf(history, startNs, endNs, plan.concurrency),
    traceHash,
  };
}

/** True for a fault that found no host to act upon. */
function hitNothing(value: PlannedFault['value']): boolean {
  if (value === null || typeof value !== 'object' || !('hosts' in value)) return false;
  return Array.isArray(value['hosts']) && value['hosts'].length === 0;
}

function operationsOf(
  history: readonly Operation[],
  startNs: number,
  endNs: number,
  clients: number,
): readonly PlannedOperation[] {
  return history.flatMap(({ process, type, f, key, value, time }) => {
    if (process === 'nemesis' || type !== 'invoke' || time < startNs || time >= endNs) return [];
    const operation = { f, value, thread: process % clients, afterMs: (time - startNs) / 1e6 };
    return [key === undefined ? operation : { ...operation, key }];
  });
}

/** How many faults began, not counting the operations that ended them. */
export function faultCount({ faults }: Pick<FailingRun, 'faults'>): number {
  return faults.filter(({ value }) => value !== null).length;
}
