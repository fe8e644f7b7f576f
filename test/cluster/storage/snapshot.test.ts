// Determinism as a property: replicas agree, and a restored one goes on as if it had applied everything.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatementRequest } from '../../../cluster/statement.ts';
import { encodeCommand, encodeFormatChange } from '../../../cluster/storage/command.ts';
import type { SqlStateMachine } from '../../../cluster/storage/state-machine.ts';
import { databaseWith, newMachine } from './database.ts';
import { statementArbitrary } from './statement-arbitrary.ts';

function applyAll(machine: SqlStateMachine, requests: readonly StatementRequest[]): unknown[] {
  return requests.map((request, index) => {
    // Every fifth request repeats the id of the one before it.
    const sequence = index % 5 === 4 ? index : index + 1;
    const command = encodeCommand(request, { client: 'random', sequence });
    return machine.apply(machine.appliedLogId + 1, command);
  });
}

const requestsArbitrary = fc.array(statementArbitrary, { maxLength: 60 });

describe('replicas', () => {
  it('that apply the same commands agree on outcomes, hash and snapshot', () => {
    fc.assert(
      fc.property(requestsArbitrary, (requests) => {
        const [one, other] = [newMachine(), newMachine()];
        expect(applyAll(one, requests)).toEqual(applyAll(other, requests));
        expect(one.stateHash).toBe(other.stateHash);
        expect(one.snapshot()).toEqual(other.snapshot());
      }),
    );
  });

  it('go on from a snapshot as if they had applied everything', () => {
    fc.assert(
      fc.property(requestsArbitrary, requestsArbitrary, (before, after) => {
        const original = newMachine();
        applyAll(original, before);
        const restored = newMachine();
        restored.restore(original.snapshot());
        expect(restored.snapshot()).toEqual(original.snapshot());
        expect(applyAll(restored, after)).toEqual(applyAll(original, after));
        expect(restored.stateHash).toBe(original.stateHash);
        expect(restored.appliedLogId).toBe(original.appliedLogId);
        expect(restored.snapshot()).toEqual(original.snapshot());
      }),
    );
  });

  it('that applied different commands have different hashes', () => {
    const insert = (value: number) =>
      databaseWith('CREATE TABLE t (k INT)', `INSERT INTO t VALUES (${value})`);
    expect(insert(1).machine.stateHash).not.toBe(insert(2).machine.stateHash);
  });
});

describe('restore', () => {
  it('refuses what is no snapshot and leaves the state alone', () => {
    const { machine, rows } = databaseWith('CREATE TABLE t (k INT)', 'INSERT INTO t VALUES (1)');
    const damaged = machine.snapshot();
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    expect(() => machine.restore(new Uint8Array(5))).toThrow(/not a snapshot/);
    expect(() => machine.restore(damaged)).toThrow(/damaged/);
    expect(() => machine.restore(machine.snapshot().subarray(0, 40))).toThrow(/damaged/);
    expect(rows('SELECT * FROM t')).toEqual([[1]]);
  });

  it('refuses a snapshot of a newer format with what to do about it', () => {
    const { machine, rows } = databaseWith('CREATE TABLE t (k INT)', 'INSERT INTO t VALUES (1)');
    const newer = machine.snapshot();
    expect(new TextDecoder().decode(newer.subarray(0, 8))).toBe('ANVILSN1');
    newer[7] = '2'.charCodeAt(0);
    expect(() => machine.restore(newer)).toThrow(/is of format 2, but .* start a build that knows format 2/);
    expect(rows('SELECT * FROM t')).toEqual([[1]]);
  });

  it('works on a snapshot that lies inside a larger buffer', () => {
    const { machine } = databaseWith('CREATE TABLE t (b BLOB)', "INSERT INTO t VALUES (X'0102')");
    const snapshot = machine.snapshot();
    const buffer = new Uint8Array(snapshot.length + 10);
    buffer.set(snapshot, 3);
    const restored = newMachine();
    restored.restore(buffer.subarray(3, 3 + snapshot.length));
    buffer.fill(0);
    expect(restored.read({ sql: 'SELECT b FROM t', parameters: [] })).toMatchObject({
      rows: [[Uint8Array.of(1, 2)]],
    });
  });
});

describe('commands', () => {
  it('of no bytes do nothing but count', () => {
    const machine = newMachine();
    expect(machine.apply(1, new Uint8Array())).toEqual({ kind: 'written', matchedRows: 0, affectedRows: 0 });
    expect(machine.appliedLogId).toBe(1);
  });

  it('that cannot be read are an error without effect', () => {
    const machine = newMachine();
    expect(machine.apply(1, Uint8Array.of(1, 2, 3))).toMatchObject({ kind: 'error', code: 1105 });
    expect(machine.appliedLogId).toBe(1);
  });

  it('that begin a format are known from then on, and never go back', () => {
    const machine = newMachine();
    expect(machine.format).toBe(1);
    machine.apply(1, encodeFormatChange(2));
    machine.apply(2, encodeFormatChange(1));
    expect(machine.format).toBe(2);
  });

  it('out of turn are a defect of the caller', () => {
    expect(() => newMachine().apply(2, new Uint8Array())).toThrow(/cannot be applied after/);
  });
});
