// The replicated log of one node: entries in memory, every change also queued to disk. "Durable" always means synced
// here; what the group has committed is not this file's business.

import type { DiskCallback, Env } from '../env.ts';
import type { LogEntry, LogPosition } from '../messages.ts';
import { emptyPosition } from '../paxos/ballot.ts';
import type { BallotSlots } from './ballot-slots.ts';
import { joinClaims } from './recovery.ts';
import type { LogWriter, RecordContent } from './writer.ts';

export interface ReplicatedLog {
  /** The entry before the first one held. */
  base(): LogPosition;
  last(): LogPosition;
  /** Everything up to this LogID is on disk. */
  durableLogId(): number;
  /** Ballot of an entry, or of the base; `undefined` when it is not held. */
  ballotAt(logId: number): number | undefined;
  /** `undefined` when it is not held. */
  entryAt(logId: number): LogEntry | undefined;
  /** Entries from `fromLogId` on, at least one if there is one, else at most `maximumBytes` of commands. */
  read(fromLogId: number, maximumBytes: number): readonly LogEntry[];
  /** Appends entries that follow the last one. */
  append(entries: readonly LogEntry[]): void;
  /** Forgets the entries from `logId` on. The append that follows makes it so on disk. */
  truncateFrom(logId: number): void;
  /**
   * A snapshot at `position` is durable: starts the log behind it, keeping what follows if the log holds that entry. When
   * the log begins only behind `position`, all of it has to come again; it was acknowledged, so the claim keeps it in mind.
   */
  rebase(position: LogPosition, done: () => void): void;
  /** Forgets entries up to `logId` in memory, and whole segments of them on disk. */
  trim(logId: number): void;
  /** Makes a promise durable, in the log and in a ballot slot, then calls back. */
  savePromise(ballot: number, done: () => void): void;
  /** What damage may have taken, see `recovery.ts`; (0, 0) when nothing. */
  claim(): LogPosition;
  clearClaim(): void;
  /** Highest promise saved or being saved. */
  promised(): number;
  readonly writer: LogWriter;
}

export interface LogStart {
  readonly base: LogPosition;
  readonly entries: readonly LogEntry[];
  readonly promised: number;
  readonly claim: LogPosition;
}

/** State of the log that the writer's headers and seals need; shared between the two. */
export interface LogState {
  base: LogPosition;
  entries: LogEntry[];
  /** Sequence of each entry's record. */
  sequences: number[];
  promised: number;
  claim: LogPosition;
}

const noPayload = new Uint8Array(0);

/** Position of the last entry held, or of the base. */
export function lastOf(state: LogState): LogPosition {
  const entry = state.entries.at(-1);
  return entry === undefined ? state.base : { ballot: entry.ballot, logId: entry.logId };
}

/** The records each new segment starts with, so that older segments can go. */
export function carriedOver(state: LogState): { promised: number; records: RecordContent[] } {
  const { claim, promised } = state;
  const records: RecordContent[] =
    claim.logId === 0 ? [] : [{ kind: 'recovery-claim', ...claim, previousBallot: 0, payload: noPayload }];
  return { promised, records };
}

/** Joins the state read from disk with the writer and slots that continue it. */
export function createReplicatedLog(
  env: Env,
  state: LogState,
  writer: LogWriter,
  slots: BallotSlots,
): ReplicatedLog {
  let durable = lastOf(state).logId;
  const indexOf = (logId: number): number => logId - state.base.logId - 1;
  const haltOnError: DiskCallback = (error) => {
    if (error !== null) env.halt(`A ballot slot could not be written: ${error.code ?? error.message}.`);
  };
  const durableLogId = (): number => {
    const reached = writer.durableSequence();
    for (;;) {
      const sequence = state.sequences[indexOf(durable + 1)];
      if (sequence === undefined || sequence > reached) return durable;
      durable += 1;
    }
  };
  const ballotAt = (logId: number): number | undefined =>
    logId === state.base.logId ? state.base.ballot : state.entries[indexOf(logId)]?.ballot;
  const truncateFrom = (logId: number): void => {
    const keep = Math.max(0, indexOf(logId));
    state.entries.length = Math.min(state.entries.length, keep);
    state.sequences.length = state.entries.length;
    durable = Math.min(durable, lastOf(state).logId);
  };
  const saveSlots = (done: DiskCallback): void => {
    slots.save({ promised: state.promised, claim: state.claim }, done);
  };

  /** Takes effect on disk with the next flush, before any record written after it. */
  const setClaim = (claim: LogPosition): void => {
    state.claim = claim;
    writer.write({ kind: 'recovery-claim', ...claim, previousBallot: 0, payload: noPayload });
    saveSlots(haltOnError);
  };

  return {
    writer,
    base: () => state.base,
    last: () => lastOf(state),
    durableLogId,
    ballotAt,
    truncateFrom,
    promised: () => state.promised,
    claim: () => state.claim,
    entryAt: (logId) => state.entries[indexOf(logId)],
    read: (fromLogId, maximumBytes) => {
      const entries: LogEntry[] = [];
      let bytes = 0;
      for (let index = indexOf(fromLogId); index >= 0 && index < state.entries.length; index += 1) {
        const entry = state.entries[index] as LogEntry;
        bytes += entry.command.length;
        if (entries.length > 0 && bytes > maximumBytes) break;
        entries.push(entry);
      }
      return entries;
    },
    append: (entries) => {
      let previousBallot = lastOf(state).ballot;
      for (const entry of entries) {
        const { ballot, logId, command } = entry;
        state.entries.push(entry);
        state.sequences.push(
          writer.write({ kind: 'entry', logId, ballot, previousBallot, payload: command }),
        );
        previousBallot = ballot;
      }
      writer.flush();
    },
    rebase: (position, done) => {
      const keep = ballotAt(position.logId) === position.ballot;
      if (position.logId < state.base.logId) setClaim(joinClaims(state.claim, lastOf(state)));
      const content: RecordContent = {
        kind: 'snapshot-mark',
        ...position,
        previousBallot: 0,
        payload: noPayload,
      };
      const sequence = writer.write(content);
      if (!keep) {
        state.base = { ballot: position.ballot, logId: position.logId };
        state.entries = [];
        state.sequences = [];
        durable = position.logId;
      }
      writer.whenDurable(sequence, done);
      writer.flush();
    },
    trim: (logId) => {
      const count = Math.min(indexOf(logId) + 1, state.entries.length);
      const last = count > 0 ? state.entries[count - 1] : undefined;
      if (last === undefined) return;
      durableLogId();
      state.base = { ballot: last.ballot, logId: last.logId };
      state.entries.splice(0, count);
      state.sequences.splice(0, count);
      durable = Math.max(durable, state.base.logId);
      writer.dropSegments(logId);
    },
    savePromise: (ballot, done) => {
      state.promised = Math.max(state.promised, ballot);
      let outstanding = 2;
      const one = (): void => {
        outstanding -= 1;
        if (outstanding === 0) done();
      };
      const promise: RecordContent = {
        kind: 'promise',
        logId: 0,
        ballot,
        previousBallot: 0,
        payload: noPayload,
      };
      writer.whenDurable(writer.write(promise), one);
      writer.flush();
      saveSlots((error) => {
        haltOnError(error);
        if (error === null) one();
      });
    },
    clearClaim: () => {
      setClaim(emptyPosition);
      writer.flush();
    },
  };
}
