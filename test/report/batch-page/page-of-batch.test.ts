// The page of a batch of seeds as text: the verdict with its true cause, every failing seed with what repeats it.

import { describe, expect, test } from 'vitest';
import { summarizeBatch } from '../../../src/batch/tally.ts';
import { renderBatchPage } from '../../../src/report/batch-page/page-of-batch.ts';
import { batchVerdict } from '../../../src/report/batch-verdict.ts';
import { pageAssets } from '../../../src/report/page/page-assets.ts';
import type { Outcome } from '../../../src/store/results.ts';
import { tinyPlan } from '../../batch/tiny-simulated-plan.ts';
import { batchInputOf, hostileBatch, savedBatch } from './saved-batches.ts';

const assets = await pageAssets('suite');

/** The page's text without its tags, in one line. */
const textOf = (page: string): string =>
  page
    .replaceAll(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

const verdictOf = (outcomes: readonly Outcome[], count?: number) =>
  batchVerdict(summarizeBatch(savedBatch(outcomes, count)));

describe('the verdict of a batch', () => {
  test.each<[readonly Outcome[], number, number, string]>([
    [['valid', 'valid'], 2, 0, 'Passed: all 2 seeds are valid.'],
    [['valid'], 1, 0, 'Passed: the one seed is valid.'],
    [['valid', 'violation', 'unknown'], 3, 1, 'FAILED: 1 of 3 seeds found a violation.'],
    // The batch ended at its first violation: that is its cause, not the seeds that were not run.
    [['valid', 'violation'], 20, 1, 'FAILED: 1 of 2 seeds found a violation; 18 seeds were not run.'],
    [['valid', 'unknown'], 2, 2, 'Undecided: 1 of 2 seeds could not be decided.'],
    [['invalid-run', 'unknown'], 2, 3, 'Inconclusive: 1 of 2 seeds was an invalid run.'],
    [['invalid-run', 'invalid-run'], 2, 3, 'Inconclusive: 2 of 2 seeds were invalid runs.'],
    [['valid', 'threshold-missed'], 2, 4, 'Threshold missed by 1 of 2 seeds.'],
    [['crash'], 1, 70, 'CRASHED: 1 of 1 seed ended in a failure of Ordeal itself.'],
    [['valid'], 20, 130, 'Interrupted, or still running: 1 of 20 seeds finished.'],
    [[], 20, 130, 'Interrupted, or still running: 0 of 20 seeds finished.'],
    [['valid', 'invalid-run'], 20, 130, 'Interrupted, or still running: 2 of 20 seeds finished.'],
  ])('%j of %i seeds is exit code %i', (outcomes, count, exitCode, sentence) => {
    expect(verdictOf(outcomes, count)).toEqual({ exitCode, sentence });
  });
});

describe('the page of a batch with failures', () => {
  const page = renderBatchPage(
    batchInputOf(savedBatch(['valid', 'unknown', 'invalid-run', 'violation'])),
    assets,
  );
  const text = textOf(page);

  test('counts the outcomes, those that no seed had among them', () => {
    expect(text).toMatch(/seeds run 4 of 4 valid 1 violation 1 unknown 1 invalid-run 1 /);
    expect(text).toMatch(/exit code 1 /);
    expect(textOf(renderBatchPage(batchInputOf(savedBatch(['valid'])), assets))).toMatch(
      /valid 1 violation 0 unknown 0 invalid-run 0 /,
    );
  });

  test('tells each failing seed with its reason, violations first', () => {
    expect(text).toMatch(
      /violation seed 4 linearizable : Why seed 4 is violation\..*invalid-run seed 3 Why.*unknown seed 2 Why/,
    );
    expect(text).toContain('Seeds that are not valid: 3');
  });

  test('leads to saved runs and repeats every failing seed', () => {
    expect(page).toContain('href="../../tiny/2030-01-01T00-00-04.000Z/report.html"');
    expect(page).toContain('./ordeal replay tiny/2030-01-01T00-00-04.000Z<');
    expect(page).toContain('./ordeal shrink tiny/2030-01-01T00-00-04.000Z<');
    for (const seed of [2, 3, 4])
      expect(page).toMatch(new RegExp(`\\./ordeal run register [^<]*--seed ${seed} `));
    expect(page).toMatch(/\.\/ordeal run register [^<]*--seed 1 [^<]*--seeds 4</);
  });

  test('tells conditions that were reached, and those that never were', () => {
    expect(text).toMatch(/Never reached by any seed \(1 of 2\): torn-tail-cut .*leader-changed 4 of 4 /);
  });
});

test('a plan that flags cannot say is repeated from its file', () => {
  const plan = { ...tinyPlan, faults: [] };
  const page = renderBatchPage(batchInputOf(savedBatch(['violation']), plan), assets);
  const file = 'results/tiny/2030-01-01T00-00-00.000Z/plan.json';
  expect(page).toContain(`./ordeal run ${file} --seed 1<`);
  expect(page).toContain(`./ordeal run ${file} --seed 1 --seeds 1<`);
});

test('texts of a batch are texts', () => {
  const evil = `</script><script>alert(1)</script><img src=x onerror="alert(1)">`;
  const page = renderBatchPage(hostileBatch(evil), assets);
  expect(page).not.toContain('<script>alert(1)');
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/href="javascript:/);
});

test('a batch of twenty thousand failures makes a page that can be opened', () => {
  const page = renderBatchPage(
    batchInputOf(savedBatch(Array.from({ length: 20_000 }, () => 'unknown' as const))),
    assets,
  );
  expect(page.length).toBeLessThan(2e6);
  expect(textOf(page)).toContain('… and 19,900 more, in seeds.jsonl.');
});
