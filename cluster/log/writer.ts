// Appends records to the current segment with group commit: while one sync runs, later records gather and go out
// together with the next. Begins a new segment when one is full; seals the log when it falls idle.

import type { DiskError, DiskFile, Env } from '../env.ts';
import type { LogPosition } from '../messages.ts';
import { segmentName } from './file-names.ts';
import { encodeRecords, headerBytes, highestLogId, type LogRecord, onlyStream } from './record.ts';
import type { SegmentSummary } from './recovery.ts';
import { createSlab } from './slab.ts';
import { runSteps } from './steps.ts';

export type RecordContent = Pick<LogRecord, 'kind' | 'logId' | 'ballot' | 'previousBallot' | 'payload'>;

export interface LogWriter {
  /** Queues a record and returns its sequence; `flush` sends the queue on its way. */
  write(content: RecordContent): number;
  /** Starts writing what is queued, unless a sync is running: then it goes out with the next. */
  flush(): void;
  /** Every record up to this sequence is on disk. */
  durableSequence(): number;
  /** Calls back once everything up to `sequence` is durable. */
  whenDurable(sequence: number, callback: () => void): void;
  /** Bytes queued and not yet durable. */
  backlogBytes(): number;
  /** How long the running sync has been running; 0 when none is. */
  flushingMs(): number;
  /** Lets later records go into a new segment; returns the sequence of its header, which `flush` sends on its way. */
  finishSegment(): number;
  /** Removes whole segments that hold only entries up to `logId`. */
  dropSegments(logId: number): void;
  readonly counters: { syncs: number; bytes: number; segments: number };
}

export interface WriterStart {
  readonly file: DiskFile;
  /** All segments; the last one is the open one. */
  readonly segments: readonly SegmentSummary[];
  readonly nextSequence: number;
  readonly segmentBytes: number;
  /** Called after each sync. */
  readonly onDurable: () => void;
  /** The format that records are written in from now on. */
  readonly format: () => number;
  /** Where the log stands, for seals. */
  readonly last: () => LogPosition;
  /** Records that must follow every segment header, which carries `promised`. */
  readonly carryOver: () => { readonly promised: number; readonly records: readonly RecordContent[] };
}

/** What was durable is written down when the record goes out, not when it is queued. */
type QueuedRecord = LogRecord & { durableSequence: number };

const sealDelayMs = 20;

