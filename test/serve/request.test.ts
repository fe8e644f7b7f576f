// The gate of the server: what is asked by another name, with another method, or for a path that leaves the folder.

import { describe, expect, test } from 'vitest';
import { checkRequest } from '../../src/serve/request.ts';

const ask = (
  url: string,
  changes: { method?: string; headers?: Record<string, string> } = {},
  host = '127.0.0.1',
) => checkRequest({ method: 'GET', url, headers: { host: 'localhost:7070' }, ...changes }, host);

const statusOf = (asked: ReturnType<typeof checkRequest>): number =>
  asked.kind === 'refused' ? asked.status : 200;

describe('paths', () => {
  test('are split, then decoded', () => {
    expect(ask('/run/a%20b/2026?x=1&y=%26')).toMatchObject({ kind: 'asked', path: ['run', 'a b', '2026'] });
    expect(ask('/')).toMatchObject({ path: [] });
  });

  test.each([
    '/../etc/passwd',
    '/%2e%2e/etc/passwd',
    '/run/..',
    '/run/.hidden',
    '/run/a%2fb',
    '/run/a%5cb',
    '/run/..%5c..%5cb',
    '/run/a%00b',
    '/run/a%0ab',
    '/run//b',
    '//etc/passwd',
    '/%zz',
    '/%c0%ae%c0%ae/x',
    'http://elsewhere/run',
    '*',
    `/${'a/'.repeat(20)}`,
    `/${'a'.repeat(300)}`,
  ])('%s is none', (url) => {
    expect(statusOf(ask(url))).toBe(400);
  });

  test('have a bound', () => {
    expect(statusOf(ask(`/?search=${'a'.repeat(3000)}`))).toBe(414);
  });
});

describe('names of the server', () => {
  test.each(['localhost', 'localhost:1', '127.0.0.1:7070', '[::1]:7070', '192.168.0.7:80', 'LOCALHOST:7070'])(
    '%s is its own',
    (host) => {
      expect(statusOf(ask('/', { headers: { host } }))).toBe(200);
    },
  );

  test.each([
    'evil.example',
    'evil.example:7070',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '',
    '[evil]:1',
  ])('%s is not', (host) => {
    expect(statusOf(ask('/', { headers: { host } }))).toBe(421);
  });

  test('none at all is not', () => {
    expect(statusOf(ask('/', { headers: {} }))).toBe(421);
  });

  test('the one it was started with is its own', () => {
    expect(statusOf(ask('/', { headers: { host: 'lab.example:7070' } }, 'lab.example'))).toBe(200);
    expect(statusOf(ask('/', { headers: { host: 'other.example:7070' } }, 'lab.example'))).toBe(421);
  });
});

test('nothing can be sent to it', () => {
  expect(statusOf(ask('/', { method: 'POST' }))).toBe(405);
  expect(statusOf(ask('/', { method: 'HEAD' }))).toBe(200);
  const host = 'localhost';
  expect(statusOf(ask('/', { headers: { host, 'content-length': '5' } }))).toBe(413);
  expect(statusOf(ask('/', { headers: { host, 'transfer-encoding': 'chunked' } }))).toBe(413);
  expect(statusOf(ask('/', { headers: { host, 'content-length': '0' } }))).toBe(200);
});
