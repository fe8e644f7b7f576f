// A request that arrives twice happens once; what is remembered is bounded.

import { describe, expect, it } from 'vitest';
import { AnvilErrorCode, type StatementOutcome } from '../../../cluster/statement.ts';
import { encodeCommand } from '../../../cluster/storage/command.ts';
import {
  createRequestLedger,
  rememberedClients,
  rememberedSequences,
} from '../../../cluster/storage/request-ledger.ts';
import { databaseWith, newMachine } from './database.ts';

const outcome = (affectedRows: number): StatementOutcome => ({
  kind: 'written',
  matchedRows: 0,
  affectedRows,
});

describe('createRequestLedger', () => {
  it('answers a repeat with the recorded outcome', () => {
    const ledger = createRequestLedger();
    expect(ledger.answerOf({ client: 'a', sequence: 1 })).toBeNull();
    ledger.record({ client: 'a', sequence: 1 }, outcome(3));
    expect(ledger.answerOf({ client: 'a', sequence: 1 })).toEqual(outcome(3));
    expect(ledger.answerOf({ client: 'b', sequence: 1 })).toBeNull();
  });

  it('lets requests within the window come in any order', () => {
    const ledger = createRequestLedger();
    ledger.record({ client: 'a', sequence: rememberedSequences }, outcome(0));
    expect(ledger.answerOf({ client: 'a', sequence: 1 })).toBeNull();
  });

  it('refuses to guess about a request older than the window', () => {
    const ledger = createRequestLedger();
    ledger.record({ client: 'a', sequence: rememberedSequences + 1 }, outcome(0));
    expect(ledger.answerOf({ client: 'a', sequence: 1 })).toMatchObject({
      kind: 'error',
      code: AnvilErrorCode.outcomeUnknown,
      message: expect.stringMatching(/older than the last 64/),
    });
  });

  it('keeps no more than the window of each client', () => {
    const ledger = createRequestLedger();
    for (let sequence = 1; sequence <= 1000; sequence += 1)
      ledger.record({ client: 'a', sequence }, outcome(0));
    expect(ledger.dump()[0]?.[1]).toHaveLength(rememberedSequences);
  });

  it('remembers exactly the window after a jump ahead', () => {
    const ledger = createRequestLedger();
    for (const sequence of [1, 2, 60, 65, 66, 124, 300]) {
      ledger.record({ client: 'a', sequence }, outcome(sequence));
      const known = ledger.dump()[0]?.[1].map(([number]) => number) ?? [];
      expect(known.filter((number) => number <= sequence - rememberedSequences)).toEqual([]);
      expect(known).toContain(sequence);
    }
    expect(ledger.dump()[0]?.[1]).toHaveLength(1);
  });

  it('forgets the client that was quiet for longest', () => {
    const ledger = createRequestLedger();
    for (let number = 0; number < rememberedClients; number += 1) {
      ledger.record({ client: `c${number}`, sequence: 1 }, outcome(0));
    }
    ledger.record({ client: 'c0', sequence: 2 }, outcome(0));
    ledger.record({ client: 'new', sequence: 1 }, outcome(0));
    expect(ledger.answerOf({ client: 'c0', sequence: 1 })).not.toBeNull();
    expect(ledger.answerOf({ client: 'c1', sequence: 1 })).toBeNull();
    expect(ledger.dump()).toHaveLength(rememberedClients);
  });

  it('is the same after dump and load, order of use included', () => {
    const ledger = createRequestLedger();
    for (const client of ['a', 'b', 'a', 'c']) ledger.record({ client, sequence: 1 }, outcome(0));
    expect(createRequestLedger(ledger.dump()).dump()).toEqual(ledger.dump());
    expect(ledger.dump().map(([client]) => client)).toEqual(['b', 'a', 'c']);
  });
});

describe('a repeated request', () => {
  const increment = { sql: 'UPDATE t SET v = v + 1', parameters: [] };
  const requestId = { client: 'shop', sequence: 1 };

  it('changes nothing and has the first outcome, errors too', () => {
    const { machine, rows } = databaseWith(
      'CREATE TABLE t (k INT PRIMARY KEY, v INT)',
      'INSERT INTO t VALUES (1, 0)',
    );
    const apply = (sql: string, sequence: number) =>
      machine.apply(
        machine.appliedLogId + 1,
        encodeCommand({ sql, parameters: [] }, { client: 'shop', sequence }),
      );
    expect(apply(increment.sql, 1)).toEqual(apply(increment.sql, 1));
    expect(rows('SELECT v FROM t')).toEqual([[1]]);
    expect(apply('INSERT INTO u VALUES (1)', 2)).toMatchObject({ code: 1146 });
    apply('CREATE TABLE u (k INT)', 3);
    expect(apply('INSERT INTO u VALUES (1)', 2)).toMatchObject({ code: 1146 });
  });

  it('is still known after a snapshot was restored', () => {
    const { machine } = databaseWith(
      'CREATE TABLE t (k INT PRIMARY KEY, v INT)',
      'INSERT INTO t VALUES (1, 0)',
    );
    machine.apply(3, encodeCommand(increment, requestId));
    const restored = newMachine();
    restored.restore(machine.snapshot());
    expect(restored.apply(4, encodeCommand(increment, requestId))).toMatchObject({ affectedRows: 1 });
    expect(restored.read({ sql: 'SELECT v FROM t', parameters: [] })).toMatchObject({ rows: [[1]] });
  });
});
