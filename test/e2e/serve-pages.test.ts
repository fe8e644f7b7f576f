// Saved runs in a real browser: the list by keyboard, a run that is followed, two side by side, and hostile texts.

import { appendFile, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunServer, startServer } from '../../src/serve/server.ts';
import { progressLine } from '../../src/store/progress.ts';
import { historyOf, plan, progressOf, resultsOf, staleRead } from '../report/page/saved-runs.ts';
import { hostileSuite } from '../report/suite-page/saved-suites.ts';
import { isChromiumMissing, openPage, startChromium } from './chromium.ts';

const attack = 'document.documentElement.dataset.owned=1';
const evil = `<img src=x onerror="${attack}"><script>${attack}</script>`;
const evilName = `<img src=x onerror='${attack}'>`.replaceAll('/', '');

let root = '';
let server: RunServer;
let browser: Browser;

async function save(name: string, time: string, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = join(root, name, time);
  await mkdir(directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(directory, file), text);
  return directory;
}

const history = historyOf(staleRead.map((step) => ({ ...step, key: evil, node: evil })))
  .map((operation) => `${JSON.stringify(operation)}\n`)
  .join('');

describe.skipIf(isChromiumMissing())('saved runs in Chromium', () => {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'ordeal-serve-pages-'));
    const saved = { 'plan.json': JSON.stringify(plan), 'history.jsonl': history };
    await save('register', '2026-01-01', { ...saved, 'results.json': JSON.stringify(resultsOf([])) });
    const broken = resultsOf([], { outcome: 'violation', problems: [evil], versions: { anvil: evil } });
    await save(evilName, '2026-01-02', { ...saved, 'results.json': JSON.stringify(broken) });
    await save('damaged', '2026-01-03', { 'plan.json': evil });
    server = await startServer({ root, host: '127.0.0.1', port: 0 });
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('the list is searched and sorted by keyboard, and holds hostile names as text', async () => {
    const { page, console } = await openPage(browser, server.url);
    expect(await page.locator('tbody tr').count()).toBe(3);
    expect(await page.locator('tbody').textContent()).toContain(evilName);
    await page.focus('input[name=search]');
    await page.keyboard.type('violation');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=violation/);
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.focus('th a >> text=operations');
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=operations/);
    expect(await page.getAttribute('th:has(a[href*="sort=operations"])', 'aria-sort')).toBe('descending');
    expect(await page.getAttribute('html', 'data-owned')).toBeNull();
    expect(console).toEqual([]);
  });

  test('two runs stand side by side, each with its charts', async () => {
    const { page, console } = await openPage(browser, server.url);
    const button = page.locator('#side-by-side');
    expect(await button.isDisabled()).toBe(true);
    for (const box of await page.locator('input[name=run]').all()) await box.check();
    await button.click();
    await page.waitForURL(/side/);
    for (const side of [0, 1]) {
      const frame = page.frameLocator('iframe').nth(side);
      await frame.locator('html.scripted').waitFor();
      expect(await frame.locator('#load-chart canvas').getAttribute('width')).not.toBeNull();
      expect(await frame.locator('html').getAttribute('data-owned')).toBeNull();
    }
    expect(console).toEqual([]);
  });

  test('a run under way is followed to its end', async () => {
    const directory = await save('live', '2026-01-04', { 'plan.json': JSON.stringify(plan) });
    const progress = join(directory, 'progress.jsonl');
    await writeFile(progress, progressLine(progressOf(1)));
    const { page, console } = await openPage(browser, `${server.url}run/live/2026-01-04`);
    const fact = (name: string) => page.locator(`[data-fact="${name}"]`);
    await fact('time').filter({ hasText: '1 s of 5 s' }).waitFor();
    const node = { node: evil, role: evil, serving: true, ballot: 16 };
    const changes = { leader: evil, faults: [evil], errors: [{ name: evil, count: 3 }], nodes: [node] };
    await appendFile(progress, progressLine(progressOf(2, { ...changes, violation: evil })));
    await fact('time').filter({ hasText: '2 s of 5 s' }).waitFor();
    for (const name of ['leader', 'faults', 'violation']) expect(await fact(name).textContent()).toBe(evil);
    expect(await page.locator('#nodes td').first().textContent()).toBe(evil);
    expect(await page.locator('#rate canvas').getAttribute('width')).not.toBeNull();
    await writeFile(join(directory, '.results'), JSON.stringify(resultsOf([])));
    await rename(join(directory, '.results'), join(directory, 'results.json'));
    await page.click('#state a');
    await page.locator('h1', { hasText: 'Valid' }).waitFor();
    expect(await page.getAttribute('html', 'data-owned')).toBeNull();
    expect(console).toEqual([]);
  });

  test('a suite under way is followed to its page', async () => {
    const { suite, records } = hostileSuite(evil);
    const lines = records.map((record) => `${JSON.stringify(record)}\n`);
    const running = [{ job: evil, attempt: 1, startedAt: new Date().toISOString(), doing: evil }];
    const directory = await save('suite', '2026-01-05', {
      'suite.json': JSON.stringify({ ...suite, end: null }),
      'jobs.jsonl': lines.slice(0, 2).join(''),
      'status.json': JSON.stringify({ suiteMs: 1000, running }),
    });
    const { page, console } = await openPage(browser, `${server.url}run/suite/2026-01-05`);
    const runs = page.locator('[data-fact="runs"]');
    await runs.filter({ hasText: '2 of 8' }).waitFor();
    expect(await page.locator('#running td').first().textContent()).toBe(evil);
    await appendFile(join(directory, 'jobs.jsonl'), lines.slice(2).join(''));
    await runs.filter({ hasText: '7 of 8' }).waitFor();
    expect(await page.locator('#failed').textContent()).toContain(evil);
    await writeFile(join(directory, '.suite'), JSON.stringify(suite));
    await rename(join(directory, '.suite'), join(directory, 'suite.json'));
    await page.click('#state a');
    await page.locator('h1', { hasText: 'FAILED: 1 run found a violation.' }).waitFor();
    expect(await page.getAttribute('html', 'data-owned')).toBeNull();
    expect(console).toEqual([]);
  });

  test('a file of a run is shown as text, also one that is a page', async () => {
    await save('register', '2026-01-01', { 'report.html': evil });
    const { page } = await openPage(browser, `${server.url}file/register/2026-01-01/report.html`);
    expect(await page.textContent('body')).toContain(evil);
    expect(await page.getAttribute('html', 'data-owned')).toBeNull();
  });
});
