// What replication learns of a statement: its class and its request id.

import { describe, expect, it } from 'vitest';
import { classify, requestIdOf } from '../../../cluster/sql/classify.ts';

describe('classify', () => {
  it.each([
    ['SELECT 1', 'local'],
    ['SELECT @@version', 'local'],
    ['SET NAMES utf8mb4', 'local'],
    ['SHOW VARIABLES', 'local'],
    ['COMMIT', 'local'],
    ['USE shop', 'local'],
    ['SELECT * FROM t', 'read'],
    ['SELECT * FROM t FOR UPDATE', 'read'],
    ['SHOW TABLES', 'read'],
    ['DESCRIBE t', 'read'],
    ['INSERT INTO t VALUES (1)', 'write'],
    ['DELETE FROM t', 'write'],
    ['CREATE TABLE t (k INT)', 'write'],
    ["CREATE USER app IDENTIFIED BY 'x'", 'write'],
  ])('%s is %s', (sql, statementClass) => {
    expect(classify(sql)).toBe(statementClass);
  });

  it('answers a syntax error with its outcome', () => {
    expect(classify('SELEKT 1')).toMatchObject({ kind: 'error', code: 1064, sqlState: '42000' });
  });
});

describe('requestIdOf', () => {
  const idOf = (sql: string, ...parameters: (string | number)[]) => requestIdOf({ sql, parameters });

  it('reads the hint', () => {
    expect(idOf("INSERT /*+ REQUEST_ID('a', 7) */ INTO t VALUES (1)")).toEqual({ client: 'a', sequence: 7 });
  });

  it('reads it from parameters', () => {
    expect(idOf('UPDATE /*+ REQUEST_ID(?, ?) */ t SET v = ?', 'a', 7, 1)).toEqual({
      client: 'a',
      sequence: 7,
    });
  });

  it('ignores other hints, comments and hints in other places', () => {
    expect(idOf('INSERT /*+ NO_INDEX(t) */ INTO t VALUES (1)')).toBeNull();
    expect(idOf("INSERT /* REQUEST_ID('a', 7) */ INTO t VALUES (1)")).toBeNull();
    expect(idOf("INSERT INTO /*+ REQUEST_ID('a', 7) */ t VALUES (1)")).toBeNull();
  });

  it('refuses an id that could not keep its promise', () => {
    expect(() => idOf("INSERT /*+ REQUEST_ID('a', 0) */ INTO t VALUES (1)")).toThrow(/REQUEST_ID/);
    expect(() => idOf("INSERT /*+ REQUEST_ID('', 1) */ INTO t VALUES (1)")).toThrow(/REQUEST_ID/);
    expect(() => idOf("INSERT /*+ REQUEST_ID('a') */ INTO t VALUES (1)")).toThrow(/syntax/);
  });
});
