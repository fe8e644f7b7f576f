// The nemesis thread of a run: hands each fault operation to the package it belongs to. Just before a fault it asks every
// node what it takes itself for, so that the history tells whether a leader was hit; and it looks when the fault struck.

import type { FaultPackage, FaultResult } from '../../nemesis/fault.ts';
import type { JsonValue } from '../history/operation.ts';
import type { World } from '../worlds/world.ts';
import { within } from './bounded.ts';
import { watchEffects } from './effect-times.ts';
import type { Worker } from './interpreter.ts';
import { onHost } from './place-losses.ts';
import type { Recorder } from './recorder.ts';

/** A node in order answers within milliseconds; one that does not is not waited for with the fault. */
const rolesTimeoutMs = 250;

export interface NemesisWorkerOptions {
  readonly world: World;
  readonly packages: readonly FaultPackage[];
  /** Knows the time of the run. */
  readonly recorder: Pick<Recorder, 'now'>;
  /** Of one operation. */
  readonly timeoutMs: number;
  /** Packages of other workers whose faults may last. */
  readonly othersInEffect?: readonly string[];
}

/**
 * Makes the worker for some packages.
 * @throws {Error} when two packages give one operation the same name
 */
export function createNemesisWorker(options: NemesisWorkerOptions): Worker {
  const { world, packages, recorder, timeoutMs, othersInEffect = [] } = options;
  const watch = watchEffects(world);
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
  const inEffect = new Set(othersInEffect);
  return {
    nodeOf: () => undefined,
    async perform(_thread, invocation) {
      const faultPackage = packageOf.get(invocation.f);
      if (faultPackage === undefined) throw new Error(`no fault package has an operation ${invocation.f}`);
      const starts = faultPackage.startOperations.includes(invocation.f);
      // Without a turn of the event loop in the simulated world, where it would be another run.
      const roles = starts ? (world.simulated?.roles() ?? (await askRoles(world))) : null;
      const { name } = faultPackage;
      const others = [...inEffect].filter((other) => other !== name);
      if (starts) inEffect.add(name);
      const struckNs = watch.follow(recorder.now);
      const result = asJson(await onHost(world, faultPackage.invoke(watch.world, invocation, others)));
      if (!starts) inEffect.delete(name);
      return { type: 'info', value: roles === null ? result : { ...result, ...strike(struckNs()), roles } };
    },
    patienceMs: () => timeoutMs,
    abandon: (_thread, invocation) =>
      asJson({ description: `${invocation.f} did not answer`, hosts: [], verified: false, evidence: null }),
  };
}

/** What each node takes itself for; those that do not say so at once are left out. */
async function askRoles(world: World): Promise<Readonly<Record<string, string>>> {
  const roles: Record<string, string> = {};
  const ask = async (node: string): Promise<void> => {
    const { role } = await within(world.clock, rolesTimeoutMs, node, () =>
      world.report(node, rolesTimeoutMs),
    );
    roles[node] = role;
  };
  await Promise.allSettled(world.nodes.map(ask));
  return roles;
}

function strike(struckNs: number | null): { readonly struckNs?: number } {
  return struckNs === null ? {} : { struckNs };
}

function asJson({
  description,
  hosts,
  verified,
  evidence,
  skipped,
}: FaultResult): Readonly<Record<string, JsonValue>> {
  const result = { description, hosts, verified, evidence };
  return skipped === undefined ? result : { ...result, skipped };
}
