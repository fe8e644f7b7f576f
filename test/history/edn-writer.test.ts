// What is written as EDN reads back as the same, here and by another reader.

import { parseEDNString } from 'edn-data';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEdn } from '../../src/history/edn-reader.ts';
import { ednToJson } from '../../src/history/edn-value.ts';
import { ednOf, ednOfOperation } from '../../src/history/edn-writer.ts';
import { readEdnHistory } from '../../src/history/foreign/edn-operations.ts';
import type { JsonValue, Operation } from '../../src/history/operation.ts';
import { randomHistory } from './random-lines.ts';

test('operations look as Jepsen writes them', () => {
  const operation: Operation = {
    index: 0,
    time: 17,
    process: 3,
    type: 'ok',
    f: 'txn',
    value: [
      ['append', 'x', 1],
      ['r', 2, [1]],
    ],
    error: 'no "way"',
    node: 'n1',
  };
  expect(ednOfOperation(operation)).toBe(
    '{:index 0, :time 17, :type :ok, :process 3, :f :txn, :value [[:append "x" 1] [:r 2 [1]]], :error "no \\"way\\"", :node "n1"}',
  );
  expect(
    ednOfOperation({ index: 1, time: 18, process: 'nemesis', type: 'info', f: 'kill', value: { on: null } }),
  ).toBe('{:index 1, :time 18, :type :info, :process :nemesis, :f :kill, :value {:on nil}}');
});

test('a history that is written reads back as it was', () => {
  fc.assert(
    fc.property(randomHistory, (lines) => {
      const operations = lines.map(({ operation }) => operation);
      const text = operations.map((operation) => `${ednOfOperation(operation)}\n`).join('');
      // As text, in which -0 is 0; a key that is null is none in EDN.
      const plain = (history: readonly Operation[]): unknown =>
        JSON.parse(JSON.stringify(history.map(({ key, ...rest }) => ({ ...rest, key: key ?? undefined }))));
      expect(plain(readEdnHistory(text, 'h.edn'))).toEqual(plain(operations));
    }),
    { numRuns: 300 },
  );
});

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

test('any JSON reads back as it was', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(ednToJson(parseEdn(ednOf(value)))).toEqual(value);
    }),
    { numRuns: 1000 },
  );
});

test('another reader reads the same', () => {
  const options = { mapAs: 'object', keywordAs: 'string', listAs: 'array', setAs: 'array' } as const;
  fc.assert(
    fc.property(json, (value) => {
      expect(parseEDNString(ednOf(value), options)).toEqual(value);
    }),
    { numRuns: 1000 },
  );
});
