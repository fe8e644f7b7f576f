// The promised ballot kept a second time, in two small files written in turn, so that damage in the log never makes a
// node forget whom it promised. The repair claim travels along.

import type { Disk, DiskCallback } from '../env.ts';
import type { LogPosition } from '../messages.ts';
import { emptyPosition } from '../paxos/ballot.ts';
import { ballotSlotNames } from './file-names.ts';
import { decodeRecord, encodeRecords, type LogRecord, newestFormat, onlyStream } from './record.ts';
import { writeWholeFile } from './whole-file.ts';

export interface SlotValue {
  readonly promised: number;
  readonly claim: LogPosition;
}

export interface SlotsRead extends SlotValue {
  /** Counts the writes; the higher one is newer. */
  readonly generation: number;
  /** Slots whose file exists but cannot be read. */
  readonly damagedCount: number;
  /** Newest format of the slots that can be read. */
  readonly newestFormat: number;
}

export interface BallotSlots {
  /** Makes `value` durable; a write that comes while another runs waits, and only the latest waiting one is written. */
  save(value: SlotValue, done: DiskCallback): void;
}

/** Judges the contents of the two files (`null`: no such file). */
export function readSlots(contents: readonly (Uint8Array | null)[]): SlotsRead {
  let newest = { promised: 0, claim: emptyPosition, generation: 0 };
  let damagedCount = 0;
  const records: LogRecord[] = [];
  for (const content of contents) {
    if (content === null) continue;
    const record = decodeRecord(content, 0)?.record;
    if (record !== undefined) records.push(record);
    if (record?.kind !== 'ballot-slot') damagedCount += 1;
    else if (record.sequence > newest.generation) {
      const claim = { ballot: record.previousBallot, logId: record.logId };
      newest = { promised: record.ballot, claim, generation: record.sequence };
    }
  }
  return { ...newest, damagedCount, newestFormat: newestFormat(records) };
}

/** Goes on from what `readSlots` found. @param format what slots are written in from now on */
export function createBallotSlots(disk: Disk, generationRead: number, format: () => number): BallotSlots {
  let generation = generationRead;
  let running = false;
  let waiting: { value: SlotValue; dones: DiskCallback[] } | null = null;

  const writeNext = (): void => {
    if (running || waiting === null) return;
    const { value, dones } = waiting;
    waiting = null;
    running = true;
    generation += 1;
    const content = encodeRecords([
      {
        kind: 'ballot-slot',
        format: format(),
        stream: onlyStream,
        sequence: generation,
        durableSequence: 0,
        logId: value.claim.logId,
        ballot: value.promised,
        previousBallot: value.claim.ballot,
        payload: new Uint8Array(0),
      },
    ]);
    writeWholeFile(disk, ballotSlotNames[generation % 2 === 0 ? 1 : 0], content, (error) => {
      running = false;
      for (const done of dones) done(error);
      writeNext();
    });
  };
  return {
    save: (value, done) => {
      waiting = { value, dones: [...(waiting?.dones ?? []), done] };
      writeNext();
    },
  };
}
