// Reads at the end of a run: on every node, and again until they succeed.

import { expect, test } from 'vitest';
import { simulate } from '../../src/generator/simulate.ts';
import { readOnEveryNode } from '../../workloads/final-reads.ts';

const reads = [0, 1].map((key) => ({ f: 'read', key, value: null }));

test('each of the first clients reads every key once when all goes well', () => {
  const operations = simulate(readOnEveryNode(3, reads), { concurrency: 5, seed: 1 });
  const done = operations
    .filter(({ type }) => type === 'ok')
    .map(({ process, key }) => `${process} ${JSON.stringify(key)}`);
  expect(done.sort()).toEqual(['0 0', '0 1', '1 0', '1 1', '2 0', '2 1']);
});

test('a read that fails is tried again, and not for ever', () => {
  const operations = simulate(readOnEveryNode(1, reads), {
    concurrency: 1,
    seed: 1,
    complete: ({ key }) => ({ type: key === 0 ? 'fail' : 'ok', latencyNs: 1_000_000 }),
  });
  expect(operations.filter(({ key, type }) => key === 0 && type === 'fail')).toHaveLength(20);
  expect(operations.filter(({ key, type }) => key === 1 && type === 'ok')).toHaveLength(1);
});
