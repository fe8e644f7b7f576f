// The status port answers anybody, so anybody's bytes reach it: mutated requests, whole, in pieces, many at once. The
// node lives, answers the next one, and nothing of what it holds changes. ORDEAL_CASES=100000 sends more of them.

import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RandomSource } from '../../../src/random/source.ts';
import { changedBytes, fuzzCases, oddNumbers, pick, randomOf } from './mutate.ts';
import { oneNode, type Target } from './target.ts';

let target: Target;
beforeAll(async () => {
  target = await oneNode();
});
afterAll(() => target.close());

const paths = [
  '/',
  '//',
  '///',
  '/status',
  '//status',
  '/healthz',
  '/metrics',
  '/status?x=1',
  '/status#x',
  '/%',
  '/%ff',
  '/%00',
  '/%2e%2e/',
  '/..;/',
  '*',
  '',
  'status',
  'http:',
  'http://',
  'http:///',
  'http://a:b:c/',
  'http://[::1',
  'https://x/status',
  '\\\\x',
  '/\u00ff',
  '/status\u0000',
];
const methods = ['GET', 'HEAD', 'POST', 'OPTIONS', 'TRACE', 'CONNECT', 'PUT', 'get', 'PRI', 'X'];
const headers = [
  'host: a',
  'host:',
  'connection: close',
  'connection: upgrade',
  'upgrade: websocket',
  'upgrade: h2c',
  'expect: 100-continue',
  'expect: x',
  'transfer-encoding: chunked',
  'transfer-encoding: x',
  'content-type: a/b',
  'accept: */*',
  ' folded: x',
  'no colon',
  ': empty',
  '__proto__: x',
  'cookie: a=b',
  'range: bytes=0-',
  'te: trailers',
  'http2-settings: AAMAAABkAARAAAAAAAIAAAAA',
];

function requestOf(random: RandomSource): Buffer {
  const lines = [
    `${pick(random, methods)} ${pick(random, paths)} HTTP/${pick(random, ['1.1', '1.1', '1.0', '2.0', '0.9', '9'])}`,
  ];
  for (let left = random.below(5); left > 0; left -= 1) lines.push(pick(random, headers));
  if (random.below(6) === 0) lines.push(`content-length: ${pick(random, oddNumbers)}`);
  if (random.below(40) === 0) lines.push(`x: ${'y'.repeat(random.below(40_000))}`);
  if (random.below(60) === 0) for (let left = 0; left < 3000; left += 1) lines.push(`x${left}: y`);
  const body =
    random.below(4) === 0
      ? pick(random, ['5\r\nabcde\r\n0\r\n\r\n', 'ffffffffffffffff\r\n', '-1\r\n', '{}'])
      : '';
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

/** Valid ones, changed ones, several one after the other. */
function inputOf(random: RandomSource): Buffer {
  const requests = Array.from({ length: 1 + (random.below(4) === 0 ? random.below(20) : 0) }, () => {
    const request = requestOf(random);
    return random.below(2) === 0 ? request : changedBytes(request, random);
  });
  return Buffer.concat(requests);
}

/** Sends and reads until the node closes, or for a moment after the last answer. */
function send(port: number, input: Buffer, random: RandomSource): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const timer = setTimeout(() => socket.destroy(), 250);
    const half = random.below(8) === 0 ? random.below(input.length + 1) : input.length;
    socket.on('error', () => {});
    socket.on('data', () => {
      // Answered: it need not be closed by the node as well.
      if (half === input.length) socket.end();
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.write(input.subarray(0, half), () => {
      if (half < input.length) socket.write(input.subarray(half), () => socket.end());
    });
  });
}

const atOnce = 32;

test(`${fuzzCases} mutated requests leave the node as it was`, async () => {
  const before = await target.status();
  for (let first = 0; first < fuzzCases; first += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, fuzzCases - first) }, (_, index) => {
      const random = randomOf('status', first + index);
      return send(target.node.ports.httpPort, inputOf(random), random);
    });
    await Promise.all(batch);
    if (first % (atOnce * 16) === 0) await target.expectAlive(`inputs up to ${first + atOnce}`);
  }
  await target.expectAlive('all inputs');
  const after = await target.status();
  const kept = ['role', 'ballot', 'leader', 'stateHash', 'state', 'sessions'];
  for (const name of kept) expect(after[name], name).toEqual(before[name]);
  expect((after['log'] as { durableLogId: number }).durableLogId).toBe(
    (before['log'] as { durableLogId: number }).durableLogId,
  );
  target.expectNoSecrets();
});

const exact: readonly (readonly [string, number])[] = [
  ['GET // HTTP/1.1\r\nhost: a\r\n\r\n', 404],
  ['GET /// HTTP/1.1\r\nhost: a\r\n\r\n', 404],
  ['GET http:///status HTTP/1.1\r\nhost: a\r\n\r\n', 200],
  ['GET http://n1:80/status?x HTTP/1.1\r\nhost: a\r\n\r\n', 200],
  ['GET http://[::1 HTTP/1.1\r\nhost: a\r\n\r\n', 404],
  ['GET /%ff HTTP/1.1\r\nhost: a\r\n\r\n', 404],
  ['GET /status HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc', 413],
  ['POST /status HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n', 405],
  ['GET /status HTTP/1.1\r\n\r\n', 400],
  [`GET /status HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
];
test.each(exact)('%j is answered with %d', async (request, expected) => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(target.node.ports.httpPort, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
      socket.destroy();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(request);
  });
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${expected} `));
  await target.expectAlive(request);
});
