// The page of a suite in a real browser: its policy is met, its buttons work, and nothing of a suite runs in it.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pageAssets } from '../../src/report/page/page-assets.ts';
import { renderSuitePage } from '../../src/report/suite-page/render-suite-page.ts';
import type { SavedSuite } from '../../src/store/suite.ts';
import { hostileSuite, pageInputOf, troubledSuite } from '../report/suite-page/saved-suites.ts';
import { isChromiumMissing, openPage, startChromium } from './chromium.ts';

const attack = 'document.documentElement.dataset.owned=1';
const evil = `</script><script>${attack}</script><img src=x onerror="${attack}"><svg onload='${attack}'>`;

async function fileOf(page: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'ordeal-suite-page-')), 'report.html');
  await writeFile(path, page);
  return path;
}

const pageOf = async (saved: SavedSuite): Promise<string> =>
  renderSuitePage(pageInputOf(saved), await pageAssets('suite'));

let browser: Browser;

describe.skipIf(isChromiumMissing())('the page of a suite in Chromium', () => {
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(() => browser.close());

  test('leads to its runs and copies the commands that repeat them', async () => {
    const { page, console } = await openPage(browser, await fileOf(await pageOf(troubledSuite())));
    expect(await page.locator('h1').textContent()).toContain('FAILED: 1 run found a violation.');
    expect(await page.locator('.matrix a').first().getAttribute('href')).toMatch(
      /^\.\.\/\.\.\/nightly-register\//,
    );
    const [copy] = await page.locator('#failures button').all();
    await copy?.focus();
    await page.keyboard.press('Enter');
    await page.locator('#copied', { hasText: /Copied|Selected/ }).waitFor({ state: 'attached' });
    expect(console).toEqual([]);
  });

  test('every part of it has a name for those who hear it, and no colour stands alone', async () => {
    const { page } = await openPage(browser, await fileOf(await pageOf(troubledSuite())));
    for (const table of await page.locator('table').all())
      expect(await table.locator('caption').textContent()).not.toBe('');
    for (const part of await page.locator('main section').all())
      expect(await part.getAttribute('aria-labelledby')).not.toBeNull();
    for (const mark of await page.locator('.mark').all())
      expect(await mark.textContent()).toMatch(/^[✓✕?!] \S/);
  });

  test('hostile texts run nothing, not even where the policy is taken away', async () => {
    const page = await pageOf(hostileSuite(evil));
    const unguarded = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    expect(unguarded.length).toBeLessThan(page.length);
    for (const version of [page, unguarded]) {
      const opened = await openPage(browser, await fileOf(version));
      const document = await opened.page.content();
      expect(opened.console).toEqual([]);
      expect(document).not.toMatch(/data-owned="|<img|href="javascript/);
      expect(await opened.page.locator('h1').isVisible()).toBe(true);
      expect(await opened.page.locator('#matrix').textContent()).toContain(evil);
      expect(document).toMatch(/<html[^>]*class="scripted"/);
    }
  });
});
