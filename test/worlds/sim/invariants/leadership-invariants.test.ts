// The invariants about who may lead and answer: what each must reject, what it must accept, and a legal neighbour.

import { describe, expect, test } from 'vitest';
import { committedIsDurable } from '../../../../src/worlds/sim/invariants/committed-is-durable.ts';
import { electableNodesAreComplete } from '../../../../src/worlds/sim/invariants/electable-nodes-are-complete.ts';
import { promisesLast } from '../../../../src/worlds/sim/invariants/promises-last.ts';
import { readsUnderLease } from '../../../../src/worlds/sim/invariants/reads-under-lease.ts';
import { createLogs, names, observe } from './cluster-statuses.ts';

describe('promises last', () => {
  test('rejects a node that remembers a lower ballot than it had promised', () => {
    const invariant = promisesLast(names);
    expect(invariant.check(observe(1, { ballot: 48 }))).toBeNull();
    expect(invariant.check(observe(1, { ballot: 32 }))).toEqual({
      message: 'n2 had promised ballot 48 and remembers 32 only',
      hosts: [1],
    });
  });

  test('accepts one that is still reading its log, and lower ballots of other nodes', () => {
    const invariant = promisesLast(names);
    expect(invariant.check(observe(1, { ballot: 48 }))).toBeNull();
    expect(invariant.check(observe(1, { ballot: 0, state: 'recovering' }))).toBeNull();
    expect(invariant.check(observe(2, { ballot: 32 }))).toBeNull();
    expect(invariant.check(observe(1, { ballot: 48 }))).toBeNull();
  });
});

describe('reads under lease', () => {
  const served = (count: number, leaseRemainingMs: number) =>
    observe(0, { role: 'leader', leaseRemainingMs }, { readsServed: () => count });

  test('rejects an answer by a node without a lease', () => {
    const invariant = readsUnderLease(names);
    expect(invariant.check(served(3, 200))).toBeNull();
    expect(invariant.check(served(4, 0))?.message).toBe('n1 answered a strong read without a lease');
  });

  test('accepts a lease that ends while nothing is answered, and a new life that counts from 0', () => {
    const invariant = readsUnderLease(names);
    expect(invariant.check(served(3, 200))).toBeNull();
    expect(invariant.check(served(3, 0))).toBeNull();
    invariant.forget?.(0);
    expect(invariant.check(served(0, 0))).toBeNull();
    expect(invariant.check(served(1, 100))).toBeNull();
  });
});

describe('electable nodes are complete', () => {
  /** Entry 1 on all disks, and what `write` adds; then n1 calls everything up to `committedLogId` committed. */
  function findingAfter(
    write: (written: ReturnType<typeof createLogs>['written']) => void,
    committedLogId: number,
    isUnread: (host: number) => boolean = () => false,
  ) {
    const { written, logs, follow } = createLogs();
    for (const log of written) log.entry(1, 'first');
    write(written);
    follow();
    committedIsDurable(logs).check(observe(0, { log: { committedLogId, lastLogId: committedLogId } }));
    return electableNodesAreComplete(logs, isUnread).check(observe(0));
  }

  test('rejects an entry of an earlier ballot that a longer ballot elsewhere could still replace', () => {
    const finding = findingAfter((written) => {
      written[0]?.entry(2, 'early', 16);
      written[1]?.entry(2, 'early', 16);
      written[2]?.entry(2, 'later', 33);
    }, 2);
    expect(finding?.message).toBe('n3 lacks the committed entry 2, and n1, n2, n3 could elect it');
  });

  test('accepts it once an entry of the highest ballot stands on top of it', () => {
    const finding = findingAfter((written) => {
      for (const log of written.slice(0, 2)) {
        log.entry(2, 'early', 16);
        log.entry(3, 'on top', 48);
      }
      written[2]?.entry(2, 'later', 33);
    }, 3);
    expect(finding).toBeNull();
  });

  test('accepts a node that lags, whom a majority would refuse', () => {
    const finding = findingAfter((written) => {
      written[0]?.entry(2, 'second');
      written[1]?.entry(2, 'second');
    }, 2);
    expect(finding).toBeNull();
  });

  test('leaves out a damaged disk that nobody has read since', () => {
    const write = (written: ReturnType<typeof createLogs>['written']): void => {
      written[0]?.entry(2, 'early', 16);
      written[1]?.entry(2, 'early', 16);
      written[2]?.entry(2, 'later', 33);
    };
    expect(findingAfter(write, 2, (host) => host === 2)).toBeNull();
  });
});
