// The page of a saved suite, made of what is in its folder.

import { basename } from 'node:path';
import type { SavedSuite } from '../../store/suite.ts';
import { jobResults } from '../../suite/combinations.ts';
import { summarizeSuite } from '../../suite/summary.ts';
import { pageAssets } from '../page/page-assets.ts';
import { renderSuitePage } from './render-suite-page.ts';
import type { SuitePageInput } from './suite-page-input.ts';

/** Where the page of a run lies, seen from a suite's folder beside it under `results/`. */
export function relativeAddress(name: string, time: string): string {
  return ['..', '..', encodeURIComponent(name), encodeURIComponent(time), 'report.html'].join('/');
}

/** The page as HTML. @param addressOf where the pages of its runs are */
export async function pageOfSuite(
  saved: SavedSuite,
  addressOf: SuitePageInput['addressOf'] = relativeAddress,
): Promise<string> {
  const input = {
    saved,
    summary: summarizeSuite(saved),
    results: jobResults(saved),
    time: basename(saved.files.directory),
    addressOf,
  };
  return renderSuitePage(input, await pageAssets('suite'));
}
