// The page of a suite as text: the verdict first, every part that has something to say, and nothing of it as markup.

import { describe, expect, test } from 'vitest';
import { pageAssets } from '../../../src/report/page/page-assets.ts';
import { renderSuitePage } from '../../../src/report/suite-page/render-suite-page.ts';
import type { SavedSuite } from '../../../src/store/suite.ts';
import { savedSuite } from '../../suite/saved-suite.ts';
import { pageInputOf, troubledSuite } from './saved-suites.ts';

const assets = await pageAssets('suite');
const pageOf = (saved: SavedSuite): string => renderSuitePage(pageInputOf(saved), assets);

/** The page's text without its tags, in one line. */
const textOf = (page: string): string =>
  page
    .replaceAll(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll(/\s+/g, ' ');

const headingsOf = (page: string): readonly string[] =>
  [...page.matchAll(/<h[12][^>]*>(.*?)<\/h[12]>/g)].map(([, text = '']) => textOf(text).trim());

describe('the page of a suite with trouble', () => {
  const page = pageOf(troubledSuite());

  test('begins with the verdict and has a chapter for each kind of it', () => {
    expect(headingsOf(page)).toEqual([
      '✕ FAILED: 1 run found a violation.',
      'Outcomes',
      'Canaries',
      'Thresholds',
      'Conditions of the database',
      'Runs that are not valid: 2',
      'What fails most',
      'Slowest runs',
      'Retried runs',
      'Left out: 1 run',
      'Builds',
    ]);
  });

  test('counts outcomes in the cell of their combination, and leads to the runs', () => {
    const [, cell = ''] = /<td class="outcomes wrong">(.*?)<\/td>/s.exec(page) ?? [];
    expect(textOf(cell)).toMatch(/3 valid .*1 violation seed 1 .*1 unknown seed 2 .*1 not run/);
    expect(cell).toContain('href="../../nightly-register/2030-01-01T00-00-01.000Z/report.html"');
  });

  test('says what caught a canary, what a threshold measured, and what was never reached', () => {
    const text = textOf(page);
    expect(text).toMatch(/✓ caught broken current 2 of 2 seed 1 : linearizable/);
    expect(text).toMatch(/✕ missed p95 of failoverMs < 200 all runs together 300/);
    expect(text).toMatch(/✕ torn-tail-cut/);
  });

  test('repeats each failure by a command', () => {
    expect(page).toContain('./ordeal replay nightly-register/2030-01-01T00-00-01.000Z<');
    expect(page).toContain('./ordeal shrink nightly-register/2030-01-01T00-00-01.000Z<');
    expect(page.match(/\.\/ordeal run register /g)).toHaveLength(2);
  });

  test('tells attempts in their order', () => {
    expect(textOf(page)).toMatch(/! invalid-run , then ✓ valid This run is invalid-run\./);
  });
});

test('a suite without trouble has nothing to say of it', () => {
  expect(headingsOf(pageOf(savedSuite(['valid', 'valid'])))).toEqual([
    '✓ Passed: all 2 runs are valid.',
    'Outcomes',
    'Slowest runs',
    'Builds',
  ]);
});

test('a shard does not judge what all runs together have to meet', () => {
  const text = textOf(pageOf(troubledSuite({ shard: { part: 1, of: 2 } })));
  expect(text).toContain('shard 1 of 2');
  expect(text).toContain('? not judged p95 of failoverMs < 200');
  expect(text).not.toMatch(/✕ missed/);
});

test('a suite of twenty thousand failures makes a page that can be opened', () => {
  const { suite, records, ...rest } = savedSuite(Array.from({ length: 20_000 }, () => 'unknown' as const));
  const page = pageOf({ suite, records, ...rest });
  expect(page.length).toBeLessThan(2e6);
  expect(textOf(page)).toContain('… and 19,900 more, in jobs.jsonl.');
});
