// Histories as Jepsen and Knossos write them, read into operations.

import { describe, expect, test } from 'vitest';
import { readEdnHistory } from '../../../src/history/foreign/edn-operations.ts';

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

  test.each([
    ['missing throughout', [null, null, null], [0, 1, 2]],
    ['written as -1', [-1, -1, -1], [0, 1, 2]],
    ['missing here and there', [null, 1000, null, 1002], [0, 1000, 1001, 1002]],
    ['a little out of order', [5000, 4000, 6000], [5000, 5000, 6000]],
  ])('has a time, even %s', (_how, times, expected) => {
    const text = times.map(
      (time, i) => `{:process ${i}, :type :invoke, :f :read, :value nil, :time ${time ?? 'nil'}}`,
    );
    expect(readEdnHistory(text.join('\n'), 'h.edn').map(({ time }) => time)).toEqual(expected);
  });

  test('may have a tagged tuple as its value, which is a key and a value', () => {
    const text = '{:process 0, :type :invoke, :f :write, :value #jepsen.independent.Tuple [:x [1 2]]}';
    expect(readEdnHistory(text, 'h.edn')).toMatchObject([{ key: 'x', value: [1, 2] }]);
  });

  test.each([
    [
      'comments, discarded forms, characters and strings with brackets',
      `; {[(\n#_{:a "}"} {:process 0, :type :ok, :f :read, :value [\\} "{\\"" #{1}]} ; }\n`,
    ],
    [
      'a tag before the list',
      '#jepsen.history.DenseHistory [{:process 0, :type :ok, :f :read, :value [\\} "{\\"" #{1}]}]',
    ],
  ])('is found among %s', (_what, text) => {
    expect(readEdnHistory(text, 'h.edn')).toMatchObject([{ value: ['}', '{"', [1]] }]);
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
    ['{:process "x", :type :ok, :f :read}', `a client's :process must be a number, not "x"`],
    ['{:process 1.5, :type :ok, :f :read}', ':process must be a number or :nemesis, not 1.5'],
    ['{:process :p0, :type :ok, :f :read}', `a client's :process must be a number, not "p0"`],
    ['[{:process 0, :type :ok}]', 'h.edn line 1, column 2: the operation has no :f'],
    [`[${line}\n {:process 0, :type :ok}]`, 'h.edn line 2, column 2: the operation has no :f'],
    [`[${line}`, 'h.edn line 1, column 1: "[" is never closed.'],
    [`${line}\n[${line}]`, 'h.edn line 2, column 1: a list of operations after single ones'],
    [`[${line}]\n${line}`, 'h.edn line 1, column 51: an operation after the end of the list.'],
    ['{:process 0, :type :ok, :f :read, :process 1}', 'the map that begins here has process twice'],
    [`[${line})`, '")" closes nothing'],
    [
      `{:index 3, ${line.slice(1)}\n{:index 3, ${line.slice(1)}`,
      'h.edn line 2, column 1: the :index is 3 after 3',
    ],
  ])('%j', (text, message) => {
    expect(() => readEdnHistory(text, 'h.edn')).toThrow(message);
  });
});
