// Durability: acknowledged writes that are gone, that were replaced, and that nobody looked for; by reads and by logs.

import { describe, expect, test } from 'vitest';
import { durability } from '../../src/checkers/durability.ts';
import type { Persisted, PersistedReplica } from '../../src/checkers/persisted.ts';
import type { Event } from './history-builder.ts';
import { judged, operation } from './judged.ts';

const write = (value: number, end: Event[1] = 'ok', process = 0) =>
  operation(process, 'write', value, end, value, { key: 1 });
const read = (value: number | null, node = 'n1') => operation(9, 'read', null, 'ok', value, { key: 1, node });
const add = (value: number) => operation(0, 'add', value);
const readAll = (values: readonly number[]) => operation(9, 'read', null, 'ok', [...values]);
const check = (...parts: readonly (readonly Event[])[]) => judged(durability(), ...parts);

describe('a register', () => {
  test('that at last holds an older value has lost what was acknowledged after it', async () => {
    const verdict = await check(write(1), write(2), write(3), read(1));
    expect(verdict).toMatchObject({
      valid: false,
      reason: '2 writes acknowledged and gone: {"key":1,"value":2}, {"key":1,"value":3}.',
      // One event a millisecond: write 1 was acknowledged at 1, write 3 at 5.
      details: { acknowledged: 3, recoveryPointWrites: 2, recoveryPointMs: 4, lossSpanMs: 2 },
    });
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([2, 3, 4, 5, 7]);
  });

  test('that holds the last write, or one of several at the same time, has lost nothing', async () => {
    expect((await check(write(1), write(2), read(2))).valid).toBe(true);
    const together: readonly Event[] = [
      [0, 'invoke', 'write', 1, { key: 1 }],
      [1, 'invoke', 'write', 2, { key: 1 }],
      [0, 'ok', 'write', 1, { key: 1 }],
      [1, 'ok', 'write', 2, { key: 1 }],
    ];
    expect((await check(together, read(1))).valid).toBe(true);
    expect((await check(together, read(2))).valid).toBe(true);
  });

  test('that holds a write of unknown outcome may have been written last by it', async () => {
    expect((await check(write(1, 'info', 3), write(2), read(1))).valid).toBe(true);
  });

  test('that holds nothing has lost everything', async () => {
    expect(await check(write(1), read(null))).toMatchObject({ valid: false, details: { lostCount: 1 } });
    expect((await check(write(1, 'fail'), write(2), read(2))).valid).toBe(true);
  });

  test('is asked on every node', async () => {
    expect((await check(write(1), write(2), read(2, 'n1'), read(1, 'n2'))).valid).toBe(false);
    expect((await check(write(1), write(2), read(2, 'n1'), read(2, 'n2'))).valid).toBe(true);
  });

  test('that nobody read at the end leaves the verdict open', async () => {
    const verdict = await check(write(1), read(1), write(2));
    expect(verdict).toMatchObject({ valid: 'unknown', details: { uncoveredCount: 2 } });
  });
});

describe('a set', () => {
  test('that lacks an acknowledged element at the end has lost it', async () => {
    expect(await check(add(1), add(2), add(3), readAll([1, 3]))).toMatchObject({
      valid: false,
      reason: '1 write acknowledged and gone: 2.',
      details: { recoveryPointWrites: 1, recoveryPointMs: 2, lossSpanMs: 0 },
    });
    expect((await check(add(1), add(2), readAll([1, 2]))).valid).toBe(true);
    expect((await check(add(1), operation(1, 'add', 2, 'info'), readAll([1]))).valid).toBe(true);
  });

  test('of several keys is judged key by key', async () => {
    const one = (key: number, values: readonly number[]) => [
      ...operation(key, 'add', 1, 'ok', 1, { key }),
      ...operation(key, 'read', null, 'ok', [...values], { key }),
    ];
    expect((await check(one(1, [1]), one(2, [1]))).valid).toBe(true);
    expect(await check(one(1, [1]), one(2, []))).toMatchObject({
      valid: false,
      details: { violatedKeys: [2] },
    });
  });
});

/** Three replicas, n1 to n3, each with what differs from an empty log that begins at the beginning. */
function replicas(...parts: readonly Partial<PersistedReplica>[]): Persisted {
  const empty = { snapshot: null, logged: [], withoutEffect: [], beforeSnapshot: [] };
  const read = parts.map(
    (part, at): PersistedReplica => ({
      node: `n${at + 1}`,
      end: { ballot: 1, logId: at },
      ...empty,
      ...part,
    }),
  );
  return { replicas: read, unread: [] };
}

/** Values of register 1. */
const values = (...written: readonly number[]) => written.map((value) => [1, value] as const);
const logs = (...held: readonly (readonly number[])[]): Persisted =>
  replicas(...held.map((written) => ({ logged: values(...written) })));
const judgedWith = (persisted: Persisted, ...parts: readonly (readonly Event[])[]) =>
  judged(durability({ persisted }), ...parts);

