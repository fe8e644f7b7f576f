// Random statements on a few small tables: most succeed, some fail half way.

import * as fc from 'fast-check';
import type { StatementRequest } from '../../../cluster/statement.ts';

const key = fc.integer({ min: 0, max: 6 });
const value = fc.oneof(
  fc.integer({ min: -3, max: 300 }),
  fc.constant(null),
  fc.constant(9007199254740993n),
  fc.double({ noNaN: true }),
  fc.string({ maxLength: 4 }),
  fc.uint8Array({ maxLength: 3 }),
);

const create = fc.constantFrom(
  'CREATE TABLE IF NOT EXISTS t (k INT PRIMARY KEY, v BIGINT)',
  'CREATE TABLE IF NOT EXISTS p (a INT, b VARCHAR(3), v DOUBLE NOT NULL DEFAULT 1, PRIMARY KEY (a, b))',
  'CREATE TABLE IF NOT EXISTS h (id BIGINT AUTO_INCREMENT PRIMARY KEY, b VARBINARY(2))',
  'CREATE TABLE IF NOT EXISTS n (v TEXT)',
  'DROP TABLE IF EXISTS p',
  "CREATE USER app IDENTIFIED WITH mysql_native_password AS ''",
  'DROP USER IF EXISTS app',
);

const request = (sql: string, ...parameters: fc.Arbitrary<StatementRequest['parameters'][number]>[]) =>
  fc.tuple(...parameters).map((values): StatementRequest => ({ sql, parameters: values }));

export const statementArbitrary: fc.Arbitrary<StatementRequest> = fc.oneof(
  create.map((sql) => ({ sql, parameters: [] })),
  request('INSERT INTO t VALUES (?, ?), (?, ?)', key, value, key, value),
  request('INSERT INTO t VALUES (?, ?) ON DUPLICATE KEY UPDATE v = v + VALUES(v)', key, value),
  request('INSERT INTO p (a, b) VALUES (?, ?), (?, ?)', key, value, key, value),
  request('REPLACE INTO p VALUES (?, ?, ?)', key, value, value),
  request('INSERT INTO h (b) VALUES (?), (?)', value, value),
  request('INSERT INTO n VALUES (?)', value),
  request('UPDATE t SET v = ? WHERE k = ? AND v < ?', value, key, value),
  request('UPDATE t SET k = k + 1 WHERE k > ? ORDER BY k DESC', key),
  request('UPDATE p SET v = v * 2, b = ? WHERE a = ?', value, key),
  request('DELETE FROM t WHERE k BETWEEN ? AND ?', key, key),
  request('DELETE FROM h ORDER BY b LIMIT 1'),
);
