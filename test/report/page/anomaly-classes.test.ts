// The page of a run with each class of anomaly: what broke is named, told in words, drawn where it is a cycle or a
// state, and its stretch of the run is there.

import { expect, test } from 'vitest';
import { pageAssets } from '../../../src/report/page/page-assets.ts';
import { renderPage } from '../../../src/report/page/render-page.ts';
import { runOf, type Step, staleRead, writeSkew } from './saved-runs.ts';

interface Broken {
  /** As the page names it. */
  readonly anomaly: string;
  readonly checker: string;
  readonly steps: readonly Step[];
  readonly isDrawn: boolean;
}

type Part = readonly ['append' | 'r', string, number | readonly number[] | null];

/** A transaction; what it read is what it asked, filled in. */
function txn(process: number, parts: readonly Part[], type: Step['type'] = 'ok'): Step {
  const asked = parts.map(([kind, key, value]) => [kind, key, kind === 'r' ? null : (value as number)]);
  const found = parts.map(([kind, key, value]) => [kind, key, value as number | number[] | null]);
  return { process, f: 'txn', value: asked, found, type };
}

const read = (process: number, key: string, found: readonly number[]): Step =>
  txn(process, [['r', key, found]]);

const isolation: readonly Broken[] = [
  {
    anomaly: 'G0',
    steps: [
      txn(0, [
        ['append', 'x', 1],
        ['append', 'y', 1],
      ]),
      txn(1, [
        ['append', 'x', 2],
        ['append', 'y', 2],
      ]),
      txn(2, [
        ['r', 'x', [1, 2]],
        ['r', 'y', [2, 1]],
      ]),
    ],
  },
  { anomaly: 'G1a', isDrawn: false, steps: [txn(0, [['append', 'x', 1]], 'fail'), read(1, 'x', [1])] },
  {
    anomaly: 'G1b',
    isDrawn: true,
    steps: [
      txn(0, [
        ['append', 'x', 1],
        ['append', 'x', 2],
      ]),
      read(1, 'x', [1]),
      read(1, 'x', [1, 2]),
    ],
  },
  {
    anomaly: 'G1c',
    steps: [
      txn(0, [
        ['append', 'x', 1],
        ['r', 'y', [1]],
      ]),
      txn(1, [
        ['append', 'y', 1],
        ['r', 'x', [1]],
      ]),
    ],
  },
  {
    anomaly: 'G-single-item',
    steps: [
      txn(0, [
        ['append', 'x', 1],
        ['append', 'y', 1],
      ]),
      txn(1, [
        ['r', 'x', []],
        ['r', 'y', [1]],
      ]),
      read(2, 'x', [1]),
    ],
  },
  { anomaly: 'G2-item', steps: writeSkew },
  {
    anomaly: 'incompatible-order',
    isDrawn: true,
    steps: [
      txn(0, [['append', 'x', 1]]),
      txn(1, [['append', 'x', 2]]),
      read(2, 'x', [1, 2]),
      read(2, 'x', [2, 1]),
    ],
  },
  {
    anomaly: 'internal',
    isDrawn: false,
    steps: [
      txn(0, [
        ['append', 'x', 1],
        ['r', 'x', []],
      ]),
      read(1, 'x', [1]),
    ],
  },
  {
    anomaly: 'duplicate-elements',
    isDrawn: false,
    steps: [txn(0, [['append', 'x', 1]]), read(1, 'x', [1, 1])],
  },
  {
    anomaly: 'garbage-read',
    isDrawn: false,
    steps: [txn(0, [['append', 'x', 1]]), read(1, 'x', [1, 9])],
  },
].map((one) => ({ checker: 'list-append', isDrawn: true, ...one }));

const others: readonly Broken[] = [
  { anomaly: 'is not linearizable', checker: 'linearizable', steps: staleRead, isDrawn: true },
  {
    anomaly: 'missing from a final read',
    checker: 'set-full',
    steps: [
      { process: 0, f: 'add', value: 1 },
      { process: 1, f: 'read', value: null, found: [1] },
      { process: 1, f: 'read', value: null, found: [] },
    ],
    isDrawn: false,
  },
  {
    anomaly: 'missing from the queue',
    checker: 'total-queue',
    steps: [
      { process: 0, f: 'enqueue', value: 1 },
      { process: 1, f: 'drain', value: null, found: [] },
    ],
    isDrawn: false,
  },
  {
    anomaly: 'counter',
    checker: 'counter',
    steps: [
      { process: 0, f: 'add', value: 1 },
      { process: 1, f: 'read', value: null, found: 5 },
    ],
    isDrawn: false,
  },
  {
    anomaly: 'unique-ids',
    checker: 'unique-ids',
    steps: [
      { process: 0, f: 'generate', value: null, found: 1 },
      { process: 1, f: 'generate', value: null, found: 1 },
    ],
    isDrawn: false,
  },
  {
    anomaly: 'monotonic',
    checker: 'monotonic',
    steps: [
      { process: 0, f: 'read', value: null, found: 5 },
      { process: 0, f: 'read', value: null, found: 4 },
    ],
    isDrawn: false,
  },
];

const assets = await pageAssets('run');

test.each([...isolation, ...others])('$checker: $anomaly', async ({ anomaly, checker, steps, isDrawn }) => {
  const input = await runOf(steps, [checker]);
  expect(input.results?.outcome).toBe('violation');
  const page = renderPage(input, assets);
  const broke = page.slice(page.indexOf('<section id="anomaly"'), page.indexOf('<section id="load"'));
  expect(broke).toContain(anomaly);
  expect(page).toContain('<section id="window"');
  expect(broke.includes('class="drawing scroll"')).toBe(isDrawn);
  expect(broke).not.toContain('is not shown');
});
