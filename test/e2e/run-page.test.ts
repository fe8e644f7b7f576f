// The page of a run in a real browser: its charts are drawn, its policy is met, and nothing of a run runs in it.

import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pageAssets } from '../../src/report/page/page-assets.ts';
import type { PageInput } from '../../src/report/page/page-input.ts';
import { renderPage } from '../../src/report/page/render-page.ts';
import { ordeal } from '../cli/ordeal.ts';
import { brokenRuns } from '../report/page/broken-runs.ts';
import { largeHistory } from '../report/page/large-history.ts';
import { resultsOf, runOf, staleRead, writeSkew } from '../report/page/saved-runs.ts';
import { isChromiumMissing, openPage, startChromium } from './chromium.ts';

const isMissing = isChromiumMissing();

async function saved(page: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'ordeal-page-')), 'report.html');
  await writeFile(path, page);
  return path;
}

const pageOf = async (input: PageInput): Promise<string> => renderPage(input, await pageAssets('run'));

/** Charts whose canvas was given a size, which happens when they are drawn. */
const chartsIn = (document: string): number => document.match(/<canvas [^>]*width="[1-9]\d+"/g)?.length ?? 0;

let browser: Browser;

/** The document after its scripts have run, and what the browser had to say about it. */
async function open(path: string): Promise<{ page: Page; document: string; console: readonly string[] }> {
  const { page, console } = await openPage(browser, path);
  return { page, document: await page.content(), console };
}

describe.skipIf(isMissing)('in Chromium', () => {
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(() => browser.close());

  test('the page of a failing run is drawn and does nothing that its policy forbids', async () => {
    const opened = await open(await saved(await pageOf(await runOf(staleRead, ['linearizable']))));
    expect(opened.console).toEqual([]);
    expect(opened.document).toMatch(/<html[^>]*class="scripted"/);
    expect(chartsIn(opened.document)).toBe(3);
    expect(opened.document).toContain('VIOLATION: a guarantee was violated: ');
  });

  test('so is one with a cycle of transactions', async () => {
    const opened = await open(await saved(await pageOf(await runOf(writeSkew, ['list-append']))));
    expect(opened.console).toEqual([]);
    expect(opened.document).toContain('marker-end="url(#list-append-0-arrow)"');
    expect(chartsIn(opened.document)).toBe(3);
  });

  test('so is one with each thing that can be wrong with a history', async () => {
    const { page, console } = await openPage(browser, 'about:blank');
    for (const { checker, anomaly, input } of brokenRuns) {
      const path = await saved(await pageOf(await input()));
      await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
      const broke = page.locator('#anomaly');
      const what = `${checker}: ${anomaly}`;
      expect(await broke.isVisible(), what).toBe(true);
      expect(await broke.textContent(), what).toContain(anomaly);
      expect(await page.locator('h1').textContent(), what).toContain('VIOLATION');
      for (const drawing of await broke.locator('.drawing svg').all())
        expect((await drawing.boundingBox())?.height, what).toBeGreaterThan(20);
      expect(chartsIn(await page.content()), what).toBeGreaterThanOrEqual(2);
      expect(console, what).toEqual([]);
    }
  });

  test('the page that a passing run leaves is drawn, also when it is made again', async () => {
    const results = await mkdtemp(join(tmpdir(), 'ordeal-results-'));
    const environment = { ORDEAL_RESULTS: results };
    const flags = [
      '--world',
      'sim',
      '--time',
      '3',
      '--nemesis',
      'partition',
      '--seed',
      '5',
      '--name',
      'page',
    ];
    const { exitCode, stdout } = await ordeal(['run', 'register', ...flags], environment);
    const path = join(results, 'latest', 'report.html');
    expect(stdout).toMatch(/^page {2}.*report\.html$/m);
    const first = await readFile(path, 'utf8');
    const opened = await open(path);
    expect(opened.console).toEqual([]);
    expect(opened.document).toContain('Valid: no guarantee was violated.');
    expect(chartsIn(opened.document)).toBe(3);
    expect((await ordeal(['report', 'page'], environment)).exitCode).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(first);
    expect(exitCode).toBe(0);
  });

  test('hostile texts run nothing, not even where the policy is taken away', async () => {
    const attack = 'document.documentElement.dataset.owned=1';
    const evil = `</script><script>${attack}</script><img src=x onerror="${attack}"><svg onload='${attack}'>`;
    const steps = staleRead.map((step) => ({ ...step, key: evil, error: evil, node: evil }));
    const input = await runOf(steps, ['linearizable']);
    const verdicts = (input.results?.verdicts ?? []).map((verdict) => ({
      ...verdict,
      reason: `${verdict.reason}${evil}`,
    }));
    const [fault] = resultsOf([]).faults;
    const faults = fault === undefined ? [] : [{ ...fault, package: evil, description: evil, hosts: [evil] }];
    const line = JSON.stringify({
      time: '2026-11-21T00:00:01.100Z',
      level: 'error',
      event: evil,
      [evil]: evil,
    });
    const page = await pageOf({
      ...input,
      name: evil,
      results: resultsOf(verdicts, { faults, problems: [evil] }),
      logs: [{ node: evil, lines: [line], left: 0 }],
    });
    const unguarded = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    expect(unguarded.length).toBeLessThan(page.length);
    for (const version of [page, unguarded]) {
      const { document, console } = await open(await saved(version));
      expect(console).toEqual([]);
      expect(document).not.toMatch(/data-owned="|<img/);
      expect(document).toMatch(/<html[^>]*class="scripted"/);
    }
  });

  test('keys and buttons move what a chart shows', async () => {
    const page = await pageOf(await runOf(staleRead, ['linearizable']));
    const { page: opened } = await open(await saved(page));
    const shown = (): Promise<string | null> => opened.textContent('#load-chart .span');
    const said = [await shown()];
    for (const key of ['+', 'ArrowRight', '0']) {
      await opened.press('#load-chart .surface', key);
      said.push(await shown());
    }
    await opened.click('#load-chart [data-action=failure]');
    said.push(await shown());
    expect(said).toEqual([
      '0.00 s to 2.00 s',
      '0.500 s to 1.500 s',
      '0.750 s to 1.750 s',
      '0.00 s to 2.00 s',
      '0.083 s to 0.327 s',
    ]);
  });

  test('the policy stops what gets into the page all the same', async () => {
    const page = await pageOf(await runOf(staleRead, ['linearizable']));
    const attack = '<script>document.documentElement.dataset.owned=1</script>';
    const { document, console } = await open(await saved(page.replace('<main>', `<main>${attack}`)));
    expect(document).not.toContain('data-owned="');
    expect(console.join('\n')).toContain('Content Security Policy');
  });

  test('a million operations make a page that is small enough to send and is drawn', async () => {
    const input = await runOf(staleRead, ['linearizable']);
    const page = await pageOf({ ...input, history: largeHistory(1_000_000) });
    expect(page.length).toBeLessThan(15e6);
    const { document, console } = await open(await saved(page));
    expect(console).toEqual([]);
    expect(document).toContain('of 1,000,000 operations are drawn');
    expect(chartsIn(document)).toBeGreaterThanOrEqual(2);
  });
});
