// Opens a node's directory: reads, judges, rewrites what may be kept, and hands over a log ready to be written to.
// What must not be mended (a promise that may be forgotten) halts the node with the reason.

import type { DiskError, DiskFile, Env } from '../env.ts';
import type { LogPosition } from '../messages.ts';
import { comparePositions } from '../paxos/ballot.ts';
import { defaultTimings } from '../timings.ts';
import { firstFormat, refusalOf } from '../versions.ts';
import { type BallotSlots, createBallotSlots, readSlots, type SlotsRead } from './ballot-slots.ts';
import { ballotSlotNames, segmentName, segmentNumbers } from './file-names.ts';
import { carriedOver, createReplicatedLog, type LogState, lastOf, type ReplicatedLog } from './log.ts';
import {
  isWipedClaim,
  type Recovery,
  recoverLog,
  type SegmentContent,
  type SegmentSummary,
  wipedClaim,
} from './recovery.ts';
import { ballotIn } from './replay.ts';
import { rewriteLog } from './rewrite.ts';
import { loadSnapshot, type SnapshotsFound, type StoredSnapshot, setAside } from './snapshot-store.ts';
import { runSteps, type Step } from './steps.ts';
import { type ReadFile, readFiles, readOnce, readSurely } from './whole-file.ts';
import { createLogWriter, type LogWriter } from './writer.ts';

export interface OpenedLog {
  readonly log: ReplicatedLog;
  /** The newest readable snapshot; `null` where there is none. */
  readonly snapshot: StoredSnapshot | null;
  /** True when the log does not reach back to the snapshot: the state has to come from a peer. */
  readonly stateLost: boolean;
  /** Sequence of the record of this start: higher than that of every start on this disk since it was empty. */
  readonly startSequence: number;
  /** False on a directory that never held anything, as far as is known: this node has promised and granted nothing yet. */
  readonly existedBefore: boolean;
  /** The format that everything is written in from now on. */
  readonly format: () => number;
}

export interface OpenOptions {
  readonly segmentBytes: number;
  /** The directory was emptied, and this node is not to trust what it does not know. */
  readonly wiped: boolean;
  /** Called after each sync of the log. */
  readonly onDurable: () => void;
  /** The format that this node knows the cluster to have agreed on; the disk may know of a newer one. */
  readonly format: () => number;
}

export const defaultOpenOptions: OpenOptions = {
  segmentBytes: defaultTimings.segmentBytes,
  wiped: false,
  onDurable: () => {},
  format: () => firstFormat,
};

interface DirectoryContent {
  readonly segments: readonly SegmentContent[];
  readonly slots: SlotsRead;
  readonly snapshots: SnapshotsFound;
}

/** Reads the log of this node and calls back once its start is recorded durably; halts when it must not run. */
export function openLog(env: Env, options: OpenOptions, done: (opened: OpenedLog) => void): void {
  const open = (read: ReadFile): void => {
    readDirectory(env, read, (error, content) => {
      if (error !== null) {
        env.halt(`The data directory could not be read: ${error.message}.`);
        return;
      }
      const recovery = judge(content);
      if (read === readSurely || isWhole(content, recovery))
        return openJudged(env, options, content, recovery, done);
      // The disk may have read wrong. Nothing is cut, set aside or given up for a single reading.
      env.sometimes('read-again');
      open(readSurely);
    });
  };
  open(readOnce);
}

function judge({ slots, snapshots, segments }: DirectoryContent): Recovery {
  const snapshotLogId = snapshots.damagedNames.length > 0 ? null : (snapshots.snapshot?.position.logId ?? 0);
  return recoverLog(segments, { promised: slots.promised, snapshotLogId });
}

function isWhole({ slots, snapshots }: DirectoryContent, { verdict }: Recovery): boolean {
  return verdict.kind === 'intact' && slots.damagedCount === 0 && snapshots.damagedNames.length === 0;
}

function readDirectory(
  env: Env,
  read: ReadFile,
  done: (error: Error | null, content: DirectoryContent) => void,
): void {
  let numbers: readonly number[] = [];
  let names: readonly string[] = [];
  let contents: readonly (Uint8Array | null)[] = [];
  let snapshots: SnapshotsFound = { snapshot: null, damagedNames: [], newestFormat: firstFormat };
  runSteps(
    [
      (next) =>
        env.disk.list((error, listed) => {
          names = listed;
          numbers = segmentNumbers(names);
          next(error);
        }),
      (next) =>
        readFiles(env.disk, [...ballotSlotNames, ...numbers.map(segmentName)], read, (error, found) => {
          contents = found;
          next(error);
        }),
      (next) =>
        loadSnapshot(env.disk, names, read, (error, found) => {
          snapshots = found;
          next(error);
        }),
    ],
    (error) => {
      const segments = numbers.map((number, index) => ({
        number,
        bytes: contents[index + ballotSlotNames.length] ?? new Uint8Array(0),
      }));
      const slots = readSlots(contents.slice(0, ballotSlotNames.length));
      done(error, { segments, slots, snapshots });
    },
  );
}

