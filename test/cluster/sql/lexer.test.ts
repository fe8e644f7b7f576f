// SQL text to tokens: every lexical rule by an example.

import { describe, expect, it } from 'vitest';
import { SqlError } from '../../../cluster/sql/errors.ts';
import { tokenize } from '../../../cluster/sql/lexer.ts';

function texts(sql: string): string[] {
  return tokenize(sql).map(({ kind, text }) => (kind === 'end' ? 'END' : text));
}

function values(sql: string): unknown[] {
  return tokenize(sql)
    .slice(0, -1)
    .map(({ value }) => value);
}

describe('tokenize', () => {
  it('splits words, operators and numbers', () => {
    expect(texts('a<=b AND c<>1')).toEqual(['a', '<=', 'b', 'AND', 'c', '<>', '1', 'END']);
  });

  it('keeps operators of three characters whole', () => {
    expect(texts('a<=>b')).toEqual(['a', '<=>', 'b', 'END']);
  });

  it('reads both escapes of a quote and the backslash escapes', () => {
    expect(values(String.raw`'it''s' 'it\'s' "a\nb" 'c\\d' '50\%'`)).toEqual([
      "it's",
      "it's",
      'a\nb',
      'c\\d',
      '50\\%',
    ]);
  });

  it('reads numbers exactly, beyond 2^53 as bigint', () => {
    expect(values('9007199254740991 9007199254740993 1.5 .5 1e3')).toEqual([
      9007199254740991,
      9007199254740993n,
      1.5,
      0.5,
      1000,
    ]);
  });

  it('reads hexadecimal blobs', () => {
    expect(values("X'00ff' 0x0A")).toEqual([Uint8Array.of(0, 255), Uint8Array.of(10)]);
  });

  it('skips the three forms of comments', () => {
    expect(texts('a -- one\n# two\n/* three */ b')).toEqual(['a', 'b', 'END']);
  });

  it('does not take two minus signs for a comment where no space follows', () => {
    expect(texts('1--1')).toEqual(['1', '-', '-', '1', 'END']);
  });

  it('executes what stands in /*! ... */', () => {
    expect(texts('SELECT /*!40101 1, */ 2')).toEqual(['SELECT', '1', ',', '2', 'END']);
  });

  it('takes a hint only directly after the first word', () => {
    expect(tokenize('INSERT /*+ X */ INTO t').map(({ kind }) => kind)).toContain('hintStart');
    expect(tokenize('INSERT INTO /*+ X */ t').map(({ kind }) => kind)).not.toContain('hintStart');
  });

  it.each(["'open", '`open', '/* open', 'a ? \u0001', '/*! open'])('refuses %j', (sql) => {
    expect(() => tokenize(sql)).toThrow(SqlError);
  });
});
