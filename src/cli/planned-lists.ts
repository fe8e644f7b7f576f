// The operations and faults that a plan lists, held against the workload and the packages it names: whatever could not be
// carried out is told before anything runs.

import type { FaultPackage } from '../../nemesis/fault.ts';
import { type FaultValues, faultValueProblem } from '../../nemesis/fault-value.ts';
import { operationProblem } from '../../workloads/operation-form.ts';
import type { Workload } from '../../workloads/workload.ts';
import type { Plan } from '../plan/plan.ts';
import { usageFailure } from './failure.ts';

/** @throws {CommandFailure} for the first operation that no client can carry out, or fault that no package has */
export function requireKnownLists(
  { operations = [], faults = [], concurrency, nemesis, workload: name }: Plan,
  workload: () => Workload,
  packages: () => readonly FaultPackage[],
): void {
  const { forms } = operations.length === 0 ? { forms: {} } : workload();
  for (const [position, operation] of operations.entries()) {
    const problem =
      operation.thread >= concurrency
        ? `has the thread ${operation.thread}, but a concurrency of ${concurrency} has threads 0 to ${concurrency - 1}`
        : operationProblem(forms, operation);
    if (problem !== null)
      throw usageFailure(`Operation ${position} of the plan for the workload ${name} ${problem}.`);
  }
  const named = faults.length === 0 ? [] : packages();
  const known = named.flatMap(({ startOperations, stopOperations }) => [
    ...startOperations,
    ...stopOperations,
  ]);
  const values: FaultValues = Object.assign({}, ...named.map((faultPackage) => faultPackage.values));
  for (const [position, { f, value }] of faults.entries()) {
    const problem = known.includes(f)
      ? faultValueProblem(values[f], value)
      : `is "${f}", but the operations of ${nemesis.join(', ') || 'no fault package'} are ${known.join(', ') || 'none'}`;
    if (problem !== null) throw usageFailure(`Fault ${position} of the plan ${problem}.`);
  }
}
