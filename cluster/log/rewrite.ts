// Every start writes what it read into one new segment. So nothing rests on bytes that only the page cache holds (a
// failed fsync leaves them there, marked clean, and a restarted process reads them as if they were safe); and what
// damage has left is separated from what it has taken. A crash at any point leaves either the old files, judged again
// as before, or the new segment, whose header makes the old ones void.

import type { Env } from '../env.ts';
import type { SlotValue } from './ballot-slots.ts';
import { asidePrefix, segmentName } from './file-names.ts';
import type { LogState } from './log.ts';
import { encodeRecords, headerBytes, type LogRecord, onlyStream } from './record.ts';
import { joinClaims, type Recovery, type SegmentContent, type SegmentSummary } from './recovery.ts';
import { lastPosition } from './replay.ts';
import { runSteps, type Step } from './steps.ts';
import { writeWholeFile } from './whole-file.ts';

/**
 * Writes the new segment and hands over the state to go on with. Damaged files are kept aside under another name; the
 * log then carries a claim: how far this node may have acknowledged.
 */
export function rewriteLog(
  env: Env,
  recovery: Recovery,
  slots: SlotValue,
  found: readonly SegmentContent[],
  format: number,
  done: (state: LogState, segments: readonly SegmentSummary[], nextSequence: number) => void,
): void {
  const { log, verdict } = recovery;
  const damaged = verdict.kind === 'damage';
  const claim = damaged ? joinClaims(slots.claim, verdict.claim) : log.claim;
  const promised = Math.max(log.promised, slots.promised);
  const sequences = log.entries.map(() => 0);
  const state: LogState = { base: log.base, entries: log.entries, sequences, promised, claim };
  // Beyond every sequence that unreadable bytes could have held: no sequence is ever used twice.
  const foundBytes = found.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const firstSequence = recovery.highestSequence + Math.ceil(foundBytes / headerBytes) + 1;
  const records = recordsOf(state, firstSequence, format);
  const content = encodeRecords(records);
  const number = (found.at(-1)?.number ?? 0) + 1;
  const putAway = ({ number: old }: SegmentContent): Step => {
    const name = segmentName(old);
    return (next) => {
      if (damaged) env.disk.rename(name, asidePrefix + name, next);
      else env.disk.remove(name, next);
    };
  };
  runSteps(
    [
      (next) => writeWholeFile(env.disk, segmentName(number), content, next),
      ...found.map(putAway),
      (next) => env.disk.syncDirectory(next),
    ],
    (error) => {
      const summary = { number, bytes: content.length, maxLogId: lastPosition(log).logId };
      if (error !== null) env.halt(`The log could not be rewritten at the start: ${error.message}.`);
      else done(state, [summary], (records.at(-1)?.sequence ?? 0) + 1);
    },
  );
}

function recordsOf(state: LogState, firstSequence: number, format: number): LogRecord[] {
  let sequence = firstSequence;
  const make = (
    content: Pick<LogRecord, 'kind' | 'logId' | 'ballot' | 'previousBallot' | 'payload'>,
  ): LogRecord => ({
    ...content,
    format,
    stream: onlyStream,
    sequence: sequence++,
    durableSequence: firstSequence - 1,
  });
  const empty = new Uint8Array(0);
  const header = make({
    kind: 'segment',
    ...state.base,
    previousBallot: state.promised,
    payload: Uint8Array.of(1),
  });
  const records = [
    header,
    make({ kind: 'recovery-claim', ...state.claim, previousBallot: 0, payload: empty }),
  ];
  let previousBallot = state.base.ballot;
  for (const { logId, ballot, command } of state.entries) {
    records.push(make({ kind: 'entry', logId, ballot, previousBallot, payload: command }));
    previousBallot = ballot;
  }
  return records;
}
