// After damage: what can be read before it becomes a new segment together with a claim (how far this node may have
// acknowledged); the damaged files are kept aside, never cut. A crash at any point leaves either the old files, judged
// damaged again, or the new segment, whose header makes the old ones void.

import type { DiskCallback, Env } from '../env.ts';
import { comparePositions } from '../paxos/ballot.ts';
import type { SlotValue } from './ballot-slots.ts';
import { asidePrefix, segmentName } from './file-names.ts';
import type { LogState } from './log.ts';
import { encodeRecords, headerBytes, type LogRecord, onlyStream } from './record.ts';
import type { Recovery, SegmentContent, SegmentSummary } from './recovery.ts';
import { lastPosition } from './replay.ts';
import { runSteps } from './steps.ts';
import { writeWholeFile } from './whole-file.ts';

/** Writes the new segment, moves the old ones aside and hands over the state to go on with. */
export function rebuildLog(
  env: Env,
  recovery: Recovery,
  slots: SlotValue,
  found: readonly SegmentContent[],
  done: (state: LogState, segments: readonly SegmentSummary[], nextSequence: number) => void,
): void {
  const { log, verdict } = recovery;
  const damageClaim = verdict.kind === 'damage' ? verdict.claim : log.claim;
  const claim = comparePositions(slots.claim, damageClaim) > 0 ? slots.claim : damageClaim;
  const promised = Math.max(log.promised, slots.promised);
  const state: LogState = {
    base: log.base,
    entries: log.entries,
    sequences: log.entries.map(() => 0),
    promised,
    claim,
  };
  // Beyond every sequence that unreadable bytes could have held: no sequence is ever used twice.
  const foundBytes = found.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const records = recordsOf(state, recovery.highestSequence + Math.ceil(foundBytes / headerBytes) + 1);
  const content = encodeRecords(records);
  const number = (found.at(-1)?.number ?? 0) + 1;
  const summary = { number, bytes: content.length, maxLogId: lastPosition(log).logId };
  runSteps(
    [
      (next) => writeWholeFile(env.disk, segmentName(number), content, next),
      ...found.map(({ number: old }) => (next: DiskCallback) => {
        env.disk.rename(segmentName(old), asidePrefix + segmentName(old), next);
      }),
      (next) => env.disk.syncDirectory(next),
    ],
    (error) => {
      if (error !== null) env.halt(`The damaged log could not be rebuilt: ${error.message}.`);
      else done(state, [summary], (records.at(-1)?.sequence ?? 0) + 1);
    },
  );
}

function recordsOf(state: LogState, firstSequence: number): LogRecord[] {
  let sequence = firstSequence;
  const make = (
    content: Pick<LogRecord, 'kind' | 'logId' | 'ballot' | 'previousBallot' | 'payload'>,
  ): LogRecord => ({
    ...content,
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
  const records = [header, make({ kind: 'repair-claim', ...state.claim, previousBallot: 0, payload: empty })];
  let previousBallot = state.base.ballot;
  for (const { logId, ballot, command } of state.entries) {
    records.push(make({ kind: 'entry', logId, ballot, previousBallot, payload: command }));
    previousBallot = ballot;
  }
  return records;
}
