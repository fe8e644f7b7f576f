// Each kind of statement, by what it does to a small table.

import { describe, expect, it } from 'vitest';
import { databaseWith } from './database.ts';

const registers = [
  'CREATE TABLE r (k INT PRIMARY KEY, v INT)',
  'INSERT INTO r VALUES (1, 10), (2, 20), (3, NULL)',
];
const written = (matchedRows: number, affectedRows = matchedRows) => ({
  kind: 'written',
  matchedRows,
  affectedRows,
});

describe('INSERT', () => {
  it('fills in defaults', () => {
    const db = databaseWith(
      "CREATE TABLE t (k INT PRIMARY KEY, a INT DEFAULT 5, b VARCHAR(9) NOT NULL DEFAULT 'x', c INT)",
    );
    expect(db.write('INSERT INTO t (k) VALUES (1), (2)')).toEqual(written(2));
    db.write('INSERT INTO t SET k = 3, a = DEFAULT');
    expect(db.rows('SELECT * FROM t')).toEqual([
      [1, 5, 'x', null],
      [2, 5, 'x', null],
      [3, 5, 'x', null],
    ]);
  });

  it('IGNORE skips rows whose key exists', () => {
    const db = databaseWith(...registers);
    expect(db.write('INSERT IGNORE INTO r VALUES (1, 99), (4, 40)')).toEqual(written(1));
    expect(db.rows('SELECT v FROM r WHERE k IN (1, 4)')).toEqual([[10], [40]]);
  });

  it('ON DUPLICATE KEY UPDATE counts 1 for new, 2 for changed, 0 for unchanged', () => {
    const db = databaseWith(...registers);
    const upsert = 'INSERT INTO r VALUES (?, ?) ON DUPLICATE KEY UPDATE v = VALUES(v)';
    expect(db.write(upsert, 7, 70)).toMatchObject({ affectedRows: 1 });
    expect(db.write(upsert, 7, 71)).toMatchObject({ affectedRows: 2 });
    expect(db.write(upsert, 7, 71)).toMatchObject({ affectedRows: 0, matchedRows: 1 });
    expect(db.rows('SELECT v FROM r WHERE k = 7')).toEqual([[71]]);
  });

  it('ON DUPLICATE KEY UPDATE sees the old row and the new one', () => {
    const db = databaseWith('CREATE TABLE l (k INT PRIMARY KEY, v TEXT)', "INSERT INTO l VALUES (1, '1')");
    db.write("INSERT INTO l VALUES (1, '2') ON DUPLICATE KEY UPDATE v = CONCAT(v, ',', VALUES(v))");
    expect(db.rows('SELECT v FROM l')).toEqual([['1,2']]);
  });

  it('REPLACE puts a whole new row in the place of the old one', () => {
    const db = databaseWith(...registers);
    expect(db.write('REPLACE INTO r (k) VALUES (1)')).toMatchObject({ affectedRows: 2 });
    expect(db.rows('SELECT * FROM r WHERE k = 1')).toEqual([[1, null]]);
  });

  it('copies rows from a SELECT', () => {
    const db = databaseWith(...registers);
    expect(db.write('INSERT INTO r SELECT k + 10, v FROM r')).toEqual(written(3));
    expect(db.rows('SELECT COUNT(*) FROM r')).toEqual([[6]]);
  });

  it('generates AUTO_INCREMENT numbers that pass explicit ones', () => {
    const db = databaseWith('CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, v INT)');
    expect(db.write('INSERT INTO a (v) VALUES (1), (2)')).toMatchObject({ lastInsertId: 1 });
    db.write('INSERT INTO a VALUES (10, 3)');
    expect(db.write('INSERT INTO a VALUES (NULL, 4)')).toMatchObject({ lastInsertId: 11 });
    expect(db.rows('SELECT id FROM a')).toEqual([[1], [2], [10], [11]]);
  });

  it('keeps equal rows of a table without primary key apart', () => {
    const db = databaseWith('CREATE TABLE h (v INT)', 'INSERT INTO h VALUES (2), (1), (1)');
    expect(db.rows('SELECT v FROM h')).toEqual([[2], [1], [1]]);
    expect(db.write('DELETE FROM h WHERE v = 1 LIMIT 1')).toEqual(written(1));
    expect(db.rows('SELECT v FROM h')).toEqual([[2], [1]]);
  });
});

