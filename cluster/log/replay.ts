// Replays records into the log they describe. The rules of supersession live here: an entry ends everything from its
// LogID on; a snapshot mark ends everything unless the log holds the very entry it stands for.

import type { LogEntry, LogPosition } from '../messages.ts';
import { emptyPosition } from '../paxos/ballot.ts';
import type { LogRecord } from './record.ts';

/** What a row of records amounts to. Grows while records are replayed. */
export interface ReplayedLog {
  /** The entry before the first one held. */
  base: LogPosition;
  entries: LogEntry[];
  /** Highest ballot any record mentions: a lower bound of the promise, exact while no record is lost. */
  promised: number;
  claim: LogPosition;
  lastSequence: number;
}

export function emptyReplayedLog(): ReplayedLog {
  return { base: emptyPosition, entries: [], promised: 0, claim: emptyPosition, lastSequence: 0 };
}

/** Position of the last entry, or of the base when there is none. */
export function lastPosition(log: ReplayedLog): LogPosition {
  const { ballot, logId } = log.entries.at(-1) ?? log.base;
  return { ballot, logId };
}

/** Applies one record. Returns false when it cannot follow what came before: a gap that only damage explains. */
export function replayRecord(log: ReplayedLog, record: LogRecord): boolean {
  log.lastSequence = record.sequence;
  log.promised = Math.max(log.promised, record.ballot, record.previousBallot);
  switch (record.kind) {
    case 'segment':
      if (isFresh(record) || (log.entries.length === 0 && log.base.logId === 0)) startAt(log, record);
      return true;
    case 'entry':
      return replayEntry(log, record);
    case 'snapshot-mark':
      if (ballotIn(log, record.logId) !== record.ballot) startAt(log, record);
      return true;
    case 'recovery-claim':
      log.claim = { ballot: record.ballot, logId: record.logId };
      return true;
    default:
      return true;
  }
}

/** True for a segment header that makes all earlier segments void. */
export function isFresh(record: LogRecord): boolean {
  return record.kind === 'segment' && record.payload[0] === 1;
}

/** Ballot of the entry with this LogID, the base included; `undefined` when it is not held. */
export function ballotIn(log: ReplayedLog, logId: number): number | undefined {
  if (logId === log.base.logId) return log.base.ballot;
  return log.entries[logId - log.base.logId - 1]?.ballot;
}

function startAt(log: ReplayedLog, position: LogPosition): void {
  log.base = { ballot: position.ballot, logId: position.logId };
  log.entries = [];
}

function replayEntry(log: ReplayedLog, record: LogRecord): boolean {
  const { logId, ballot, payload } = record;
  if (logId > lastPosition(log).logId + 1) return false;
  // Segments before this one were dropped, and this entry replaces some that stood in them.
  if (logId <= log.base.logId) startAt(log, { ballot: record.previousBallot, logId: logId - 1 });
  log.entries.length = logId - log.base.logId - 1;
  log.entries.push({ logId, ballot, command: payload });
  return true;
}