function openJudged(
  env: Env,
  options: OpenOptions,
  content: DirectoryContent,
  recovery: Recovery,
  done: (opened: OpenedLog) => void,
): void {
  const { slots, snapshots } = content;
  const found = Math.max(recovery.newestFormat, slots.newestFormat, snapshots.newestFormat);
  const refusal = refusalOf(found, 'The data directory is of');
  if (refusal !== null) {
    env.halt(refusal);
    return;
  }
  const format = (): number => Math.max(found, options.format());
  if (
    slots.damagedCount === ballotSlotNames.length ||
    (slots.damagedCount > 0 && recovery.verdict.kind === 'damage')
  ) {
    env.halt(
      'The promised ballot cannot be read for certain: ballot slots are damaged. Restore this node from its peers.',
    );
    return;
  }
  if (slots.damagedCount > 0) env.logger.error('ballot-slot-damaged', { promised: recovery.log.promised });
  for (const name of snapshots.damagedNames) env.logger.error('snapshot-damaged', { name });
  if (options.wiped) recovery.log.claim = wipedClaim;
  const { verdict } = recovery;
  if (verdict.kind === 'damage') {
    env.logger.error('log-damaged', { reason: verdict.reason, claim: verdict.claim });
    env.sometimes('damage-found');
  } else if (verdict.kind === 'torn-tail') {
    env.logger.warn('torn-tail-cut', { keptBytes: verdict.keepBytes, cutBytes: verdict.cutBytes });
    env.sometimes('torn-tail-cut');
  }
  setAside(env.disk, snapshots.damagedNames, (error) => {
    if (error !== null) env.halt(`A damaged snapshot could not be set aside: ${error.message}.`);
    else
      rewriteLog(env, recovery, slots, content.segments, format(), (state, segments, nextSequence) => {
        openForWriting(env, { ...options, format }, content, state, segments, nextSequence, done);
      });
  });
}

function openForWriting(
  env: Env,
  options: OpenOptions,
  content: DirectoryContent,
  state: LogState,
  segments: readonly SegmentSummary[],
  nextSequence: number,
  done: (opened: OpenedLog) => void,
): void {
  const name = segmentName(segments.at(-1)?.number ?? 1);
  env.disk.open(name, (error: DiskError | null, file: DiskFile | null) => {
    if (error !== null || file === null) {
      env.halt(`${name} could not be opened: ${error?.message ?? 'no file'}.`);
      return;
    }
    const writer = createLogWriter(env, {
      file,
      segments,
      nextSequence,
      segmentBytes: options.segmentBytes,
      onDurable: options.onDurable,
      format: options.format,
      last: () => lastOf(state),
      carryOver: () => carriedOver(state),
    });
    const slots = createBallotSlots(env.disk, content.slots.generation, options.format);
    recordStart(env, state, writer, slots, content, (opened) => done({ ...opened, format: options.format }));
  });
}

/** Writes what the beginning of this life has to leave on disk before anything else happens. */
function recordStart(
  env: Env,
  state: LogState,
  writer: LogWriter,
  slots: BallotSlots,
  content: DirectoryContent,
  done: (opened: Omit<OpenedLog, 'format'>) => void,
): void {
  const noPayload = new Uint8Array(0);
  const { snapshot } = content.snapshots;
  if (snapshot !== null && !holds(state, snapshot.position)) {
    env.logger.warn('log-restarts-behind-snapshot', { snapshot: snapshot.position, last: lastOf(state) });
    writer.write({ kind: 'snapshot-mark', ...snapshot.position, previousBallot: 0, payload: noPayload });
    state.base = snapshot.position;
    state.entries = [];
    state.sequences = [];
  }
  const startSequence = writer.write({
    kind: 'start',
    logId: 0,
    ballot: 0,
    previousBallot: 0,
    payload: noPayload,
  });
  const log = createReplicatedLog(env, state, writer, slots);
  const opened: Omit<OpenedLog, 'format'> = {
    log,
    snapshot,
    stateLost: (snapshot?.position.logId ?? 0) < state.base.logId,
    startSequence,
    existedBefore:
      isWipedClaim(state.claim) ||
      content.slots.generation > 0 ||
      content.segments.some(({ bytes }) => bytes.length > 0),
  };
  // A promise that an earlier life got into the log alone must not stay there alone.
  const slotsLag =
    content.slots.damagedCount > 0 ||
    content.slots.promised !== state.promised ||
    comparePositions(content.slots.claim, state.claim) !== 0;
  const saveSlots: Step = (next) => {
    if (slotsLag) slots.save({ promised: state.promised, claim: state.claim }, next);
    else next(null);
  };
  runSteps([(next) => env.disk.syncDirectory(next), saveSlots], (error) => {
    if (error !== null) env.halt(`The data directory could not be made durable: ${error.message}.`);
    else {
      writer.whenDurable(startSequence, () => done(opened));
      writer.flush();
    }
  });
}

/** True when the log contains the very entry a snapshot stands for, or begins behind it. */
function holds(state: LogState, position: LogPosition): boolean {
  return (
    position.logId < state.base.logId ||
    ballotIn({ ...state, lastSequence: 0 }, position.logId) === position.ballot
  );
}
