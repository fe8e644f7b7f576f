// What a node calls committed, and so may acknowledge to a client, is on the disks of a majority at that moment and
// stays there. Read from the simulated media; a node's own word counts for nothing.

import type { ClusterLogs, Finding, Invariant } from './invariant.ts';

/** Grows `logs.committed` with every commit that holds up. */
export function committedIsDurable(logs: ClusterLogs): Invariant {
  const { names, durable, committed, agreedLogIds } = logs;
  const majority = Math.floor(names.length / 2) + 1;
  let judgedRevision = -1;

  /**
   * The command that a majority's disks hold at `logId`, by digest; `null` when there is none. With damaged disks fewer
   * than a majority are enough, and two commands may have that many: then the one most hold, and of equals the one
   * that `host`, who calls it committed, holds itself.
   */
  const majorityDigest = (host: number, logId: number): number | null => {
    let best: { digest: number; weight: number } | null = null;
    for (const log of durable) {
      const digest = log.digestAt(logId);
      if (digest === undefined) continue;
      const holders = durable.filter(
        (other) => other.digestAt(logId) === digest || other.baseLogId() >= logId,
      );
      if (holders.length < majority - logs.damagedHosts().length) continue;
      const weight = 2 * holders.length + (durable[host]?.digestAt(logId) === digest ? 1 : 0);
      if (best === null || weight > best.weight) best = { digest, weight };
    }
    return best?.digest ?? null;
  };
  const extendTo = (host: number, logId: number): Finding | null => {
    for (let next = logs.committedLogId + 1; next <= logId; next += 1) {
      const digest = majorityDigest(host, next);
      if (digest === null) {
        const holders = durable.flatMap((log, index) => (log.lastLogId() >= next ? [names[index]] : []));
        const where = holders.length === 0 ? 'no disk' : `the disks of ${holders.join(', ')} only`;
        return {
          message: `${names[host]} calls entry ${next} committed, which is on ${where}`,
          hosts: [host],
        };
      }
      committed[next] = digest;
      logs.committedLogId = next;
      logs.revision += 1;
    }
    return null;
  };
  /** A log that held a committed entry may lose it only while a majority of the others still has it. */
  const stillHeld = (host: number): Finding | null => {
    const sorted = [...agreedLogIds].sort((left, right) => right - left);
    const needed = majority - logs.damagedHosts().length;
    const held = needed < 1 ? Number.POSITIVE_INFINITY : (sorted[needed - 1] as number);
    if (held >= logs.committedLogId) return null;
    const holders = names.filter((_name, index) => (agreedLogIds[index] as number) >= logs.committedLogId);
    const where = holders.length === 0 ? 'no disk' : `the disks of ${holders.join(', ')} only`;
    return {
      message: `entry ${held + 1} was committed, and up to entry ${logs.committedLogId} is now on ${where}`,
      hosts: [host],
    };
  };

  return {
    name: 'committed-is-durable',
    check: ({ host, status }) => {
      if (status.log.committedLogId > logs.committedLogId) {
        const finding = extendTo(host, status.log.committedLogId);
        if (finding !== null) return finding;
      }
      if (judgedRevision === logs.revision) return null;
      judgedRevision = logs.revision;
      agree(logs);
      return stillHeld(host);
    },
  };
}

/** Brings every host's agreed position up to what its log and the committed commands now say. */
function agree(logs: ClusterLogs): void {
  for (const [host, log] of logs.durable.entries()) {
    let agreed = logs.agreedLogIds[host] as number;
    if (agreed < log.baseLogId()) agreed = Math.min(log.baseLogId(), logs.committedLogId);
    const end = Math.min(log.lastLogId(), logs.committedLogId);
    while (agreed < end && log.digestAt(agreed + 1) === logs.committed[agreed + 1]) agreed += 1;
    logs.agreedLogIds[host] = agreed;
  }
}
