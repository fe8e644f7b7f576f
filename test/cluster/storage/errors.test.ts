// Each error code with its SQLSTATE and message, and that a failed statement has no effect.

import { describe, expect, it } from 'vitest';
import { databaseWith } from './database.ts';

const schema = [
  `CREATE TABLE t (k INT PRIMARY KEY, small TINYINT UNSIGNED, big BIGINT, name VARCHAR(3), must INT NOT NULL DEFAULT 0,
     bytes VARBINARY(2), price DECIMAL(5,2))`,
  'CREATE TABLE pair (a INT, b VARCHAR(9), v INT NOT NULL, PRIMARY KEY (a, b))',
  'INSERT INTO t (k) VALUES (1)',
  "INSERT INTO pair VALUES (1, 'x', 0)",
];

describe('errors of writes', () => {
  it.each<[string, number, string, string]>([
    ['INSERT INTO t (k) VALUES (1)', 1062, '23000', "Duplicate entry '1' for key 't.PRIMARY'"],
    ["INSERT INTO pair VALUES (1, 'x', 1)", 1062, '23000', "Duplicate entry '1-x' for key 'pair.PRIMARY'"],
    ['INSERT INTO nowhere VALUES (1)', 1146, '42S02', "Table 'test.nowhere' doesn't exist"],
    ['INSERT INTO nodb.t VALUES (1)', 1049, '42000', "Unknown database 'nodb'"],
    ['INSERT INTO t (k, what) VALUES (2, 2)', 1054, '42S22', "Unknown column 'what' in 'field list'"],
    ['UPDATE t SET what = 1', 1054, '42S22', "Unknown column 'what' in 'field list'"],
    ['INSERT INTO t (k, small) VALUES (2)', 1136, '21S01', "Column count doesn't match value count at row 1"],
    ['INSERT INTO t (k, k) VALUES (2, 2)', 1110, '42000', "Column 'k' specified twice"],
    ['INSERT INTO t (k, must) VALUES (2, NULL)', 1048, '23000', "Column 'must' cannot be null"],
    ["INSERT INTO pair (a, b) VALUES (2, 'y')", 1364, 'HY000', "Field 'v' doesn't have a default value"],
    [
      "INSERT INTO t (k) VALUES ('two')",
      1366,
      'HY000',
      "Incorrect integer value: 'two' for column 'k' at row 1",
    ],
    [
      'INSERT INTO t (k, small) VALUES (2, 256)',
      1264,
      '22003',
      "Out of range value for column 'small' at row 1",
    ],
    [
      'INSERT INTO t (k, small) VALUES (2, -1)',
      1264,
      '22003',
      "Out of range value for column 'small' at row 1",
    ],
    [
      'INSERT INTO t (k, big) VALUES (2, 9223372036854775808)',
      1264,
      '22003',
      "Out of range value for column 'big' at row 1",
    ],
    [
      'INSERT INTO t (k, price) VALUES (2, 1000)',
      1264,
      '22003',
      "Out of range value for column 'price' at row 1",
    ],
    ["INSERT INTO t (k, name) VALUES (2, 'abcd')", 1406, '22001', "Data too long for column 'name' at row 1"],
    [
      "INSERT INTO t (k, bytes) VALUES (2, X'010203')",
      1406,
      '22001',
      "Data too long for column 'bytes' at row 1",
    ],
    [
      'UPDATE t SET big = 9223372036854775807 + big + 9223372036854775807 + 9223372036854775807',
      1690,
      '22003',
      '',
    ],
    ['CREATE TABLE t (k INT)', 1050, '42S01', "Table 't' already exists"],
    ['DROP TABLE nowhere', 1051, '42S02', "Unknown table 'test.nowhere'"],
    ['CREATE DATABASE test', 1007, 'HY000', "Can't create database 'test'; database exists"],
    ['DROP DATABASE nodb', 1008, 'HY000', "Can't drop database 'nodb'; database doesn't exist"],
    ['CREATE TABLE n (a INT, A INT)', 1060, '42S21', "Duplicate column name 'a'"],
    ['CREATE TABLE n (a INT, PRIMARY KEY (b))', 1072, '42000', "Key column 'b' doesn't exist in table"],
    ["CREATE TABLE n (a INT DEFAULT 'x')", 1067, '42000', "Invalid default value for 'a'"],
    ['CREATE TABLE n (a INT AUTO_INCREMENT)', 1075, '42000', ''],
    ['CREATE TABLE n (a INT PRIMARY KEY, b INT PRIMARY KEY)', 1068, '42000', 'Multiple primary key defined'],
    ['CREATE TABLE information_schema.n (a INT)', 1044, '42000', ''],
    ["DROP USER 'nobody'", 1396, 'HY000', "Operation DROP USER failed for 'nobody'@'%'"],
    ["DROP USER 'root'", 1396, 'HY000', "Operation DROP USER failed for 'root'@'%'"],
    ['UPDATE t SET k = NOW()', 1235, '42000', ''],
    ['UPDATE t SET k = RAND()', 1235, '42000', ''],
    ['SELECT 1', 1235, '42000', ''],
    ['UPDATE t SET k = ?', 1210, 'HY000', ''],
    ['SELEC', 1064, '42000', ''],
  ])('%s fails with %i', (sql, code, sqlState, message) => {
    const db = databaseWith(...schema);
    // The sum above only overflows once the column holds something.
    db.write('UPDATE t SET big = 1');
    const outcome = db.write(sql);
    expect(outcome).toMatchObject({ kind: 'error', code, sqlState });
    if (outcome.kind === 'error') expect(outcome.message).toContain(message);
  });
});