/** Wraps the open segment. A disk error halts the node: what an earlier sync left behind is unknown then. */
export function createLogWriter(env: Env, start: WriterStart): LogWriter {
  const segments: { -readonly [Field in keyof SegmentSummary]: SegmentSummary[Field] }[] = start.segments.map(
    (segment) => ({ ...segment }),
  );
  let file = start.file;
  let queue: QueuedRecord[] = [];
  let waiters: { sequence: number; callback: () => void }[] = [];
  let nextSequence = start.nextSequence;
  let durableSequence = nextSequence - 1;
  let lastQueued: LogPosition = start.last();
  let queuedSegmentBytes = segments.at(-1)?.bytes ?? 0;
  let backlogBytes = 0;
  let flushStartMs = -1;
  let dropping = false;
  let headerDurable = true;
  let sealAwaited = false;
  const allocate = createSlab();
  const counters = { syncs: 0, bytes: 0, segments: segments.length };

  const failed = (error: DiskError | null, what: string): boolean => {
    if (error === null) return false;
    env.halt(`The log could not be written: ${what} failed with ${error.code ?? error.message}.`);
    return true;
  };

  const enqueue = ({ kind, logId, ballot, previousBallot, payload }: RecordContent): number => {
    const sequence = nextSequence;
    const stream = onlyStream;
    const format = start.format();
    queue.push({ kind, format, stream, sequence, durableSequence, logId, ballot, previousBallot, payload });
    nextSequence += 1;
    if (kind === 'entry' || kind === 'snapshot-mark') lastQueued = { ballot, logId };
    const bytes = headerBytes + payload.length;
    queuedSegmentBytes += bytes;
    backlogBytes += bytes;
    return sequence;
  };
  const beginSegment = (): number => {
    const { promised, records } = start.carryOver();
    queuedSegmentBytes = 0;
    const header = enqueue({
      kind: 'segment',
      ...lastQueued,
      previousBallot: promised,
      payload: new Uint8Array(1),
    });
    for (const record of records) enqueue(record);
    return header;
  };

  /** The queue up to the next segment header, which must begin a file of its own. */
  const takeBatch = (): QueuedRecord[] => {
    const nextHeader = queue.findIndex((record, index) => index > 0 && record.kind === 'segment');
    const batch = nextHeader === -1 ? queue : queue.slice(0, nextHeader);
    queue = nextHeader === -1 ? [] : queue.slice(nextHeader);
    return batch;
  };
  const encodeBatch = (batch: readonly QueuedRecord[]): Uint8Array => {
    for (const record of batch) record.durableSequence = durableSequence;
    const bytes = encodeRecords(batch, allocate);
    const current = segments.at(-1);
    if (current !== undefined) {
      current.bytes += bytes.length;
      current.maxLogId = Math.max(current.maxLogId, highestLogId(batch));
    }
    counters.bytes += bytes.length;
    return bytes;
  };

  const flush = (): void => {
    if (flushStartMs >= 0 || queue.length === 0) return;
    flushStartMs = env.clock.monotonicMs();
    const batch = takeBatch();
    if (batch[0]?.kind === 'segment' && (segments.at(-1)?.bytes ?? 0) > 0)
      openNextSegment(() => writeBatch(batch));
    else writeBatch(batch);
  };
  const openNextSegment = (then: () => void): void => {
    const number = (segments.at(-1)?.number ?? 0) + 1;
    const previous = file;
    runSteps(
      [
        // The seal at its end may not be synced yet; a finished segment must be readable to its end.
        (next) => previous.sync(next),
        (next) => previous.close(next),
        (next) =>
          env.disk.open(segmentName(number), (error, opened) => {
            if (opened !== null) file = opened;
            next(error);
          }),
        (next) => env.disk.syncDirectory(next),
      ],
      (error) => {
        if (failed(error, `creating ${segmentName(number)}`)) return;
        segments.push({ number, bytes: 0, maxLogId: 0 });
        headerDurable = false;
        counters.segments += 1;
        then();
      },
    );
  };
  const writeBatch = (batch: readonly LogRecord[]): void => {
    const bytes = encodeBatch(batch);
    const lastSequence = batch.at(-1)?.sequence ?? durableSequence;
    file.append(bytes, (error) => {
      failed(error, 'append');
    });
    file.sync((error) => {
      if (failed(error, 'fsync')) return;
      counters.syncs += 1;
      headerDurable = true;
      durableSequence = lastSequence;
      backlogBytes -= bytes.length;
      flushStartMs = -1;
      callWaiters();
      start.onDurable();
      flush();
      if (queue.length === 0 && flushStartMs < 0) sealSoon();
    });
  };
  const callWaiters = (): void => {
    const ready = waiters.filter(({ sequence }) => sequence <= durableSequence);
    if (ready.length === 0) return;
    waiters = waiters.filter(({ sequence }) => sequence > durableSequence);
    for (const { callback } of ready) callback();
  };
  /** One timer at a time: a busy log sets it again when it comes, not at every sync. */
  const sealSoon = (): void => {
    if (sealAwaited) return;
    sealAwaited = true;
    const sealed = nextSequence;
    env.clock.after(sealDelayMs, () => {
      sealAwaited = false;
      // The sync that is to come, or runs, sets the timer again.
      if (flushStartMs >= 0 || queue.length > 0) return;
      if (nextSequence !== sealed) {
        sealSoon();
        return;
      }
      enqueue({ kind: 'seal', ...start.last(), previousBallot: 0, payload: new Uint8Array(0) });
      const bytes = encodeBatch(takeBatch());
      backlogBytes -= bytes.length;
      file.append(bytes, (error) => {
        failed(error, 'append');
      });
    });
  };

  const dropSegments = (logId: number): void => {
    const oldest = segments[0];
    if (dropping || !headerDurable || oldest === undefined || segments.length < 2) return;
    if (oldest.maxLogId > logId) return;
    dropping = true;
    // One at a time, the directory synced in between: a hole among the segments would look like damage.
    runSteps(
      [(next) => env.disk.remove(segmentName(oldest.number), next), (next) => env.disk.syncDirectory(next)],
      (error) => {
        if (failed(error, `removing ${segmentName(oldest.number)}`)) return;
        segments.shift();
        dropping = false;
        dropSegments(logId);
      },
    );
  };

  return {
    counters,
    durableSequence: () => durableSequence,
    backlogBytes: () => backlogBytes,
    flushingMs: () => (flushStartMs < 0 ? 0 : env.clock.monotonicMs() - flushStartMs),
    dropSegments,
    finishSegment: beginSegment,
    flush,
    write: (content) => {
      if (queuedSegmentBytes >= start.segmentBytes) beginSegment();
      return enqueue(content);
    },
    whenDurable: (sequence, callback) => {
      if (sequence <= durableSequence) callback();
      else waiters.push({ sequence, callback });
    },
  };
}
