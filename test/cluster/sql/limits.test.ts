// Statements that are larger or more involved than any program writes them: each is read or refused at once, and none
// takes more time or memory than its length allows.

import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../cluster/sql/errors.ts';
import { tokenize } from '../../../cluster/sql/lexer.ts';
import { parse, parseOfClient, parseUncached } from '../../../cluster/sql/parser.ts';
import { clientLimits } from '../../../cluster/sql/statement-limits.ts';
import { databaseWith } from '../storage/database.ts';

const megabytes = 2 ** 20;

function errorOf(action: () => unknown): SqlError {
  try {
    action();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

/** A text of 16 MB, as long as a client may send one. */
const filled = (start: string, piece: string, end = ''): string =>
  start + piece.repeat((16 * megabytes - start.length - end.length) / piece.length) + end;

const tooLong: readonly (readonly [string, string])[] = [
  ['columns', filled('SELECT ', '1,', '1')],
  ['rows', filled('INSERT INTO t VALUES ', '(1),', '(1)')],
  ['members of IN', filled('SELECT 1 IN (', '1,', '1)')],
  ['names', filled('SELECT ', 'a ')],
  ['words of a hint', filled('SELECT /*+ ', 'a ', '*/ 1')],
  ['branches', filled('SELECT CASE ', 'WHEN 1 THEN 1 ', 'END')],
  ['variables', filled('SELECT ', '@a,', '@a')],
  ['quoted names', filled('SELECT ', '`a`,', '`a`')],
  ['parentheses', filled('SELECT ', '(')],
  ['signs', filled('SELECT ', '-')],
  ['parameters', filled('SELECT ', '?,', '?')],
  ['tables', filled('DROP TABLE ', 't,', 't')],
  ['words after BEGIN', filled('BEGIN ', 'a ')],
  ['statements', filled('', ';')],
  ['strings', filled('SELECT ', "'' ")],
];
test.each(tooLong)('16 MB of %s are refused while they are read', (_, sql) => {
  const before = process.memoryUsage().heapUsed;
  expect(errorOf(() => parseOfClient(sql))).toMatchObject({
    code: 1064,
    message: expect.stringMatching(/more than 250000 words and signs; send it in several parts$/),
  });
  // Whatever was not collected meanwhile is counted too; the tokens of all of it would be 600 MB and more.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * megabytes);
});

test('as many words as may be are taken, and one more is not', () => {
  const words = (count: number): string => `BEGIN ${'a '.repeat(count - 1)}`;
  expect(parseOfClient(words(clientLimits.tokensMax)).statement.kind).toBe('begin');
  expect(errorOf(() => parseOfClient(words(clientLimits.tokensMax + 1))).code).toBe(1064);
});

test('what is agreed on already is read whatever its size', () => {
  const sql = `BEGIN ${'a '.repeat(clientLimits.tokensMax + 1)}`;
  expect(parse(sql).statement.kind).toBe('begin');
});

const { columnsMax } = clientLimits;
const lists: readonly (readonly [string, (count: number) => string])[] = [
  ['SELECT', (count) => `SELECT ${Array.from({ length: count }, () => '1').join()}`],
  ['GROUP BY', (count) => `SELECT 1 FROM t GROUP BY ${Array.from({ length: count }, () => 'a').join()}`],
  ['ORDER BY', (count) => `SELECT 1 FROM t ORDER BY ${Array.from({ length: count }, () => 'a').join()}`],
  ['a row', (count) => `INSERT INTO t VALUES (${Array.from({ length: count }, () => '1').join()})`],
  [
    'names before rows',
    (count) => `INSERT INTO t (${Array.from({ length: count }, () => 'a').join()}) VALUES (1)`,
  ],
  ['SET', (count) => `UPDATE t SET ${Array.from({ length: count }, () => 'a=1').join()}`],
  [
    'a table',
    (count) => `CREATE TABLE t (${Array.from({ length: count }, (__, at) => `c${at} INT`).join()})`,
  ],
];
test.each(lists)('%s takes 4096 columns, as MySQL does, and not one more', (_, sqlOf) => {
  parseOfClient(sqlOf(columnsMax));
  expect(errorOf(() => parseOfClient(sqlOf(columnsMax + 1)))).toMatchObject({ code: 1117 });
});

test('stars count for what they stand for', () => {
  const database = databaseWith();
  database.write(`CREATE TABLE t (${Array.from({ length: 100 }, (_, at) => `c${at} INT`).join()})`);
  const stars = (count: number): string => `SELECT ${Array.from({ length: count }, () => '*').join()} FROM t`;
  expect(database.read(stars(40))).toMatchObject({ kind: 'rows' });
  expect(database.read(stars(41))).toMatchObject({ kind: 'error', code: 1117 });
});

const deep: readonly (readonly [string, string])[] = [
  ['parentheses', `${'('.repeat(5000)}1${')'.repeat(5000)}`],
  ['signs', `${'- '.repeat(5000)}1`],
  ['NOT', `${'NOT '.repeat(5000)}1`],
  ['BINARY', `${'BINARY '.repeat(5000)}1`],
  ['calls', `${'ABS('.repeat(5000)}1${')'.repeat(5000)}`],
  ['CASE', `${'CASE WHEN 1 THEN '.repeat(5000)}1${' END'.repeat(5000)}`],
  ['operators', `1${' + 1'.repeat(5000)}`],
  ['BETWEEN', `1${' BETWEEN 1 AND 1'.repeat(5000)}`],
];
test.each(deep)('thousands of %s in one another are refused, not overflowed', (_, expression) => {
  expect(errorOf(() => parseOfClient(`SELECT ${expression}`)).code).toBe(1235);
});

describe('what stands in one another is computed once at each level', () => {
  const database = databaseWith();
  const valueOf = (sql: string): unknown => {
    const outcome = database.read(sql);
    if (outcome.kind !== 'rows') throw new Error(JSON.stringify(outcome));
    return outcome.rows[0]?.[0];
  };
  const nestedCase = (levels: number): string =>
    `${'CASE '.repeat(levels)}1${' WHEN 2 THEN 0 WHEN 3 THEN 0 ELSE 1 END'.repeat(levels)}`;

  test('BETWEEN of BETWEEN', () => {
    expect(valueOf(`SELECT 1${' BETWEEN 1 AND 1'.repeat(900)}`)).toBe(1);
  });
  test('CASE of CASE', () => {
    expect(valueOf(`SELECT ${nestedCase(90)}`)).toBe(1);
  });
  test('an alias of many operators, used many times', () => {
    const sum = `0${'+1'.repeat(900)}`;
    expect(valueOf(`SELECT ${sum} AS a ORDER BY a${'+a'.repeat(900)}`)).toBe(900);
    const more = Array.from({ length: 200 }, () => `a${'+a'.repeat(900)}`).join();
    expect(database.read(`SELECT ${sum} AS a ORDER BY ${more}`)).toMatchObject({ kind: 'error', code: 1235 });
  });
});

const truths: readonly (readonly [string, number | null])[] = [
  ['2 BETWEEN 1 AND 3', 1],
  ['0 BETWEEN 1 AND 3', 0],
  ['4 BETWEEN 1 AND 3', 0],
  ['NULL BETWEEN 1 AND 3', null],
  ['2 BETWEEN NULL AND 3', null],
  ['4 BETWEEN NULL AND 3', 0],
  ['0 BETWEEN 1 AND NULL', 0],
  ['2 BETWEEN 1 AND NULL', null],
  ['2 NOT BETWEEN 1 AND 3', 0],
  ['4 NOT BETWEEN NULL AND 3', 1],
  ['2 NOT BETWEEN NULL AND 3', null],
  ['CASE NULL WHEN NULL THEN 1 ELSE 2 END', 2],
  ['CASE 1 WHEN NULL THEN 1 WHEN 1 THEN 3 END', 3],
  ['CASE WHEN NULL THEN 1 WHEN 2 THEN 4 END', 4],
];
test.each(truths)('%s is %j', (expression, expected) => {
  const outcome = databaseWith().read(`SELECT ${expression}`);
  expect(outcome).toMatchObject({ rows: [[expected]] });
});

test('long strings are read whatever is escaped in them', () => {
  const stringOf = (sql: string): unknown => tokenize(sql)[0]?.value;
  for (const length of [1, 4095, 4096, 4097, 100_000]) {
    expect(stringOf(`'${'\\n'.repeat(length)}'`)).toBe('\n'.repeat(length));
    expect(stringOf(`'${"''".repeat(length)}'`)).toBe("'".repeat(length));
    expect(stringOf(`'a${'\\%\u{1f600}'.repeat(length)}b'`)).toBe(`a${'\\%\u{1f600}'.repeat(length)}b`);
  }
  expect(stringOf("'\\\\'")).toBe('\\');
  expect(errorOf(() => tokenize("'\\'")).code).toBe(1064);
  expect(errorOf(() => tokenize("'a\\")).code).toBe(1064);
  expect(parseUncached('SELECT `a``b`').statement).toMatchObject({ items: [{ text: 'a`b' }] });
});

test('an error far down a long text names its line', () => {
  const error = errorOf(() => parse(`SELECT${'\n'.repeat(megabytes)}FROM`));
  expect(error.message).toMatch(new RegExp(`near 'FROM' at line ${megabytes + 1}$`));
});
