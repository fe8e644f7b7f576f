// Decides what the segments on disk amount to, without touching them. The hard question is the first record that
// cannot be read: a torn tail was never acknowledged and may be cut; anything that was once synced must not be.

import type { LogPosition } from '../messages.ts';
import { emptyPosition, furthestPosition } from '../paxos/ballot.ts';
import { firstFormat } from '../versions.ts';
import { headerBytes, highestLogId, type LogRecord, newestFormat } from './record.ts';
import { emptyReplayedLog, isFresh, lastPosition, type ReplayedLog, replayRecord } from './replay.ts';
import { type SegmentScan, scanSegment } from './scan.ts';

export interface SegmentContent {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** Highest LogID that can be written; in a claim it means "unknown how far". */
export const unboundedLogId = Number.MAX_SAFE_INTEGER;

/** What a node claims whose disk was wiped: it may have acknowledged anything, and does not even know its promise. */
export const wipedClaim: LogPosition = { ballot: 0, logId: unboundedLogId - 1 };

export function isWipedClaim(claim: LogPosition): boolean {
  return claim.logId === wipedClaim.logId && claim.ballot === wipedClaim.ballot;
}

/** The claim that covers both. Damage on top does not bring back what a wiped disk has forgotten. */
export function joinClaims(left: LogPosition, right: LogPosition): LogPosition {
  return isWipedClaim(left) || isWipedClaim(right) ? wipedClaim : furthestPosition(left, right);
}

export interface SegmentSummary {
  readonly number: number;
  readonly bytes: number;
  /** Highest LogID among its entries, or of the position its header names. */
  readonly maxLogId: number;
}

export type RecoveryVerdict =
  | { readonly kind: 'intact' }
  /** The last segment is to be cut to `keepBytes`. */
  | { readonly kind: 'torn-tail'; readonly keepBytes: number; readonly cutBytes: number }
  /** Synced records are lost. `claim`: the highest position they may have held. */
  | { readonly kind: 'damage'; readonly reason: string; readonly claim: LogPosition };

export interface Recovery {
  readonly log: ReplayedLog;
  readonly segments: readonly SegmentSummary[];
  readonly verdict: RecoveryVerdict;
  /** Highest sequence seen anywhere, readable rest included; new records must go beyond it. */
  readonly highestSequence: number;
  /** Newest format of all records seen anywhere. */
  readonly newestFormat: number;
}

/** What other files say. */
export interface KnownElsewhere {
  /** The promise in the ballot slots: above 0, the log once existed. */
  readonly promised: number;
  /** LogID of the newest snapshot, 0 when there never was one; `null` when one is unreadable. */
  readonly snapshotLogId: number | null;
}

/**
 * Reads the segments of one node.
 * @param found all segments, ascending by number
 */
export function recoverLog(found: readonly SegmentContent[], known: KnownElsewhere): Recovery {
  const contents = found.slice(lastFreshIndex(found));
  const log = emptyReplayedLog();
  const segments: SegmentSummary[] = [];
  const scans: SegmentScan[] = [];
  let verdict: RecoveryVerdict = { kind: 'intact' };
  for (const [index, content] of contents.entries()) {
    const missing = index > 0 && content.number !== (contents[index - 1] as SegmentContent).number + 1;
    const scan = scanSegment(content.bytes, index === 0 ? 0 : log.lastSequence + 1);
    scans.push(scan);
    if (verdict.kind === 'damage') continue;
    const badRecord = missing ? scan.records[0] : replayAll(log, scan.records);
    segments.push({ number: content.number, bytes: scan.validBytes, maxLogId: highestLogId(scan.records) });
    const last = index === contents.length - 1;
    const reason = missing
      ? `the segment before ${content.number} is missing`
      : damageReason(scan, log, last, badRecord !== undefined, known.promised);
    if (reason !== null) verdict = { kind: 'damage', reason, claim: emptyPosition };
    else if (scan.validBytes < scan.totalBytes) {
      verdict = {
        kind: 'torn-tail',
        keepBytes: scan.validBytes,
        cutBytes: scan.totalBytes - scan.validBytes,
      };
    }
  }
  if (contents.length === 0 && known.promised > 0) {
    verdict = { kind: 'damage', reason: 'the log files are gone', claim: emptyPosition };
  }
  if (verdict.kind === 'damage') verdict = { ...verdict, claim: claimAfterDamage(log, scans, known) };
  const formats = scans.map(({ records, rest }) => Math.max(newestFormat(records), newestFormat(rest)));
  return {
    log,
    segments,
    verdict,
    highestSequence: highestSequence(log, scans),
    newestFormat: Math.max(firstFormat, ...formats),
  };
}

/** Replays until a record does not fit; returns that record. */
function replayAll(log: ReplayedLog, records: readonly LogRecord[]): LogRecord | undefined {
  return records.find((record) => !replayRecord(log, record));
}

function lastFreshIndex(contents: readonly SegmentContent[]): number {
  for (let index = contents.length - 1; index > 0; index -= 1) {
    const header = scanSegment((contents[index] as SegmentContent).bytes.subarray(0, 57), 0).records[0];
    if (header !== undefined && isFresh(header)) return index;
  }
  return 0;
}

/**
 * Why the unreadable part of a segment must count as damage; `null` for a torn tail or a whole segment.
 * A segment is only begun once the one before it is synced, and every record says what was synced before it.
 */
function damageReason(
  scan: SegmentScan,
  log: ReplayedLog,
  last: boolean,
  misfit: boolean,
  promisedElsewhere: number,
): string | null {
  if (misfit) return `record ${log.lastSequence} does not follow the entries before it`;
  if (scan.validBytes === scan.totalBytes && scan.totalBytes > 0) return null;
  if (!last) return 'it is unreadable in a segment that was finished';
  if (scan.validBytes === 0 && log.lastSequence === 0) {
    // The only segment. Its header is synced with the first batch, before a promise and before older segments go.
    if (scan.rest.some((record) => record.durableSequence > 0)) return 'its beginning is unreadable';
    return promisedElsewhere > 0 ? 'nothing of it is readable, though this node has promised a ballot' : null;
  }
  const lost = log.lastSequence + 1;
  const witness = scan.rest.find((record) => record.durableSequence >= lost);
  if (witness === undefined) return null;
  return `record ${lost} is unreadable, though record ${witness.sequence} says that it was synced`;
}

/**
 * The highest position this node may have acknowledged. A log's last position only ever grows, so the last record that
 * tells it covers everything before; of what cannot be read behind that record, each might have been one more entry.
 */
function claimAfterDamage(
  log: ReplayedLog,
  scans: readonly SegmentScan[],
  known: KnownElsewhere,
): LogPosition {
  let last = joinClaims(lastPosition(log), log.claim);
  let ballot = Math.max(known.promised, log.promised);
  let sequence = log.lastSequence;
  let unreadable = 0;
  for (const record of scans.flatMap((scan) => [...scan.records, ...scan.rest])) {
    ballot = Math.max(ballot, record.ballot);
    if (record.sequence <= log.lastSequence) continue;
    unreadable += Math.max(0, record.sequence - sequence - 1);
    sequence = record.sequence;
    if (record.kind === 'recovery-claim') last = joinClaims(last, record);
    if (record.kind !== 'entry' && record.kind !== 'seal') continue;
    last = joinClaims(last, record);
    unreadable = 0;
  }
  const readableAtAll = scans.some(({ records, rest }) => records.length + rest.length > 0);
  if (isWipedClaim(last)) return wipedClaim;
  if (!readableAtAll || known.snapshotLogId === null) return { ballot, logId: unboundedLogId };
  unreadable += Math.ceil((scans.at(-1)?.unreadableEndBytes ?? 0) / headerBytes);
  if (unreadable === 0) return { ballot: last.ballot, logId: last.logId };
  return { ballot, logId: Math.min(unboundedLogId, Math.max(last.logId, known.snapshotLogId) + unreadable) };
}

function highestSequence(log: ReplayedLog, scans: readonly SegmentScan[]): number {
  let highest = log.lastSequence;
  for (const scan of scans) {
    for (const record of scan.records) highest = Math.max(highest, record.sequence);
    for (const record of scan.rest) highest = Math.max(highest, record.sequence);
  }
  return highest;
}
