// A real browser for pages: Chromium as Debian ships it, without a window and without the network.

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';

const program = '/usr/bin/chromium';

/** Whether there is no browser here; says so, since tests are left out then. */
export function isChromiumMissing(): boolean {
  if (existsSync(program)) return false;
  console.warn(
    `Tests of pages in a browser are left out: there is no ${program} (apt-get install chromium).`,
  );
  return true;
}

export interface OpenedPage {
  /** The document after its scripts have run, as HTML. */
  readonly document: string;
  /** What scripts and the browser itself had to say about the page, such as something its policy forbids. */
  readonly console: readonly string[];
}

/** Opens a file, lets its scripts run, and gives what became of it. @throws where the browser does not end well */
export async function openPage(path: string): Promise<OpenedPage> {
  const profile = await mkdtemp(join(tmpdir(), 'ordeal-chromium-'));
  try {
    const { stdout, stderr } = await execa(
      program,
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
        ...['--no-first-run', '--enable-logging=stderr', `--user-data-dir=${profile}`],
        ...['--window-size=1280,1000', '--virtual-time-budget=2000', '--dump-dom', pathToFileURL(path).href],
      ],
      { timeout: 60_000, stdin: 'ignore' },
    );
    return { document: stdout, console: stderr.split('\n').filter((line) => line.includes(':CONSOLE')) };
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}
