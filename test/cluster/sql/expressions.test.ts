// The value of an expression, by example, through a session.

import { describe, expect, it } from 'vitest';
import type { SqlValue } from '../../../cluster/statement.ts';
import { sessionOn } from '../storage/database.ts';

function valueOf(expression: string, ...parameters: SqlValue[]): SqlValue | undefined {
  const outcome = sessionOn().execute(`SELECT ${expression}`, ...parameters);
  if (outcome.kind !== 'rows') throw new Error(outcome.kind === 'error' ? outcome.message : outcome.kind);
  return outcome.rows[0]?.[0];
}

describe('expressions', () => {
  it.each<[string, SqlValue]>([
    ['1 + 1', 2],
    ['7 / 2', 3.5],
    ['7 DIV 2', 3],
    ['-7 % 3', -1],
    ['1 / 0', null],
    ['9007199254740991 + 2', 9007199254740993n],
    ['2.5 * 2', 5],
    ["'3 apples' + 1", 4],
    ['1 = 1', 1],
    ["'a' < 'b'", 1],
    ["'A' = 'a'", 0],
    ["10 = '10'", 1],
    ['NULL = NULL', null],
    ['NULL <=> NULL', 1],
    ['1 <=> NULL', 0],
    ['NULL IS NULL', 1],
    ['1 IS NOT NULL', 1],
    ['NULL AND 0', 0],
    ['NULL OR 1', 1],
    ['NOT NULL', null],
    ['2 IN (1, 2)', 1],
    ['3 IN (1, NULL)', null],
    ['3 NOT IN (1, 2)', 1],
    ['2 BETWEEN 1 AND 3', 1],
    ['2 NOT BETWEEN 1 AND 3', 0],
    ["'anvil' LIKE 'an%'", 1],
    ["'anvil' LIKE '_nvi_'", 1],
    ["'anvil' LIKE 'vil'", 0],
    [String.raw`'50%' LIKE '50\%'`, 1],
    ["CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END", 'b'],
    ["CASE WHEN 1 > 2 THEN 'a' ELSE 'c' END", 'c'],
    ["CONCAT('a', 1, 'b')", 'a1b'],
    ["CONCAT('a', NULL)", null],
    ["CONCAT_WS(',', 'a', NULL, 'b')", 'a,b'],
    ["LENGTH('é')", 2],
    ["CHAR_LENGTH('é')", 1],
    ["SUBSTRING('anvil', 2, 3)", 'nvi'],
    ["SUBSTRING('anvil', -2)", 'il'],
    ['IFNULL(NULL, 3)', 3],
    ['COALESCE(NULL, NULL, 4)', 4],
    ["IF(0, 'a', 'b')", 'b'],
    ['GREATEST(1, 3, 2)', 3],
    ['ROUND(2.567, 2)', 2.57],
    ["CAST('12' AS SIGNED)", 12],
    ['HEX(255)', 'FF'],
    ["HEX('ab')", '6162'],
    ['1 << 3 | 1', 9],
    ["FIND_IN_SET('b', 'a,b')", 2],
  ])('%s is %s', (expression, value) => {
    expect(valueOf(expression)).toEqual(value);
  });

  it('takes parameters of every kind', () => {
    expect(valueOf('? + ?', 1, 2)).toBe(3);
    expect(valueOf('?', 9007199254740993n)).toBe(9007199254740993n);
    expect(valueOf('?', Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 2));
    expect(valueOf('? IS NULL', null)).toBe(1);
  });

  it('refuses integers beyond 64 bits', () => {
    expect(() => valueOf('18446744073709551615 + 1')).toThrow(/out of range/);
  });

  it('stays fast on patterns made to be slow', () => {
    expect(valueOf('? LIKE ?', 'a'.repeat(2000), `${'%a'.repeat(200)}b`)).toBe(0);
  });
});
