// The invariants about who may lead and answer: what each must reject, what it must accept, and a legal neighbour.

import { describe, expect, test } from 'vitest';
import { committedIsDurable } from '../../../../src/worlds/sim/invariants/committed-is-durable.ts';
import { electableNodesAreComplete } from '../../../../src/worlds/sim/invariants/electable-nodes-are-complete.ts';
import { promisesLast } from '../../../../src/worlds/sim/invariants/promises-last.ts';
import { readsUnderLease } from '../../../../src/worlds/sim/invariants/reads-under-lease.ts';
import { wipedNodesWait } from '../../../../src/worlds/sim/invariants/wiped-nodes-wait.ts';
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

  test('an emptied disk forgets them, and counts again with no less than a majority had promised', () => {
    const judge = (ballotAfter: number) => {
      const invariant = promisesLast(names);
      for (const [host, ballot] of [16, 48, 32].entries()) invariant.check(observe(host, { ballot }));
      invariant.wiped?.(1);
      expect(invariant.check(observe(1, { ballot: 0, state: 'repairing' }))).toBeNull();
      return invariant.check(observe(1, { ballot: ballotAfter }))?.message;
    };
    expect(judge(32)).toBeUndefined();
    expect(judge(16)).toBe(
      'a majority had promised ballot 32 when the disk of n2 was emptied, and it counts again with 16',
    );
  });
});

describe('wiped nodes wait', () => {
  /** Entries 1 and 2 were committed when the disk of n2 was emptied; up to `held` it has them again. */
  function judge(held: number, part: Parameters<typeof observe>[1], damaged: readonly number[] = []) {
    const { logs } = createLogs(damaged);
    const invariant = wipedNodesWait(logs);
    invariant.check(observe(0, { role: 'leader', ballot: 16 }));
    logs.nonVoting.set(1, { lastLogId: 2, committedLogId: 2 });
    logs.agreedLogIds[1] = held;
    return { message: invariant.check(observe(1, part))?.message, outside: logs.nonVoting.has(1) };
  }

  test('rejects one that counts before it holds what was committed, and one that votes', () => {
    expect(judge(1, { state: 'serving' }).message).toBe(
      'n2, whose disk was emptied when entry 2 was committed, counts again and holds only what was committed up to 1',
    );
    expect(judge(0, { state: 'repairing', ballot: 33 }).message).toBe(
      'n2, whose disk was emptied, promised ballot 33, by which nobody leads',
    );
  });

  test('accepts one that waits, that follows a leader, and that counts once it is complete', () => {
    expect(judge(0, { state: 'repairing', ballot: 0 })).toEqual({ message: undefined, outside: true });
    expect(judge(1, { state: 'repairing', ballot: 16 })).toEqual({ message: undefined, outside: true });
    expect(judge(2, { state: 'serving', ballot: 16 })).toEqual({ message: undefined, outside: false });
  });

  test('excuses one whose recovered log a disk has damaged, and no other', () => {
    expect(judge(1, { state: 'serving' }, [1]).message).toBeUndefined();
    expect(judge(1, { state: 'serving' }, [2]).message).toContain('counts again and holds only');
  });

  test('what an wiped holds is no copy', () => {
    const finding = (outside: boolean): string | undefined => {
      const { logs, written, follow } = createLogs();
      written[0]?.entry(1, 'first');
      written[1]?.entry(1, 'first');
      follow();
      if (outside) logs.nonVoting.set(1, { lastLogId: 0, committedLogId: 0 });
      return committedIsDurable(logs).check(observe(0, { log: { committedLogId: 1, lastLogId: 1 } }))
        ?.message;
    };
    expect(finding(false)).toBeUndefined();
    expect(finding(true)).toBe('n1 calls entry 1 committed, which is on the disks of n1 only');
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
