// How fast passwords can be tried: by a clock that only the test moves, and once over real connections.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import type { Clock } from '../../../../cluster/env.ts';
import { machineClock } from '../../../../cluster/server/clock.ts';
import { mysqlListener } from '../../../../cluster/server/mysql/listener.ts';
import { defaultWireLimits } from '../../../../cluster/server/mysql/listener-options.ts';
import { loginThrottle } from '../../../../cluster/server/mysql/login-throttle.ts';
import { echoNode } from './echo-node.ts';

interface TestClock extends Clock {
  pass(ms: number): void;
}

function testClock(): TestClock {
  let nowMs = 0;
  let timers: { atMs: number; ring: () => void }[] = [];
  return {
    ...machineClock(),
    monotonicMs: () => nowMs,
    after: (delayMs, ring) => {
      const timer = { atMs: nowMs + delayMs, ring };
      timers.push(timer);
      return { cancel: () => void (timers = timers.filter((one) => one !== timer)) };
    },
    pass(ms) {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { ring } of due) ring();
    },
  };
}

/** Fails once and tells after how long that was said. */
function delayOf(throttle: ReturnType<typeof loginThrottle>, clock: TestClock, address: string): number {
  const fromMs = clock.monotonicMs();
  let saidMs = -1;
  throttle.afterFailure(address, () => (saidMs = clock.monotonicMs()));
  while (saidMs < 0) clock.pass(50);
  return saidMs - fromMs;
}

test('the first wrong passwords are refused at once, later ones ever later, up to a bound', () => {
  const clock = testClock();
  const throttle = loginThrottle(clock);
  const delays = Array.from({ length: 20 }, () => delayOf(throttle, clock, '10.0.0.1'));
  expect(delays).toEqual([
    ...Array.from({ length: 10 }, () => 0),
    ...[100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000],
  ]);
  expect(delayOf(throttle, clock, '10.0.0.2')).toBe(0);
});

test('while many answers wait, nothing more is tried for their address, and for another it is', () => {
  const clock = testClock();
  const throttle = loginThrottle(clock);
  for (let failure = 0; failure < 26; failure += 1) {
    expect(throttle.mayTry('10.0.0.1')).toBe(true);
    throttle.afterFailure('10.0.0.1', () => {});
  }
  expect(throttle.mayTry('10.0.0.1')).toBe(false);
  expect(throttle.mayTry('::ffff:10.0.0.1')).toBe(false);
  expect(throttle.mayTry('10.0.0.2')).toBe(true);
  clock.pass(5000);
  expect(throttle.mayTry('10.0.0.1')).toBe(true);
});

test('a minute without a wrong password makes good', () => {
  const clock = testClock();
  const throttle = loginThrottle(clock);
  for (let failure = 0; failure < 15; failure += 1) delayOf(throttle, clock, '10.0.0.1');
  clock.pass(60_000);
  delayOf(throttle, clock, '10.0.0.2');
  expect(throttle.size).toBe(1);
  expect(delayOf(throttle, clock, '10.0.0.1')).toBe(0);
});

test('all addresses of one network of IPv6 count as one', () => {
  const clock = testClock();
  const throttle = loginThrottle(clock);
  for (let host = 1; host <= 10; host += 1) delayOf(throttle, clock, `2001:db8:0:1::${host.toString(16)}`);
  expect(delayOf(throttle, clock, '2001:db8:0:1:ffff:ffff:ffff:ffff')).toBe(100);
  expect(delayOf(throttle, clock, '2001:db8:0:2::1')).toBe(0);
  expect(delayOf(throttle, clock, '::1')).toBe(0);
});

test('the memory is bounded, whatever addresses come', () => {
  const clock = testClock();
  const throttle = loginThrottle(clock);
  for (let host = 0; host < 20_000; host += 1)
    throttle.afterFailure(`10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`, () => {});
  expect(throttle.size).toBeLessThanOrEqual(4096);
});

test('over real connections: many wrong passwords at once are slowed down, a right one is not', async () => {
  const server = mysqlListener({
    node: echoNode('right'),
    limits: defaultWireLimits,
    clock: machineClock(),
    observer: {
      onConnections: () => {},
      onStatement: () => () => {},
      onError: () => {},
      onRefusal: () => {},
    },
    serverVersion: '8.0.36-anvil',
    countParameters: () => 0,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const attempt = (password: string): Promise<number> =>
    createConnection({ host: '127.0.0.1', port, user: 'root', password }).then(
      (connection) => (connection.destroy(), 0),
      (error: { readonly errno: number }) => error.errno,
    );
  const startMs = performance.now();
  const wrong = Array.from({ length: 14 }, () => attempt('wrong'));
  expect(await Promise.any(wrong)).toBe(1045);
  expect(await attempt('right')).toBe(0);
  expect(await Promise.all(wrong)).toEqual(Array.from({ length: 14 }, () => 1045));
  expect(performance.now() - startMs).toBeGreaterThan(750);
  const more = await Promise.all(Array.from({ length: 60 }, () => attempt('wrong')));
  expect(new Set(more)).toEqual(new Set([1045, 1129]));
  server.close();
});
