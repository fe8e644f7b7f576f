// A data directory of a format that this build does not know is refused and left exactly as it is.

import { describe, expect, test } from 'vitest';
import { encodeRecords, type LogRecord, onlyStream } from '../../../cluster/log/record.ts';
import { createSingleLog, entryAt, type SingleLog } from './single-log.ts';

const refusal =
  'The data directory is of format 2, but this build reads format 1: start a build that knows format 2.';

function recordOf(kind: LogRecord['kind'], format: number): Uint8Array {
  const positions = { sequence: 1, durableSequence: 0, logId: 3, ballot: 16, previousBallot: 16 };
  return encodeRecords([{ kind, format, stream: onlyStream, ...positions, payload: new Uint8Array(1) }]);
}

/** A directory with a few entries, its node stopped. */
function writtenLog(): SingleLog {
  const single = createSingleLog(3);
  single.open()?.log.append([entryAt(1, 16), entryAt(2, 16)]);
  single.runFor(500);
  single.simulation.processes.kill(0);
  return single;
}

const filesOf = (single: SingleLog): Record<string, string> =>
  Object.fromEntries(
    single.files.names().map((name) => [name, Buffer.from(single.content(name)).toString('hex')]),
  );

describe('a start on a directory', () => {
  test.each([
    ['a log segment', 'log-00000009', 'segment'],
    ['a ballot slot', 'ballot-a', 'ballot-slot'],
    ['a snapshot', 'snapshot-0000000000000003', 'snapshot'],
  ] as const)('with %s of a newer format halts and changes nothing', (_what, name, kind) => {
    const single = writtenLog();
    single.overwrite(name, recordOf(kind, 2));
    single.overwrite('snapshot-0000000000000001', Uint8Array.of(1, 2, 3));
    const before = filesOf(single);
    expect(single.open()).toBeNull();
    expect(single.haltReason()).toBe(refusal);
    expect(filesOf(single)).toEqual(before);
  });

  test('with a record of a kind that only a newer format has halts and changes nothing', () => {
    const single = writtenLog();
    const name = single.files.names().find((candidate) => candidate.startsWith('log-')) ?? '';
    single.overwrite(name, Buffer.concat([single.content(name), recordOf('unknown', 2)]));
    const before = filesOf(single);
    expect(single.open()).toBeNull();
    expect(single.haltReason()).toBe(refusal);
    expect(filesOf(single)).toEqual(before);
  });

  test('of the first format goes on', () => {
    const single = writtenLog();
    expect(single.open()?.log.last().logId).toBe(2);
    expect(single.opened()?.format()).toBe(1);
  });
});
