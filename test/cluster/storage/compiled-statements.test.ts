// A statement that comes again with other parameters is not compiled again: nobody may tell by what it does.

import { describe, expect, it } from 'vitest';
import type { SqlValue } from '../../../cluster/statement.ts';
import { databaseWith } from './database.ts';

const schema = ['CREATE TABLE t (k INT PRIMARY KEY, v INT, d DOUBLE, s VARCHAR(20))'];
const rows = "INSERT INTO t VALUES (1, 10, 1.5, 'ab'), (2, 20, 2.5, 'b'), (3, NULL, NULL, NULL)";
const parameters: readonly SqlValue[] = [1, 2.5, '2', null, 9_007_199_254_740_993n, 'a%', 0, 3];

describe('a statement with other parameters', () => {
  it.each([
    'SELECT v FROM t WHERE k = ?',
    'SELECT v + ?, ? FROM t',
    'SELECT -? FROM t WHERE k = 1',
    'SELECT ? AS x, k FROM t ORDER BY k DESC',
    'SELECT COUNT(*), MAX(v + ?) FROM t GROUP BY s HAVING COUNT(*) > 0',
    'SELECT s FROM t WHERE s LIKE ?',
    'SELECT k FROM t WHERE k IN (?, 2) OR v BETWEEN ? AND 15',
    'SELECT k FROM t LIMIT ?',
    'INSERT INTO t (k, v) VALUES (?, 5) ON DUPLICATE KEY UPDATE v = v + VALUES(v)',
    'UPDATE t SET v = v + 1, s = ? WHERE d > ?',
    'UPDATE t SET d = d * ? WHERE k < 3 ORDER BY v DESC LIMIT 1',
    'DELETE FROM t WHERE v = ?',
  ])('does what it does the first time: %s', (sql) => {
    const used = databaseWith(...schema);
    const count = [...sql.matchAll(/\?/g)].length;
    const run = (database: typeof used, given: readonly SqlValue[]) =>
      sql.startsWith('SELECT') ? database.read(sql, ...given) : database.write(sql, ...given);
    for (const [index, value] of [...parameters, ...parameters.toReversed()].entries()) {
      const given = Array.from({ length: count }, (_, at) =>
        at === 0 ? value : (parameters[index % 8] ?? null),
      );
      const fresh = databaseWith(...schema);
      for (const database of [used, fresh]) {
        database.write('DELETE FROM t');
        database.write(rows);
      }
      expect(run(used, given)).toEqual(run(fresh, given));
      expect(used.rows('SELECT * FROM t')).toEqual(fresh.rows('SELECT * FROM t'));
    }
  });

  it('follows a table that was made anew with other columns', () => {
    const database = databaseWith('CREATE TABLE t (k INT PRIMARY KEY, a INT, b INT)');
    const insert = 'INSERT INTO t (k, b) VALUES (?, ?)';
    const select = 'SELECT b FROM t WHERE k = ?';
    database.write(insert, 1, 7);
    expect(database.rows(select, 1)).toEqual([[7]]);
    database.write('DROP TABLE t');
    database.write('CREATE TABLE t (b VARCHAR(9), k INT PRIMARY KEY)');
    database.write(insert, 1, 'x');
    expect(database.rows(select, 1)).toEqual([['x']]);
  });

  it('tells the types of its columns by the parameters it has now', () => {
    const database = databaseWith(...schema, rows);
    const types = (value: SqlValue) => {
      const outcome = database.read('SELECT ? FROM t', value);
      return outcome.kind === 'rows' ? outcome.columns.map(({ type }) => type) : [];
    };
    expect([types(1), types('x'), types(1.5), types(null)]).toEqual([
      ['integer'],
      ['text'],
      ['double'],
      ['null'],
    ]);
  });
});
