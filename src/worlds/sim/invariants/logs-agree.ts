// Two nodes that both call an entry committed hold the same command there.

import type { ClusterLogs, Invariant, Observation } from './invariant.ts';

/** Compares what each node commits with what was committed first. */
export function logsAgree(logs: ClusterLogs): Invariant {
  const { names, durable, committed } = logs;
  const comparedTo = names.map(() => 0);

  /**
   * What the node holds, by its own word; where it cannot say, what its disk holds, as far as it calls that durable: a
   * suffix that was just replaced may still stand there. A damaged disk says nothing.
   */
  const heldAt = ({ host, commandDigest }: Observation, logId: number): number | undefined =>
    commandDigest(logId) ?? (logs.damagedHosts().includes(host) ? undefined : durable[host]?.digestAt(logId));
  /** Up to here the node can be asked. */
  const endOf = ({ status, commandDigest }: Observation): number => {
    const { committedLogId, durableLogId } = status.log;
    const end = Math.min(committedLogId, logs.committedLogId);
    return commandDigest(end) === undefined ? Math.min(end, durableLogId) : end;
  };
  return {
    name: 'logs-agree',
    check: (observation) => {
      const { host, status } = observation;
      const done = Math.max(comparedTo[host] as number, status.log.firstLogId - 1);
      if (Math.min(status.log.committedLogId, logs.committedLogId) <= done) return null;
      const end = endOf(observation);
      for (let logId = done + 1; logId <= end; logId += 1) {
        const held = heldAt(observation, logId);
        if (held === undefined || held === committed[logId]) continue;
        return {
          message: `${names[host]} calls entry ${logId} committed with another command than the cluster did`,
          hosts: [host],
        };
      }
      comparedTo[host] = Math.max(done, end);
      return null;
    },
    forget: (host) => {
      comparedTo[host] = 0;
    },
  };
}