describe('errors of reads', () => {
  it.each<[string, number]>([
    ['SELECT what FROM t', 1054],
    ['SELECT u.k FROM t', 1054],
    ['SELECT * FROM nowhere', 1146],
    ['SELECT WHATEVER(k) FROM t', 1305],
    ['SELECT CONCAT() FROM t', 1582],
    ['SELECT k FROM t WHERE COUNT(*) > 1', 1111],
    ['SELECT k FROM t LIMIT -1', 1210],
    ['SELECT * FROM information_schema.nowhere', 1109],
    ['SELECT k FROM t ORDER BY 2', 1054],
    ['DELETE FROM t', 1235],
  ])('%s fails with %i', (sql, code) => {
    const db = databaseWith(...schema);
    expect(db.read(sql)).toMatchObject({ kind: 'error', code });
  });
});

describe('statement atomicity', () => {
  it.each([
    'INSERT INTO t (k) VALUES (7), (8), (1)',
    'INSERT INTO t (k, name) VALUES (7, NULL), (8, "too long")',
    'UPDATE t SET k = 5',
    'INSERT INTO t (k) VALUES (7), (1) ON DUPLICATE KEY UPDATE k = NULL',
    'REPLACE INTO t (k, must) VALUES (1, 5), (2, NULL)',
    'DROP TABLE t, nowhere',
  ])('%s has no effect when it fails', (sql) => {
    const db = databaseWith(...schema, "INSERT INTO t (k, name) VALUES (2, 'two'), (3, NULL)");
    const before = db.rows('SELECT * FROM t');
    expect(db.write(sql)).toMatchObject({ kind: 'error' });
    expect(db.rows('SELECT * FROM t')).toEqual(before);
  });

  it('takes generated numbers back too', () => {
    const db = databaseWith('CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, v INT NOT NULL)');
    expect(db.write('INSERT INTO a (v) VALUES (1), (NULL)')).toMatchObject({ kind: 'error', code: 1048 });
    expect(db.write('INSERT INTO a (v) VALUES (1)')).toMatchObject({ lastInsertId: 1 });
  });
});
