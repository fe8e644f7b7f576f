// The nemesis thread of a run: hands each fault operation to the package it belongs to.

import type { FaultPackage, FaultResult } from '../../nemesis/fault.ts';
import type { JsonValue } from '../history/operation.ts';
import type { World } from '../worlds/world.ts';
import type { Worker } from './interpreter.ts';

/**
 * Makes the worker for some packages.
 * @throws {Error} when two packages give one operation the same name
 */
export function createNemesisWorker(
  world: World,
  packages: readonly FaultPackage[],
  timeoutMs: number,
): Worker {
  const packageOf = new Map<string, FaultPackage>();
  for (const faultPackage of packages) {
    for (const f of [...faultPackage.startOperations, ...faultPackage.stopOperations]) {
      const other = packageOf.get(f);
      if (other !== undefined && other !== faultPackage) {
        throw new Error(
          `The fault packages ${other.name} and ${faultPackage.name} both have an operation ${f}.`,
        );
      }
      packageOf.set(f, faultPackage);
    }
  }
  return {
    nodeOf: () => undefined,
    async perform(_thread, invocation) {
      const faultPackage = packageOf.get(invocation.f);
      if (faultPackage === undefined) throw new Error(`no fault package has an operation ${invocation.f}`);
      const result = await faultPackage.invoke(world, invocation);
      return { type: 'info', value: asJson(result) };
    },
    patienceMs: () => timeoutMs,
    abandon: (_thread, invocation) =>
      asJson({ description: `${invocation.f} did not answer`, hosts: [], verified: false, evidence: null }),
  };
}

function asJson({ description, hosts, verified, evidence }: FaultResult): JsonValue {
  return { description, hosts, verified, evidence };
}
