// The lease on a clock that is set by hand: it counts from sending, ends early by the drift, and needs a majority.

import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../cluster/env.ts';
import { createGrant, createLeaderLease } from '../../../cluster/paxos/lease.ts';
import { defaultTimings } from '../../../cluster/timings.ts';

function handClock(): Clock & { set(ms: number): void } {
  let now = 0;
  return {
    monotonicMs: () => now,
    wallMs: () => 1e12,
    after: () => ({ cancel: () => {} }),
    set: (ms) => {
      now = ms;
    },
  };
}

const timings = { ...defaultTimings, leaseMs: 1000, clockDriftPerMille: 100 };

describe('a leader among five', () => {
  test('holds the lease from sending, shortened by the drift, once two others have answered', () => {
    const clock = handClock();
    const lease = createLeaderLease(clock, timings, 3);
    clock.set(100);
    const round = lease.beginRound();
    clock.set(180);
    lease.acknowledge('n2', round);
    expect(lease.held()).toBe(false);
    lease.acknowledge('n3', round);
    expect(lease.endMs()).toBe(100 + 900);
    clock.set(999);
    expect(lease.held()).toBe(true);
    clock.set(1000);
    expect(lease.held()).toBe(false);
  });

  test('is not helped by one node that answers twice, nor by rounds it never began', () => {
    const lease = createLeaderLease(handClock(), timings, 3);
    const round = lease.beginRound();
    lease.acknowledge('n2', round);
    lease.acknowledge('n2', round);
    lease.acknowledge('n3', round + 1);
    expect(lease.held()).toBe(false);
  });

  test('has its lease from the older round when the majority has answered only that', () => {
    const clock = handClock();
    const lease = createLeaderLease(clock, timings, 3);
    const first = lease.beginRound();
    clock.set(150);
    const second = lease.beginRound();
    lease.acknowledge('n2', second);
    lease.acknowledge('n3', first);
    expect(lease.endMs()).toBe(900);
    lease.acknowledge('n3', second);
    expect(lease.endMs()).toBe(1050);
  });
});

describe('a grant', () => {
  test('forbids everyone but its holder until it ends', () => {
    const clock = handClock();
    const grant = createGrant(clock, 1000, false);
    expect(grant.forbids('n2', 0)).toBe(false);
    grant.give('n1', 16);
    expect([grant.forbids('n1', 0), grant.forbids('n2', 0)]).toEqual([false, true]);
    clock.set(1000);
    expect(grant.forbids('n2', 0)).toBe(false);
  });

  test('to a leader that gave its lease up binds nobody, one to any other does', () => {
    const grant = createGrant(handClock(), 1000, false);
    grant.give('n1', 16);
    expect([grant.forbids('n2', 16), grant.forbids('n2', 32)]).toEqual([false, true]);
    grant.give('n1', 32);
    expect([grant.forbids('n2', 16), grant.forbids('n2', 32)]).toEqual([true, false]);
    expect(createGrant(handClock(), 1000, true).forbids('n2', 0)).toBe(true);
  });

  test('is presumed to everyone after a restart', () => {
    const clock = handClock();
    const grant = createGrant(clock, 1000, true);
    expect(grant.forbids('n1', 0)).toBe(true);
    clock.set(1000);
    expect(grant.forbids('n1', 0)).toBe(false);
  });
});
