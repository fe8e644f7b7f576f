// Which faults were on a node itself: those of links name every host they are between, and are on none of them.

import type { FaultRecord } from '../../store/results.ts';

const ofLinks = /partition|network|swizzle|link/;
const endsProcesses = /kill|power|terminat|off|crash|rot|fsync/;

/** Whether a fault was on this node, rather than on the links between nodes. */
export function isOnNode(fault: Pick<FaultRecord, 'package' | 'hosts'>, node: string): boolean {
  return fault.hosts.includes(node) && !ofLinks.test(fault.package);
}

/**
 * The fault that ended a node's process between two moments, as far as faults tell: one that ends processes and lasted
 * until the later moment, when the process started again; else the last of those.
 */
export function endedBy(
  faults: readonly FaultRecord[],
  node: string,
  sinceMs: number,
  untilMs: number,
): FaultRecord | undefined {
  const suspects = faults.filter(
    (fault) =>
      isOnNode(fault, node) &&
      endsProcesses.test(fault.package) &&
      fault.startNs / 1e6 >= sinceMs &&
      fault.startNs / 1e6 <= untilMs,
  );
  return suspects.find(({ endNs }) => endNs === null || endNs / 1e6 >= untilMs) ?? suspects.at(-1);
}
