// The page of a run with each class of anomaly: what broke is named, told in words, drawn where it is a cycle or a
// state, and its stretch of the run is there.

import { expect, test } from 'vitest';
import { cycleAnomalies, plainAnomalies, shapeAnomalies } from '../../../src/checkers/isolation/anomaly.ts';
import { registeredCheckers } from '../../../src/checkers/registry.ts';
import { pageAssets } from '../../../src/report/page/page-assets.ts';
import { renderPage } from '../../../src/report/page/render-page.ts';
import { brokenRuns } from './broken-runs.ts';

const assets = await pageAssets('run');

test.each(brokenRuns)('$checker: $anomaly', async ({ anomaly, checker, input }) => {
  const run = await input();
  expect(run.results?.outcome).toBe('violation');
  const page = renderPage(run, assets);
  const broke = page.slice(page.indexOf('<section id="anomaly"'), page.indexOf('<section id="load"'));
  expect(broke).toContain(`<h3>${checker}</h3>`);
  expect(broke).toContain(anomaly);
  const [verdict] = run.results?.verdicts ?? [];
  const told = JSON.stringify(verdict?.details);
  expect(page.includes('<section id="window"')).toBe(verdict?.witnesses.length !== 0);
  expect(broke.includes('class="drawing scroll"')).toBe(told.includes('"svg"'));
  if (told.includes('"steps"') || checker === 'linearizable') expect(told).toContain('"svg"');
  expect(broke).not.toContain('is not shown');
});

test('everything that can be named has its page', () => {
  const shown = new Set(brokenRuns.map(({ anomaly }) => anomaly));
  const names = [...Object.keys(plainAnomalies), ...Object.keys(shapeAnomalies), ...cycleAnomalies];
  expect(names.filter((name) => !shown.has(name))).toEqual([]);
  const measures = ['availability', 'statistics'];
  const checkers = new Set(brokenRuns.map(({ checker }) => checker));
  expect(registeredCheckers.map(({ name }) => name).filter((name) => !checkers.has(name))).toEqual(measures);
});
