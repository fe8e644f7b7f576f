// Two nodes that both call an entry committed hold the same command there.

import type { ClusterLogs, Invariant } from './invariant.ts';

/** Compares what each node commits with what was committed first. */
export function logsAgree(logs: ClusterLogs): Invariant {
  const { names, durable, committed } = logs;
  const comparedTo = names.map(() => 0);
  return {
    name: 'logs-agree',
    check: ({ host, status }) => {
      const log = durable[host];
      if (log === undefined) return null;
      // A suffix that was just replaced may still stand on the disk: only what the node calls durable counts.
      const { committedLogId, durableLogId } = status.log;
      const end = Math.min(committedLogId, durableLogId, log.lastLogId(), logs.committedLogId);
      const coveredBySnapshot = Math.max(log.baseLogId(), status.log.firstLogId - 1);
      let logId = Math.max(comparedTo[host] as number, coveredBySnapshot) + 1;
      for (; logId <= end; logId += 1) {
        const digest = log.digestAt(logId);
        if (digest === committed[logId]) continue;
        return {
          message: `${names[host]} calls entry ${logId} committed with another command than the cluster did`,
          hosts: [host],
        };
      }
      comparedTo[host] = Math.max(comparedTo[host] as number, end);
      return null;
    },
    forget: (host) => {
      comparedTo[host] = 0;
    },
  };
}
