// Access by primary key finds exactly what a full scan finds.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { databaseWith } from './database.ts';

/** Conditions on both key columns and one other, constants of every kind. */
const constant = fc.oneof(
  fc.integer({ min: -1, max: 6 }).map(String),
  fc.constantFrom('2.5', "'3'", "'b'", "'bb'", 'NULL', "X'62'", "'2x'", '9007199254740993'),
);
const column = fc.constantFrom('a', 'b', 'c');
const comparison = fc.constantFrom('=', '<', '<=', '>', '>=', '<>', '<=>');
const condition = fc.oneof(
  fc.tuple(column, comparison, constant).map(([name, operator, text]) => `${name} ${operator} ${text}`),
  fc.tuple(constant, comparison, column).map(([text, operator, name]) => `${text} ${operator} ${name}`),
  fc
    .tuple(column, fc.array(constant, { minLength: 1, maxLength: 4 }))
    .map(([name, list]) => `${name} IN (${list.join()})`),
  fc.tuple(column, constant, constant).map(([name, low, high]) => `${name} BETWEEN ${low} AND ${high}`),
);
const where = fc
  .tuple(condition, fc.array(fc.tuple(fc.constantFrom('AND', 'AND', 'OR'), condition), { maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest.map(([joint, next]) => `${joint} ${next}`)].join(' '));

describe('access by primary key', () => {
  const letters = ['', 'a', 'b', 'bb', 'c'];
  const rows = [0, 1, 2, 3, 4].flatMap((a) => letters.map((b, index) => `(${a}, '${b}', ${index})`));
  const db = databaseWith(
    'CREATE TABLE t (a INT, b VARCHAR(9), c INT, PRIMARY KEY (a, b))',
    'CREATE TABLE s (b VARCHAR(9), a BIGINT, c INT, PRIMARY KEY (b, a))',
    `INSERT INTO t VALUES ${rows.join()}`,
    'INSERT INTO s SELECT b, a, c FROM t',
  );

  it('finds the rows, in the order, of a full scan', () => {
    fc.assert(
      fc.property(where, fc.constantFrom('t', 's'), (text, table) => {
        const planned = db.rows(`SELECT a, b FROM ${table} WHERE ${text}`);
        // Nothing is planned inside NOT.
        expect(planned).toEqual(db.rows(`SELECT a, b FROM ${table} WHERE NOT NOT (${text})`));
      }),
      { numRuns: 500 },
    );
  });

  it('stops at LIMIT in key order', () => {
    expect(db.rows('SELECT a, b FROM t WHERE a >= 1 ORDER BY a, b LIMIT 2')).toEqual([
      [1, ''],
      [1, 'a'],
    ]);
  });

  it('reads a point of a large table without scanning it', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `(${index}, ${index})`).join();
    const large = databaseWith('CREATE TABLE l (k INT PRIMARY KEY, v INT)', `INSERT INTO l VALUES ${many}`);
    // A scan would meet the overflow of the first row's expression.
    const poison = '18446744073709551615 + IF(k = 0, 1, 0) > 0';
    expect(large.read(`SELECT v FROM l WHERE ${poison}`)).toMatchObject({ code: 1690 });
    expect(large.rows(`SELECT v FROM l WHERE ${poison} AND k = 777`)).toEqual([[777]]);
    expect(large.rows(`SELECT v FROM l WHERE ${poison} AND k BETWEEN 5 AND 6`)).toEqual([[5], [6]]);
  });
});
