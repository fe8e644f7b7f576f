// Tokens to statements: precedence, shapes, and what is refused with which code.

import { describe, expect, it } from 'vitest';
import { errorOutcome } from '../../../cluster/sql/errors.ts';
import { parse, parseUncached } from '../../../cluster/sql/parser.ts';

function errorCodeOf(sql: string): number {
  try {
    parse(sql);
    return 0;
  } catch (error) {
    return errorOutcome(error).code;
  }
}

/** An expression with all its parentheses. */
function shapeOf(expression: string): string {
  const { statement } = parseUncached(`SELECT ${expression}`);
  const show = (node: unknown): string => {
    const { kind, ...rest } = node as Record<string, unknown> & { kind: string };
    if (kind === 'binary')
      return `(${show(rest['left'])} ${String(rest['operator'])} ${show(rest['right'])})`;
    if (kind === 'unary') return `(${String(rest['operator'])} ${show(rest['operand'])})`;
    if (kind === 'column') return String(rest['name']);
    return kind === 'literal' ? String(rest['value']) : kind;
  };
  return statement.kind === 'select' ? show(statement.items[0]?.expression) : statement.kind;
}

describe('precedence of operators', () => {
  it.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['a OR b AND c', '(a OR (b AND c))'],
    ['NOT a = b', '(NOT (a = b))'],
    ['a = 1 AND b < 2 + 3', '((a = 1) AND (b < (2 + 3)))'],
    ['-a * b', '((- a) * b)'],
    ['-5', '-5'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
  ])('%s means %s', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });

  it('gives the AND of BETWEEN to BETWEEN', () => {
    const { statement } = parse('SELECT a BETWEEN 1 AND 2 AND b');
    expect(statement).toMatchObject({
      items: [{ expression: { operator: 'AND', left: { kind: 'between' } } }],
    });
  });
});

describe('statements', () => {
  it('reads INSERT ... ON DUPLICATE KEY UPDATE', () => {
    const { statement, parameterCount } = parse(
      'INSERT INTO shop.t (k, v) VALUES (?, 2), (3, DEFAULT) ON DUPLICATE KEY UPDATE v = VALUES(v)',
    );
    expect(parameterCount).toBe(1);
    expect(statement).toMatchObject({
      kind: 'insert',
      onDuplicate: 'update',
      table: { database: 'shop', table: 't' },
      columns: ['k', 'v'],
      rows: [
        [
          { kind: 'parameter', index: 0 },
          { kind: 'literal', value: 2 },
        ],
        [{ value: 3 }, null],
      ],
      assignments: [{ column: 'v', value: { kind: 'insertedValue', column: 'v' } }],
    });
  });

  it('reads both forms of LIMIT with an offset', () => {
    const offset = { limit: { count: { value: 10 }, offset: { value: 5 } } };
    expect(parse('SELECT * FROM t LIMIT 5, 10').statement).toMatchObject(offset);
    expect(parse('SELECT * FROM t LIMIT 10 OFFSET 5').statement).toMatchObject(offset);
  });

  it('reads a table with inline and with separate primary key', () => {
    expect(parse('CREATE TABLE t (k INT PRIMARY KEY)').statement).toMatchObject({ primaryKey: ['k'] });
    expect(
      parse('CREATE TABLE t (a INT, b INT, PRIMARY KEY (a, b)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4')
        .statement,
    ).toMatchObject({ primaryKey: ['a', 'b'], columns: [{ name: 'a' }, { name: 'b' }] });
  });

  it('names columns in backticks whatever they are called', () => {
    expect(parse('SELECT `select` FROM `from`').statement).toMatchObject({
      items: [{ text: 'select' }],
      from: { name: { table: 'from' } },
    });
  });

  it('keeps the text of an expression as its column name', () => {
    expect(parse('SELECT  COUNT( * ) , a+1  FROM t').statement).toMatchObject({
      items: [{ text: 'COUNT( * )' }, { text: 'a+1' }],
    });
  });

  it('parses each text once', () => {
    expect(parse('SELECT 1 FROM t')).toBe(parse('SELECT 1 FROM t'));
  });
});

describe('what is no statement', () => {
  it.each([
    'SELEC 1',
    'SELECT',
    'SELECT FROM t',
    'INSERT INTO t',
    'UPDATE t',
    'CREATE TABLE t',
    'SELECT 1 FROM t WHERE',
  ])('%s is a syntax error', (sql) => {
    expect(errorCodeOf(sql)).toBe(1064);
  });

  it('names the place', () => {
    expect(() => parse('SELECT 1\nFROM t WHERE ORDER BY k')).toThrow(/near 'ORDER BY k' at line 2/);
  });

  it('has a code of its own for an empty text', () => {
    expect(errorCodeOf('  -- nothing')).toBe(1065);
  });

  it.each([
    'SELECT * FROM a JOIN b',
    'SELECT * FROM a, b',
    'SELECT (SELECT 1)',
    'SELECT 1 UNION SELECT 2',
    'CREATE TABLE t (a INT UNIQUE)',
    'CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES b (c))',
    'ALTER TABLE t ADD COLUMN a INT',
    'CREATE INDEX i ON t (a)',
    "GRANT ALL ON *.* TO 'app'@'%'",
    "CREATE USER 'app'@'localhost' IDENTIFIED BY 'secret'",
    'SELECT 1; SELECT 2',
  ])('%s is refused as not supported', (sql) => {
    expect(errorCodeOf(sql)).toBe(1235);
  });

  it.each([
    ["ALTER SYSTEM SWITCH LEADER TO 'n3'", { kind: 'switchLeader', node: 'n3' }],
    ['alter system switch leader to n3', { kind: 'switchLeader', node: 'n3' }],
    ['ALTER SYSTEM SNAPSHOT', { kind: 'snapshot' }],
  ])('%s is asked of the nodes', (sql, command) => {
    expect(parse(sql).statement).toEqual({ kind: 'administration', command });
  });

  it.each(['ALTER SYSTEM', 'ALTER SYSTEM SWITCH LEADER', 'ALTER SYSTEM SNAPSHOT NOW', 'ALTER SYSTEM REBOOT'])(
    '%s is a syntax error',
    (sql) => {
      expect(errorCodeOf(sql)).toBe(1064);
    },
  );

  it('bounds depth and length of expressions', () => {
    expect(errorCodeOf(`SELECT ${'('.repeat(5000)}1${')'.repeat(5000)}`)).toBe(1235);
    expect(errorCodeOf(`SELECT 1${' + 1'.repeat(5000)}`)).toBe(1235);
    expect(errorCodeOf(`SELECT * FROM t WHERE k IN (${'1,'.repeat(5000)}1)`)).toBe(0);
  });
});
