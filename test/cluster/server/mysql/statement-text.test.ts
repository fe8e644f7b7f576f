// Statements as bytes: text passes untouched, raw bytes only inside a literal.

import { expect, test } from 'vitest';
import { statementText } from '../../../../cluster/server/mysql/statement-text.ts';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

test('text stays as it is, literals marked as binary included', () => {
  const sql = "INSERT INTO t VALUES ('ü€', _binary'abc', 'it''s')";
  expect(statementText(bytes(sql))).toBe(sql);
});

test('a literal with raw bytes becomes hexadecimal digits, escapes resolved; its neighbours stay', () => {
  const raw = [0x5c, 0x30, 0x80, 0x5c, 0x27, 0xff];
  const statement = bytes("INSERT INTO t VALUES ('ü''', '", raw, "', _BINARY '", raw, "', 'x')");
  expect(statementText(statement)).toBe("INSERT INTO t VALUES ('ü''', x'008027ff', x'008027ff', 'x')");
});

test('raw bytes anywhere else are no text', () => {
  expect(statementText(bytes("SELECT 'a', ", [0x80], "'b'"))).toBeNull();
  expect(statementText(bytes("SELECT 'open", [0x80]))).toBeNull();
});
