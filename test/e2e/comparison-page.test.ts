// The page of a comparison in a real browser: the verdict is what is seen first, in light and in dark, and nothing of a
// run runs in it.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { compareSides } from '../../src/compare/compare-sides.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import type { Side } from '../../src/compare/sample.ts';
import { renderComparisonPage } from '../../src/report/page/comparison-page.ts';
import { pageAssets } from '../../src/report/page/page-assets.ts';
import { runsOf, type Shape, sideOf } from '../compare/runs.ts';
import { isChromiumMissing, openPage, startChromium } from './chromium.ts';

const attack = 'document.documentElement.dataset.owned=1';
const evil = `</script><script>${attack}</script><img src=x onerror="${attack}"><svg onload='${attack}'>`;
const all = { only: null, margins: new Map<string, number>() };

function compared(shape: Shape, count = 30): Comparison {
  return compareSides(sideOf('before', runsOf(1, count)), sideOf('after', runsOf(1, count, shape)), all);
}

/** Two plans, of which one shows a violation; `text` in every place that a file or a build may bring. */
function troubled(text: string): Comparison {
  const failing = { latencyMs: 6.5, failing: { name: `list-append: G1c${text}`, every: 10 } };
  const side = (label: string, shape: Shape): Side => ({
    ...sideOf(label + text, runsOf(1, 30, shape), `register × kill × sim${text}`),
    groups: ['register × kill × sim', 'list-append × kill × sim'].flatMap(
      (name) => sideOf(label, runsOf(1, 30, shape), name + text).groups,
    ),
    notes: [`3 runs of ${label}${text} were not run before it ended.`],
  });
  return compareSides(side('before', {}), side('after', failing), all);
}

async function fileOf(comparison: Comparison): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'ordeal-comparison-page-')), 'comparison.html');
  await writeFile(path, renderComparisonPage(comparison, await pageAssets('run')));
  return path;
}

/** Lightness of what the page shows, 0 to 255. */
async function lightness(page: Page, what: 'color' | 'background-color'): Promise<number> {
  const colour = await page.evaluate<string>(`getComputedStyle(document.body).getPropertyValue('${what}')`);
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}

let browser: Browser;

describe.skipIf(isChromiumMissing())('the page of a comparison in Chromium', () => {
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(() => browser.close());

  test.each([
    [
      'a build that breaks something',
      compared({ failing: { name: 'linearizable', every: 10 } }),
      'linearizable is new',
    ],
    ['a slower build', compared({ latencyMs: 6.5 }), 'after is worse than before: latency p50'],
    [
      'too few seeds',
      compared({}, 3),
      'Cannot tell whether after is worse than before: need at least 12 seeds',
    ],
    ['the same build', compared({}), 'is no worse than before'],
  ])('of %s says so before anything else', async (_, comparison, words) => {
    const { page, console } = await openPage(browser, await fileOf(comparison));
    const verdict = page.locator('h1');
    expect(await verdict.textContent()).toContain(words);
    const box = await verdict.boundingBox();
    expect(box?.y).toBeLessThan(200);
    expect(await page.locator('#metrics svg').count()).toBe(comparison.metrics.length);
    expect(console).toEqual([]);
  });

  test('tells what is new in which plan, and fits the window at any width', async () => {
    const { page } = await openPage(browser, await fileOf(troubled('')));
    const failures = await page.locator('#failures tbody tr').allTextContents();
    expect(failures).toHaveLength(2);
    expect(failures[1]).toContain('list-append × kill × sim');
    expect(failures[1]).toContain('new');
    for (const width of [1280, 600, 360]) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow, `at ${width} px`).toBeLessThanOrEqual(0);
    }
  });

  test('is dark where dark is wanted, with text that can be read in both', async () => {
    const { page } = await openPage(browser, await fileOf(troubled('')));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const [ink, paper] = [await lightness(page, 'color'), await lightness(page, 'background-color')];
      expect(paper > ink).toBe(colorScheme === 'light');
      expect(Math.abs(paper - ink)).toBeGreaterThan(125);
    }
  });

  test('hostile texts run nothing, not even where the policy is taken away', async () => {
    const path = await fileOf(troubled(evil));
    for (const isGuarded of [true, false]) {
      const { page, console } = await openPage(browser, path);
      if (!isGuarded) {
        const unguarded = (await page.content()).replace(
          /<meta http-equiv="Content-Security-Policy"[^>]*>/,
          '',
        );
        await page.setContent(unguarded);
      }
      const document = await page.content();
      expect(console).toEqual([]);
      expect(document).not.toMatch(/data-owned="|<img/);
      expect(await page.locator('h1').textContent()).toContain(evil);
    }
  });
});
