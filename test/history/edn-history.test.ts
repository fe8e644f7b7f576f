// Histories as Jepsen and Knossos write them, read into operations.

import { describe, expect, test } from 'vitest';
import { readEdnHistory } from '../../src/history/edn-history.ts';

const line = '{:process 0, :type :invoke, :f :write, :value 3}';

describe('an operation', () => {
  test('may be one of many maps, or of one vector, or of one list', () => {
    const expected = [0, 1].map((index) => ({
      index,
      time: index,
      process: 0,
      type: 'invoke',
      f: 'write',
      value: 3,
    }));
    for (const text of [`${line}\n${line}`, `[${line}\n ${line}]`, `(${line} ; first\n ${line})`]) {
      expect(readEdnHistory(text, 'h.edn')).toEqual(expected);
    }
  });

  test('may be a tagged record with everything', () => {
    const text =
      '#jepsen.history.Op{:index 4, :time 17, :type :ok, :process 2, :f :read, :value [:x #{1}], :error [:timeout nil], :node "n1"}';
    expect(readEdnHistory(text, 'h.edn')).toEqual([
      {
        index: 0,
        time: 17,
        process: 2,
        type: 'ok',
        f: 'read',
        value: ['x', [1]],
        error: '["timeout",null]',
        node: 'n1',
      },
    ]);
  });

  test('of the nemesis is of process nemesis', () => {
    const [operation] = readEdnHistory('{:process :nemesis, :type :info, :f :start, :value nil}', 'h.edn');
    expect(operation).toMatchObject({ process: 'nemesis', f: 'start', value: null });
  });
});

describe('a broken history is refused:', () => {
  test.each([
    [`${line}\n{:process 0, :type`, 'h.edn line 2, column 1: "{" is never closed.'],
    [`${line}\n7`, 'h.edn line 2, column 1: not an operation, which is a map.'],
    ['{:process 0, :type :begin, :f :read}', ':type must be :invoke, :ok, :fail or :info, not "begin"'],
    ['{:process "x", :type :ok, :f :read}', ':process must be a number or :nemesis, not "x"'],
    ['{:process :p0, :type :ok, :f :read}', "a client's :process must be a number, not :p0"],
    ['[{:process 0, :type :ok}]', 'item 1: the operation has no :f'],
  ])('%j', (text, message) => {
    expect(() => readEdnHistory(text, 'h.edn')).toThrow(message);
  });
});
