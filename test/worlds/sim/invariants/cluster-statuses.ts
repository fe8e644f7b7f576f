// Observations of a cluster of three, made by hand: what an invariant would be shown.

import type { NodeStatus } from '../../../../cluster/anvil.ts';
import { snapshotName } from '../../../../cluster/log/file-names.ts';
import { encodeRecords, type LogRecord, onlyStream } from '../../../../cluster/log/record.ts';
import { createFileSystem, type FileSystem } from '../../../../src/worlds/sim/disk/file-system.ts';
import { createDurableLog } from '../../../../src/worlds/sim/invariants/durable-log.ts';
import type { ClusterLogs, Observation } from '../../../../src/worlds/sim/invariants/invariant.ts';

export const names = ['n1', 'n2', 'n3'];

type StatusPart = Partial<Omit<NodeStatus, 'log'>> & { readonly log?: Partial<NodeStatus['log']> };

/** A healthy follower at the beginning, except for what is given. */
export function observe(host: number, part: StatusPart = {}, times: Partial<Observation> = {}): Observation {
  const { log, ...rest } = part;
  const nothing = { firstLogId: 1, lastLogId: 0, durableLogId: 0, committedLogId: 0 };
  return {
    host,
    status: {
      node: names[host] ?? '',
      role: 'follower',
      state: 'serving',
      reason: '',
      ballot: 16,
      leader: 'n1',
      leaseRemainingMs: 0,
      formats: { wire: { oldest: 1, newest: 1 }, disk: { oldest: 1, newest: 1, active: 1 }, peers: {} },
      stateHash: 0,
      sessions: 0,
      ...rest,
      log: { ...nothing, appliedLogId: 0, snapshotLogId: 0, ...log },
    },
    nowNs: 1000e6,
    leaseEndNs: 0,
    commandDigest: () => undefined,
    leaderBallot: () => 0,
    countedLogId: () => 0,
    readsServed: () => 0,
    ...times,
  };
}

/** A disk and the log file on it, written record by record. */
export interface HandWrittenLog {
  readonly fileSystem: FileSystem;
  /** Appends and syncs an entry whose command is `text`. */
  entry(logId: number, text: string, ballot?: number): void;
  /** Appends any record; `sync` false leaves it in the page cache. */
  record(part: Partial<LogRecord> & Pick<LogRecord, 'kind'>, sync?: boolean): void;
  /** Writes a whole snapshot, durably. */
  snapshot(logId: number): void;
}

export function createHandWrittenLog(): HandWrittenLog {
  const fileSystem = createFileSystem();
  const file = fileSystem.open('log-00000001');
  fileSystem.syncDirectory();
  let sequence = 0;
  const rest = {
    format: 1,
    logId: 0,
    ballot: 16,
    previousBallot: 16,
    payload: new Uint8Array(0),
    durableSequence: 0,
    stream: onlyStream,
  };
  const record: HandWrittenLog['record'] = (part, sync = true) => {
    sequence += 1;
    file.append(encodeRecords([{ ...rest, ...part, sequence }]));
    if (sync) file.sync();
  };
  record({ kind: 'segment', ballot: 0, payload: new Uint8Array(1) });
  return {
    fileSystem,
    record,
    snapshot: (logId) => {
      const saved = fileSystem.open(snapshotName(logId));
      saved.append(encodeRecords([{ ...rest, kind: 'snapshot', logId, sequence: 0 }]));
      saved.sync();
      fileSystem.syncDirectory();
    },
    entry: (logId, text, ballot = 16) =>
      record({ kind: 'entry', logId, ballot, payload: new TextEncoder().encode(text) }),
  };
}

/** Three disks and what the invariants know of them; `follow` reads on. */
export function createLogs(damagedHosts: readonly number[] = []): {
  readonly written: readonly HandWrittenLog[];
  readonly logs: ClusterLogs;
  readonly follow: () => void;
} {
  const written = names.map(createHandWrittenLog);
  const logs: ClusterLogs = {
    names,
    durable: written.map(({ fileSystem }) => createDurableLog(fileSystem)),
    committed: [],
    committedLogId: 0,
    agreedLogIds: names.map(() => 0),
    revision: 0,
    nonVoting: new Map(),
    damagedHosts: () => damagedHosts,
    hasDamage: (host) => damagedHosts.includes(host),
  };
  const follow = (): void => {
    for (const [host, log] of logs.durable.entries()) {
      const changedFrom = log.follow();
      if (changedFrom === null) continue;
      logs.revision += 1;
      logs.agreedLogIds[host] = Math.min(logs.agreedLogIds[host] as number, changedFrom - 1);
    }
  };
  return { written, logs, follow };
}
