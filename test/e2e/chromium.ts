// A real browser for pages: Chromium as Debian ships it, without a window, driven by Playwright.

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

const program = '/usr/bin/chromium';
const openTimeoutMs = 60_000;

/** Whether there is no browser here; says so, since tests are left out then. */
export function isChromiumMissing(): boolean {
  if (existsSync(program)) return false;
  console.warn(
    `Tests of pages in a browser are left out: there is no ${program} (apt-get install chromium).`,
  );
  return true;
}

/** A browser without a window, to be closed by whoever asked. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A page with what scripts and the browser itself had to say about it, such as something its policy forbids. */
export interface OpenedPage {
  readonly page: Page;
  readonly console: readonly string[];
}

/** Opens a file, an address or `about:blank`, and waits until its scripts have run. @throws where it cannot be opened */
export async function openPage(browser: Browser, target: string): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  const console: string[] = [];
  page.on('console', (message) => console.push(message.text()));
  page.on('pageerror', ({ message }) => console.push(message));
  page.on('dialog', (dialog) => {
    console.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const address = /^(http|about):/.test(target) ? target : pathToFileURL(target).href;
  await page.goto(address, { waitUntil: 'load', timeout: openTimeoutMs });
  return { page, console };
}