describe('UPDATE', () => {
  it('compares and sets', () => {
    const db = databaseWith(...registers);
    const compareAndSet = 'UPDATE r SET v = ? WHERE k = ? AND v = ?';
    expect(db.write(compareAndSet, 11, 1, 10)).toEqual(written(1));
    expect(db.write(compareAndSet, 12, 1, 10)).toEqual(written(0));
    expect(db.rows('SELECT v FROM r WHERE k = 1')).toEqual([[11]]);
  });

  it('counts rows set to the values they have as matched, not as affected', () => {
    const db = databaseWith(...registers);
    expect(db.write('UPDATE r SET v = 10 WHERE k <= 2')).toEqual(written(2, 1));
  });

  it('assigns from left to right', () => {
    const db = databaseWith(
      'CREATE TABLE p (k INT PRIMARY KEY, a INT, b INT)',
      'INSERT INTO p VALUES (1, 1, 1)',
    );
    db.write('UPDATE p SET a = a + 1, b = a');
    expect(db.rows('SELECT a, b FROM p')).toEqual([[2, 2]]);
  });

  it('moves a row to its new key', () => {
    const db = databaseWith(...registers);
    expect(db.write('UPDATE r SET k = k + 100 WHERE k = 1')).toEqual(written(1));
    expect(db.rows('SELECT k FROM r')).toEqual([[2], [3], [101]]);
  });

  it('takes the first rows in the order asked for', () => {
    const db = databaseWith(...registers);
    expect(db.write('UPDATE r SET v = 0 ORDER BY k DESC LIMIT 1')).toEqual(written(1));
    expect(db.rows('SELECT k FROM r WHERE v = 0')).toEqual([[3]]);
  });
});

describe('DELETE', () => {
  it('deletes what matches', () => {
    const db = databaseWith(...registers);
    expect(db.write('DELETE FROM r WHERE v IS NULL OR k = 1')).toEqual(written(2));
    expect(db.rows('SELECT k FROM r')).toEqual([[2]]);
  });

  it('TRUNCATE empties a table and starts its numbers again', () => {
    const db = databaseWith('CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY)', 'INSERT INTO a VALUES (5)');
    db.write('TRUNCATE TABLE a');
    expect(db.write('INSERT INTO a VALUES (NULL)')).toMatchObject({ lastInsertId: 1 });
  });
});

