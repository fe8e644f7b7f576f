// Recovery against every single cut and every single flipped byte of a real segment.

import { describe, expect, test } from 'vitest';
import { segmentName, segmentNumbers } from '../../../cluster/log/file-names.ts';
import { encodeRecords, headerBytes, type LogRecord } from '../../../cluster/log/record.ts';
import { type Recovery, recoverLog } from '../../../cluster/log/recovery.ts';
import { lastPosition } from '../../../cluster/log/replay.ts';
import { comparePositions } from '../../../cluster/paxos/ballot.ts';
import { createSingleLog, entryAt } from './single-log.ts';

/** A segment of several synced batches (one of them replacing a suffix), sealed when the log fell idle. */
function sealedSegment(): Uint8Array {
  const single = createSingleLog(7);
  const { log } = single.open() ?? expect.fail('the log did not open');
  log.savePromise(16, () => {});
  log.append([entryAt(1, 16), entryAt(2, 16), entryAt(3, 16)]);
  single.runFor(100);
  log.savePromise(33, () => {});
  log.truncateFrom(3);
  log.append([entryAt(3, 33)]);
  log.append([entryAt(4, 33), entryAt(5, 33)]);
  single.runFor(100);
  return single.content('log-00000001');
}

const segment = sealedSegment();
const known = { promised: 33, snapshotLogId: 0 };
const nothingKnown = { promised: 0, snapshotLogId: 0 };
const recover = (bytes: Uint8Array): Recovery => recoverLog([{ number: 1, bytes }], known);
const whole = recover(segment);

test('a whole segment is intact and holds what was written last', () => {
  expect(whole.verdict).toEqual({ kind: 'intact' });
  expect(whole.log.entries.map(({ logId, ballot }) => `${logId}:${ballot}`)).toEqual([
    '1:16',
    '2:16',
    '3:33',
    '4:33',
    '5:33',
  ]);
  expect(whole.log.promised).toBe(33);
});

test('cut at any byte behind its header, it is a torn tail, and what is left is a prefix of its history', () => {
  for (let length = headerBytes + 1; length < segment.length; length += 1) {
    const { verdict, log } = recover(segment.subarray(0, length));
    expect(verdict.kind, `cut at ${length}`).not.toBe('damage');
    expect(log.lastSequence).toBeLessThan(whole.log.lastSequence);
    for (const [index, { logId, command }] of log.entries.entries()) {
      expect(logId).toBe(index + 1);
      expect(new TextDecoder().decode(command)).toMatch(new RegExp(`^command ${logId}/`));
    }
  }
});

test('any flipped byte before the seal is damage, and the claim covers all that was acknowledged', () => {
  const sealStart = segment.length - headerBytes;
  for (let place = 0; place < sealStart; place += 1) {
    const broken = segment.slice();
    broken[place] = (broken[place] as number) ^ 0x40;
    const { verdict } = recover(broken);
    expect(verdict.kind, `flipped ${place}`).toBe('damage');
    if (verdict.kind === 'damage') {
      expect(comparePositions(verdict.claim, lastPosition(whole.log))).toBeGreaterThanOrEqual(0);
    }
  }
});

test('a flipped byte in the seal loses nothing but the seal', () => {
  for (let place = segment.length - headerBytes; place < segment.length; place += 1) {
    const broken = segment.slice();
    broken[place] = (broken[place] as number) ^ 0x01;
    const { verdict, log } = recover(broken);
    expect(verdict.kind).toBe('torn-tail');
    expect(lastPosition(log)).toEqual(lastPosition(whole.log));
  }
});

describe('several segments', () => {
  const single = createSingleLog(8, 400);
  const { log } = single.open() ?? expect.fail('the log did not open');
  for (let logId = 1; logId <= 12; logId += 1) {
    log.append([entryAt(logId, 16)]);
    single.runFor(10);
  }
  const segments = segmentNumbers(single.files.names()).map((number) => ({
    number,
    bytes: single.content(segmentName(number)),
  }));

  test('together are intact', () => {
    expect(segments.length).toBeGreaterThan(2);
    expect(recoverLog(segments, nothingKnown).verdict.kind).toBe('intact');
    expect(recoverLog(segments, nothingKnown).log.entries).toHaveLength(12);
  });

  test('with one missing in the middle are damaged', () => {
    const without = segments.filter((_segment, index) => index !== 1);
    expect(recoverLog(without, nothingKnown).verdict).toMatchObject({
      kind: 'damage',
      claim: { ballot: 16, logId: 12 },
    });
  });

  test('with one torn that another follows are damaged', () => {
    const torn = segments.map(({ number, bytes }, index) =>
      index === 1 ? { number, bytes: bytes.subarray(0, bytes.length - 3) } : { number, bytes },
    );
    expect(recoverLog(torn, nothingKnown).verdict.kind).toBe('damage');
  });

  test('of which the first ones were dropped begin where the next header says', () => {
    const { verdict, log: rest } = recoverLog(segments.slice(1), nothingKnown);
    expect(verdict.kind).toBe('intact');
    expect(rest.base.logId).toBeGreaterThan(0);
    expect(lastPosition(rest)).toEqual({ ballot: 16, logId: 12 });
  });

  test('of which the last was only begun are intact', () => {
    const last = segments.at(-1)?.number ?? 0;
    expect(
      recoverLog([...segments, { number: last + 1, bytes: new Uint8Array(0) }], nothingKnown).verdict.kind,
    ).toBe('intact');
  });
});

test('a node that has promised but has no log at all knows that something is lost', () => {
  expect(recoverLog([], known).verdict.kind).toBe('damage');
  expect(recoverLog([], nothingKnown).verdict.kind).toBe('intact');
});

test('entries lost before a record that tells no position are counted into the claim', () => {
  const content = {
    format: 1,
    stream: 1,
    logId: 0,
    ballot: 0,
    previousBallot: 0,
    payload: new Uint8Array(1),
  };
  const records: LogRecord[] = [
    { ...content, kind: 'segment', sequence: 1, durableSequence: 0 },
    ...[1, 2, 3].map((logId): LogRecord => {
      return { ...content, kind: 'entry', sequence: logId + 1, durableSequence: 1, logId, ballot: 16 };
    }),
    { ...content, kind: 'promise', sequence: 5, durableSequence: 4, ballot: 33 },
  ];
  const bytes = encodeRecords(records);
  bytes.fill(0, 2 * (headerBytes + 1) + 3, 4 * (headerBytes + 1));
  const { verdict } = recover(bytes);
  expect(verdict).toMatchObject({ kind: 'damage', claim: { ballot: 33, logId: 3 } });
});
