// What a node writes down before it is a member: the number by which it asked to become one, and those of all bootstrap
// members once they are known. Beside a log the file only serves to answer others.

import type { Disk, DiskCallback, NodeName } from '../env.ts';
import { firstFormat } from '../versions.ts';
import { ballotSlotNames, bootstrapName, segmentNumbers, snapshotLogIds } from './file-names.ts';
import { decodeRecord, encodeRecords, onlyStream } from './record.ts';
import { runSteps } from './steps.ts';
import { writeWholeFile } from './whole-file.ts';

export interface BootstrapRecord {
  /** The number this node asks by. */
  readonly own: number;
  /** The numbers all nodes asked by when none had been a member; `null` while that is not known. */
  readonly bootstrapMembers: Readonly<Record<NodeName, number>> | null;
}

/** What a directory says of a node's past. */
export interface Past {
  /** There is a log, a promise or a snapshot: this node has been a member. */
  readonly hasLived: boolean;
  /** `null` where there is none, or none that can be read. */
  readonly record: BootstrapRecord | null;
}

/** Looks at the directory; changes nothing. */
export function readBootstrap(disk: Disk, done: (error: Error | null, past: Past) => void): void {
  let names: readonly string[] = [];
  let content: Uint8Array | null = null;
  runSteps(
    [
      (next) =>
        disk.list((error, listed) => {
          names = listed;
          next(error);
        }),
      (next) =>
        disk.read(bootstrapName, (error, read) => {
          content = read;
          next(error);
        }),
    ],
    (error) => {
      const hasLived =
        segmentNumbers(names).length > 0 ||
        snapshotLogIds(names).length > 0 ||
        ballotSlotNames.some((name) => names.includes(name));
      done(error, { hasLived, record: content === null ? null : decode(content) });
    },
  );
}

/** Makes the record durable. One call at a time. */
export function saveBootstrap(
  disk: Disk,
  { own, bootstrapMembers }: BootstrapRecord,
  done: DiskCallback,
): void {
  const content = encodeRecords([
    {
      kind: 'bootstrap',
      // Read before any format is known.
      format: firstFormat,
      stream: onlyStream,
      sequence: own,
      durableSequence: 0,
      logId: 0,
      ballot: 0,
      previousBallot: 0,
      payload: new TextEncoder().encode(JSON.stringify(bootstrapMembers)),
    },
  ]);
  writeWholeFile(disk, bootstrapName, content, done);
}

function decode(content: Uint8Array): BootstrapRecord | null {
  const record = decodeRecord(content, 0)?.record;
  if (record?.kind !== 'bootstrap') return null;
  const bootstrapMembers = JSON.parse(
    new TextDecoder().decode(record.payload),
  ) as BootstrapRecord['bootstrapMembers'];
  return { own: record.sequence, bootstrapMembers };
}
