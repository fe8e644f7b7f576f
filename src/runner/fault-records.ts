// Which faults a run had, from when to when and on which hosts: read off the nemesis' operations in the history.

import type { FaultPackage } from '../../nemesis/fault.ts';
import { struckNsOf } from '../checkers/fault-windows.ts';
import type { JsonValue, Operation } from '../history/operation.ts';
import type { FaultRecord } from '../store/results.ts';
import { unseatsLeader } from './fault-figures.ts';

interface OpenFault {
  record: FaultRecord;
  hosts: ReadonlySet<string>;
}

/** Follows nemesis operations as they are recorded. */
export interface FaultTracker {
  add(operation: Operation): void;
  /** Every fault so far in the order they began; one still in effect has `endNs: null`. */
  records(): readonly FaultRecord[];
  /** For people: the faults in effect now. */
  inEffect(): readonly string[];
}

/**
 * A fault begins when its start operation struck: at its invocation where that is not known. It has ended when healing operations of its package that
 * were verified have touched all its hosts; one that names no host heals all.
 */
export function createFaultTracker(
  packages: readonly Pick<FaultPackage, 'name' | 'startOperations' | 'stopOperations'>[],
): FaultTracker {
  const faults: OpenFault[] = [];
  const invoked = new Map<string, Operation>();

  function begin(packageName: string, start: Operation, completion: Operation): void {
    const { hosts, verified, description } = resultOf(completion.value);
    // One that found nothing to break, such as a kill when all are dead already, is over at once.
    const endNs = hosts.length === 0 ? completion.time : null;
    const unseats = unseatsLeader(completion.value);
    const startNs = struckNsOf(completion.value) ?? start.time;
    faults.push({
      hosts: new Set(hosts),
      record: {
        ...{ package: packageName, f: start.f, startNs, endNs, hosts, verified, description },
        ...(unseats === null ? {} : { unseatsLeader: unseats }),
      },
    });
  }

  function end(operations: readonly string[], completion: Operation): void {
    const { hosts, verified } = resultOf(completion.value);
    if (!verified) return;
    for (const fault of faults) {
      if (fault.record.endNs !== null || !operations.includes(fault.record.f)) continue;
      fault.hosts = new Set(
        hosts.length === 0 ? [] : [...fault.hosts].filter((host) => !hosts.includes(host)),
      );
      if (fault.hosts.size === 0) fault.record = { ...fault.record, endNs: completion.time };
    }
  }

  return {
    add(operation) {
      if (operation.process !== 'nemesis') return;
      const start = invoked.get(operation.f);
      if (start === undefined) {
        invoked.set(operation.f, operation);
        return;
      }
      invoked.delete(operation.f);
      for (const { name, startOperations, stopOperations } of packages) {
        if (startOperations.includes(operation.f)) begin(name, start, operation);
        else if (stopOperations.includes(operation.f)) end(startOperations, operation);
      }
    },
    records: () => faults.map((fault) => fault.record),
    inEffect: () =>
      faults
        .filter(({ record }) => record.endNs === null && record.verified)
        .map(({ record }) => record.description),
  };
}

function resultOf(value: JsonValue): { hosts: readonly string[]; verified: boolean; description: string } {
  const result = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const { hosts, verified, description } = result as Readonly<Record<string, JsonValue>>;
  return {
    hosts: Array.isArray(hosts) ? hosts.map(String) : [],
    verified: verified === true,
    description: typeof description === 'string' ? description : '',
  };
}
