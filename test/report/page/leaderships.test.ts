// Who led when, from log lines as nodes write them.

import { expect, test } from 'vitest';
import { leadershipsOf } from '../../../src/report/page/leaderships.ts';
import { type LogEvent, placeLog } from '../../../src/report/page/node-log.ts';
import type { FaultRecord } from '../../../src/store/results.ts';

const clock = { zeroMs: 1000, exact: true };

function logOf(node: string, ...lines: readonly object[]): readonly LogEvent[] {
  const text = lines.map((line) => JSON.stringify({ level: 'info', ...line }));
  return placeLog({ node, lines: text, left: 0 }, clock).events;
}

const elected = (time: number, ballot: number): object => ({
  time,
  event: 'elected',
  ballot,
  last: { ballot: 0, logId: ballot },
});

const killOf = (host: string, atMs: number): FaultRecord => ({
  package: 'kill',
  f: 'kill',
  startNs: atMs * 1e6,
  endNs: null,
  hosts: [host],
  verified: true,
  description: `kill leader: ${host}`,
});

test('a leader leads until it says that it does not any more', () => {
  const ended = { time: 3000, event: 'leadership-ended', ballot: 17, reason: 'a follower has promised more' };
  expect(leadershipsOf([logOf('n1', elected(1500, 17), ended)], [])).toEqual([
    { node: 'n1', fromMs: 500, toMs: 2000, ballot: 17, logId: 17, ending: 'a follower has promised more' },
  ]);
});

test('a leader that was killed led until then, though it only wrote when it started again', () => {
  const log = logOf('n1', elected(1500, 17), { time: 4000, event: 'start' });
  expect(leadershipsOf([log], [killOf('n2', 600), killOf('n1', 900)])).toMatchObject([
    { toMs: 900, ending: 'kill leader: n1' },
  ]);
});

test('a leader of which nothing more is heard led until another with a higher ballot', () => {
  const logs = [logOf('n1', elected(1500, 17)), logOf('n2', elected(2000, 18))];
  expect(leadershipsOf(logs, [])).toMatchObject([
    { node: 'n1', toMs: 1000, ending: 'n2 was elected' },
    { node: 'n2', toMs: null, ending: 'led to the end' },
  ]);
});

test('two may lead at a time: one that was cut off says later that it no longer does', () => {
  const logs = [
    logOf('n1', elected(1500, 17), { time: 2500, event: 'leadership-ended', reason: 'lease' }),
    logOf('n2', elected(2000, 18)),
  ];
  expect(leadershipsOf(logs, [])).toMatchObject([{ toMs: 1500 }, { fromMs: 1000 }]);
});
