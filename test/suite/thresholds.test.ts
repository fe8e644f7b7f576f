// The figures that thresholds are about, from a real run in the simulated world and from figures made up.

import { expect, test } from 'vitest';
import { metricNames } from '../../src/plan/suite/threshold.ts';
import { figuresOf } from '../../src/store/figures.ts';
import { valuesOf } from '../../src/store/missed-thresholds.ts';
import { runTiny } from '../batch/tiny-simulated-plan.ts';
import { usualFigures } from './saved-suite.ts';

test('a run under faults has every figure', async () => {
  const { results } = await runTiny();
  const figures = figuresOf(results);
  for (const metric of metricNames) expect(valuesOf(figures, metric).length, metric).toBeGreaterThan(0);
  expect(valuesOf(figures, 'okPerSecond')[0]).toBeGreaterThan(1);
});

test('what never came is endless, and what was not measured is no figure', () => {
  expect(valuesOf(usualFigures, 'failoverMs')).toEqual([100, 300]);
  expect(valuesOf(usualFigures, 'recoveryMs')).toEqual([Number.POSITIVE_INFINITY]);
  expect(valuesOf(usualFigures, 'latencyP99Ms')).toEqual([]);
  expect(valuesOf(null, 'okPerSecond')).toEqual([]);
});