describe('SELECT', () => {
  it('describes its columns', () => {
    const db = databaseWith(...registers);
    expect(db.read('SELECT k, v / 2 AS half, COUNT(*) FROM r')).toMatchObject({
      columns: [
        { name: 'k', table: 'r', type: 'integer' },
        { name: 'half', table: '', type: 'double' },
        { name: 'COUNT(*)', table: '', type: 'integer' },
      ],
    });
  });

  it('sorts NULL first, by column, alias, position or expression', () => {
    const db = databaseWith(...registers);
    const ascending = [[3], [1], [2]];
    expect(db.rows('SELECT k FROM r ORDER BY v')).toEqual(ascending);
    expect(db.rows('SELECT k, v AS x FROM r ORDER BY x')).toEqual([
      [3, null],
      [1, 10],
      [2, 20],
    ]);
    expect(db.rows('SELECT v, k FROM r ORDER BY 1 DESC')).toEqual([
      [20, 2],
      [10, 1],
      [null, 3],
    ]);
    expect(db.rows('SELECT k FROM r ORDER BY -k')).toEqual([[3], [2], [1]]);
  });

  it('sorts by an alias that hides a key column', () => {
    const db = databaseWith(...registers);
    expect(db.rows('SELECT -k AS k FROM r ORDER BY k')).toEqual([[-3], [-2], [-1]]);
  });

  it('cuts by LIMIT and OFFSET', () => {
    const db = databaseWith(...registers);
    expect(db.rows('SELECT k FROM r LIMIT 1 OFFSET 1')).toEqual([[2]]);
    expect(db.rows('SELECT k FROM r ORDER BY v DESC LIMIT ?', 1)).toEqual([[2]]);
    expect(db.rows('SELECT k FROM r LIMIT 0')).toEqual([]);
  });

  it('aggregates, over no rows too', () => {
    const db = databaseWith(...registers);
    const aggregates = 'SELECT COUNT(*), COUNT(v), SUM(v), MIN(v), MAX(v), AVG(v) FROM r';
    expect(db.rows(aggregates)).toEqual([[3, 2, 30, 10, 20, 15]]);
    expect(db.rows(`${aggregates} WHERE k > 9`)).toEqual([[0, 0, null, null, null, null]]);
  });

  it('groups, with HAVING', () => {
    const db = databaseWith(
      'CREATE TABLE g (k INT PRIMARY KEY, c TEXT)',
      "INSERT INTO g VALUES (1,'a'),(2,'b'),(3,'a')",
    );
    expect(db.rows('SELECT c, COUNT(*) AS n FROM g GROUP BY c ORDER BY n')).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    expect(db.rows('SELECT c FROM g GROUP BY c HAVING COUNT(*) > 1')).toEqual([['a']]);
    expect(db.rows('SELECT DISTINCT c FROM g')).toEqual([['a'], ['b']]);
    expect(db.rows('SELECT COUNT(DISTINCT c) FROM g')).toEqual([[2]]);
  });

  it('reads integers beyond 2^53 exactly', () => {
    const db = databaseWith(
      'CREATE TABLE b (k BIGINT PRIMARY KEY)',
      'INSERT INTO b VALUES (9007199254740993), (1)',
    );
    expect(db.rows('SELECT k FROM b WHERE k > 5')).toEqual([[9007199254740993n]]);
    expect(db.rows('SELECT SUM(k) FROM b')).toEqual([[9007199254740994n]]);
  });

  it('finds schema in information_schema and SHOW', () => {
    const db = databaseWith(...registers, 'CREATE DATABASE shop');
    expect(db.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'test'")).toEqual([
      ['r'],
    ]);
    expect(db.rows('SHOW TABLES')).toEqual([['r']]);
    expect(db.rows("SHOW DATABASES LIKE 's%'")).toEqual([['shop']]);
    expect(db.rows('SHOW COLUMNS FROM r')[0]).toEqual(['k', 'int', 'NO', 'PRI', null, '']);
  });

  it('SHOW CREATE TABLE makes the same table again', () => {
    const text = (db: ReturnType<typeof databaseWith>) => db.rows('SHOW CREATE TABLE t')[0]?.[1];
    const first = databaseWith(
      "CREATE TABLE t (a INT AUTO_INCREMENT, b VARCHAR(5) NOT NULL DEFAULT 'x''y', PRIMARY KEY (a, b))",
    );
    expect(text(databaseWith(String(text(first))))).toBe(text(first));
  });
});

describe('several databases', () => {
  it('are separate', () => {
    const db = databaseWith('CREATE DATABASE shop', 'CREATE TABLE t (k INT)', 'CREATE TABLE shop.t (k INT)');
    db.write('INSERT INTO shop.t VALUES (1)');
    expect(db.rows('SELECT * FROM t')).toEqual([]);
    expect(db.rows('SELECT t.k FROM shop.t')).toEqual([[1]]);
    db.write('DROP DATABASE shop');
    expect(db.read('SELECT * FROM shop.t')).toMatchObject({ code: 1049 });
  });
});
