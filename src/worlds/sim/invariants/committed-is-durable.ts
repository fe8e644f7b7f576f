// What a node calls committed, and so may acknowledge to a client, is on the disks of a majority at that moment and
// stays there. Read from the simulated media; a node's own word counts for nothing.

import type { DurableLog } from './durable-log.ts';
import type { ClusterLogs, Finding, Invariant, Observation } from './invariant.ts';

/** Grows `logs.committed` with every commit that holds up. */
export function committedIsDurable(logs: ClusterLogs): Invariant {
  const { names, durable, committed, agreedLogIds } = logs;
  const majority = Math.floor(names.length / 2) + 1;
  let judgedRevision = -1;

  /** A damaged disk may have held anything; an emptied one what it had held before, and no copy on it counts yet. */
  const mayHold = (host: number, logId: number, digest: number, isDamaged: boolean): boolean => {
    const wiped = logs.nonVoting.get(host);
    if (wiped !== undefined) return logId <= wiped.lastLogId;
    const log = durable[host] as DurableLog;
    return log.digestAt(logId) === digest || log.baseLogId() >= logId || isDamaged;
  };
  /** Disks that hold this command at `logId`. */
  const holdersOf = (logId: number, digest: number): readonly number[] => {
    const damaged = logs.damagedHosts();
    return [...durable.keys()].filter((host) => mayHold(host, logId, digest, damaged.includes(host)));
  };
  /** The command most disks hold at `logId`: for a node that cannot say which one it calls committed. */
  const commonest = (logId: number): number | undefined => {
    const candidates = durable.flatMap((log) => log.digestAt(logId) ?? []);
    const votes = (digest: number): number => candidates.filter((other) => other === digest).length;
    return candidates.sort((left, right) => votes(right) - votes(left))[0];
  };
  const extendTo = ({ host, commandDigest }: Observation, logId: number): Finding | null => {
    for (let next = logs.committedLogId + 1; next <= logId; next += 1) {
      const digest = commandDigest(next) ?? commonest(next);
      const holders = digest === undefined ? [] : holdersOf(next, digest);
      if (digest === undefined || holders.length < majority) {
        const where =
          holders.length === 0
            ? 'no disk'
            : `the disks of ${holders.map((holder) => names[holder]).join(', ')} only`;
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
    const needed = majority - logs.damagedHosts().length;
    if (countHolders(logs) >= needed) return null;
    const sorted = [...agreedLogIds].sort((left, right) => right - left);
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
    check: (observation) => {
      const { host, status } = observation;
      if (status.log.committedLogId > logs.committedLogId) {
        const finding = extendTo(observation, status.log.committedLogId);
        if (finding !== null) return finding;
      }
      if (judgedRevision === logs.revision) return null;
      judgedRevision = logs.revision;
      agree(logs);
      return stillHeld(host);
    },
  };
}

/** Hosts whose durable log agrees with everything committed. */
function countHolders({ agreedLogIds, committedLogId }: ClusterLogs): number {
  let holders = 0;
  for (const agreed of agreedLogIds) if (agreed >= committedLogId) holders += 1;
  return holders;
}

/** Brings every host's agreed position up to what its log and the committed commands now say. */
function agree(logs: ClusterLogs): void {
  for (let host = 0; host < logs.durable.length; host += 1) {
    const log = logs.durable[host] as DurableLog;
    let agreed = logs.agreedLogIds[host] as number;
    if (agreed < log.baseLogId()) agreed = Math.min(log.baseLogId(), logs.committedLogId);
    const end = Math.min(log.lastLogId(), logs.committedLogId);
    while (agreed < end && log.digestAt(agreed + 1) === logs.committed[agreed + 1]) agreed += 1;
    logs.agreedLogIds[host] = agreed;
  }
}