describe('the logs of the replicas', () => {
  test('account for what no read covers where a majority holds it', async () => {
    expect(await judgedWith(logs([1, 2], [1, 2], [1]), write(1), write(2))).toMatchObject({
      valid: true,
      details: { replicasRead: 3, persistedCount: 2, belowMajorityCount: 0 },
    });
    expect(await judgedWith(logs([1, 2], [1], [1]), write(1), write(2))).toMatchObject({
      valid: 'unknown',
      details: { persistedCount: 2, belowMajority: [{ key: 1, value: 2 }], uncoveredCount: 1 },
    });
  });

  test('show an acknowledged write that is in none of them, whatever was read', async () => {
    const verdict = await judgedWith(logs([1], [1], [1]), write(1), write(2), read(2));
    expect(verdict).toMatchObject({
      valid: false,
      reason: '1 write acknowledged and in no log or snapshot of any replica: {"key":1,"value":2}.',
      details: { recoveryPointWrites: 1, recoveryPointMs: 2 },
    });
    expect((await judgedWith(logs([1, 2], [1, 2], [1]), write(1), write(2), read(2))).valid).toBe(true);
  });

  test('show what a replica has lost whose log ends where the others do', async () => {
    const end = { ballot: 3, logId: 9 };
    const whole = { end, logged: values(1, 2) };
    const lacking = replicas(whole, whole, { end, logged: values(1) });
    expect(await judgedWith(lacking, write(1), write(2), read(2))).toMatchObject({
      valid: false,
      reason: '1 write acknowledged and missing on a replica that should have it: {"key":1,"value":2}.',
      details: { lostCount: 0, incompleteCount: 1 },
    });
    const shorter = replicas(whole, whole, { end: { ballot: 3, logId: 8 }, logged: values(1) });
    expect((await judgedWith(shorter, write(1), write(2), read(2))).valid).toBe(true);
    const replaced = replicas(whole, whole, { end, snapshot: values(2) });
    expect((await judgedWith(replaced, write(1), write(2), read(2))).valid).toBe(true);
  });

  test('say nothing of what is missing where a replica could not be read', async () => {
    const persisted = {
      replicas: logs([1], [1]).replicas,
      unread: [{ node: 'n3', reason: 'its log is damaged' }],
    };
    expect(await judgedWith(persisted, write(1), write(2), write(3), read(3))).toMatchObject({
      valid: true,
      details: { replicasRead: 2, replicasUnread: ['n3: its log is damaged'], untoldCount: 2 },
    });
  });

  test('decide writes of unknown outcome', async () => {
    const persisted = replicas(
      { logged: values(1, 2), withoutEffect: values(4) },
      { logged: values(1, 2), withoutEffect: values(4) },
      { logged: values(1, 3), withoutEffect: values(4) },
    );
    const history = [write(1), ...[2, 3, 4, 5].map((value) => write(value, 'info', value))];
    expect((await judgedWith(persisted, ...history)).details).toMatchObject({
      unknownCount: 4,
      unknownTookEffectCount: 1,
      unknownNeverHappenedCount: 2,
      unknownUndecidedCount: 1,
    });
  });
});

describe('a snapshot', () => {
  const three = (part: Partial<PersistedReplica>): Persisted => replicas(part, part, part);

  test('of a register holds what replaced the writes before it', async () => {
    const persisted = three({ snapshot: values(2), logged: values(3) });
    expect(await judgedWith(persisted, write(1), write(2), write(3), read(3))).toMatchObject({
      valid: true,
      details: { persistedCount: 2, replacedCount: 1, belowMajorityCount: 0 },
    });
  });

  test('of a register that holds an older value has lost what came after it, unless the log has it', async () => {
    const old = three({ snapshot: values(1) });
    expect(await judgedWith(old, write(1), write(2), read(2))).toMatchObject({
      valid: false,
      details: { lost: [{ key: 1, value: 2 }] },
    });
    // An entry from before the snapshot is no help: a node that starts reads the snapshot.
    const forgotten = three({ snapshot: values(1), beforeSnapshot: values(2) });
    expect((await judgedWith(forgotten, write(1), write(2), read(2))).valid).toBe(false);
    const logged = three({ snapshot: values(1), logged: values(2) });
    expect((await judgedWith(logged, write(1), write(2), read(2))).valid).toBe(true);
  });

  test('of a register may hold what was written at the same time, or with an unknown outcome', async () => {
    const together: readonly Event[] = [
      [0, 'invoke', 'write', 1, { key: 1 }],
      [1, 'invoke', 'write', 2, { key: 1 }],
      [0, 'ok', 'write', 1, { key: 1 }],
      [1, 'ok', 'write', 2, { key: 1 }],
    ];
    expect((await judgedWith(three({ snapshot: values(1) }), together, read(1))).valid).toBe(true);
    const unknown = three({ snapshot: values(3) });
    expect((await judgedWith(unknown, write(3, 'info', 3), write(2), read(3))).valid).toBe(true);
  });

  test('without a register has lost it', async () => {
    expect((await judgedWith(three({ snapshot: [] }), write(1), read(1))).valid).toBe(false);
    const another = [[2, 7] as const];
    expect((await judgedWith(three({ snapshot: another, logged: values(1) }), write(1), read(1))).valid).toBe(
      true,
    );
  });

  test('of a set holds every element that its log has not', async () => {
    const elements = (...added: readonly number[]) => added.map((value) => [null, value] as const);
    const lacking = three({ snapshot: elements(1), logged: elements(3), beforeSnapshot: elements(2) });
    expect(await judgedWith(lacking, add(1), add(2), add(3), readAll([1, 2, 3]))).toMatchObject({
      valid: false,
      details: { lost: [2] },
    });
    const whole = three({ snapshot: elements(1, 2), logged: elements(3) });
    expect((await judgedWith(whole, add(1), add(2), add(3), readAll([1, 2, 3]))).valid).toBe(true);
  });
});

test('without acknowledged writes there is nothing to judge', async () => {
  expect((await check(read(null))).valid).toBe('unknown');
});
