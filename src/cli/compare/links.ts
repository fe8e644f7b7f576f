// From the page of a comparison to the pages of the runs that show a failure, which are made where they are not there yet.

import { access } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Comparison } from '../../compare/comparison.ts';
import type { LinkOf } from '../../report/page/comparison-page.ts';
import { readRun } from '../../store/open-run.ts';
import { runFiles } from '../../store/run-files.ts';
import { writeRunPage } from '../run-page.ts';

/** @param page the file that the links stand in */
export async function linksFrom(page: string, { classes }: Comparison): Promise<LinkOf> {
  const links = new Map<string, string>();
  for (const run of new Set(classes.flatMap(({ runs }) => runs))) {
    const target = runFiles(run).page;
    if (await hasPage(run, target)) links.set(run, linkBetween(page, target));
  }
  return (run) => links.get(run) ?? null;
}

async function hasPage(run: string, target: string): Promise<boolean> {
  try {
    await access(target).catch(async () => writeRunPage(await readRun(run)));
    return true;
  } catch {
    return false;
  }
}

function linkBetween(page: string, target: string): string {
  return relative(dirname(resolve(page)), target)
    .split(sep)
    .map(encodeURIComponent)
    .join('/');
}
