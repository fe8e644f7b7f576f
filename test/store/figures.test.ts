// The figures of a run, and what of a batch of an earlier Ordeal is still read.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { violationClass, violationClasses } from '../../src/batch/violation-class.ts';
import type { Verdict } from '../../src/checkers/checker.ts';
import { runOfSeed } from '../../src/compare/sample.ts';
import { batchFiles, readBatch } from '../../src/store/batch.ts';
import { figuresOf, figuresSchema } from '../../src/store/figures.ts';
import { runTiny } from '../batch/tiny-simulated-plan.ts';

test('a run has figures, those of its faults included', async () => {
  const { results } = await runTiny({ timeSeconds: 6 });
  const figures = figuresOf(results);
  expect(figuresSchema.parse(JSON.parse(JSON.stringify(figures)))).toEqual(figures);
  expect(figures?.okPerSecond).toBeGreaterThan(0);
  expect(figures?.latencyMs?.p99).toBeGreaterThanOrEqual(figures?.latencyMs?.p50 ?? 0);
  expect(figures?.faults.map((fault) => fault.package)).toEqual(expect.arrayContaining(['kill']));
  expect(figures?.faults.some(({ failoverMs }) => typeof failoverMs === 'number')).toBe(true);
  expect(figuresOf({ ...results, verdicts: [] })).toBeNull();
});

const verdict = (checker: string, details: Verdict['details'] = {}) => ({
  ...{ checker, valid: false as const, reason: '', witnesses: [], details },
});

test('violations are told apart by checker and by anomaly; a threshold missed is none', () => {
  const verdicts = [
    verdict('availability', { kind: 'threshold-missed' }),
    verdict('list-append', { model: 'snapshot-isolation', anomalies: { 'write-skew': {}, G1c: {} } }),
    verdict('linearizable'),
    verdict('run-validity'),
  ];
  expect(violationClasses({ verdicts })).toEqual(['linearizable', 'list-append: G1c']);
  expect(violationClass({ outcome: 'violation', verdicts, crash: null })).toBe('violation: list-append');
});

test('a batch of an earlier Ordeal, without figures and classes, is read', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'figures-'));
  const batch = {
    format: 1,
    seeds: { first: 1, count: 1 },
    versions: {},
    startedAt: '2026-01-01T00:00:00.000Z',
    conditions: [],
  };
  const record = {
    ...{
      seed: 1,
      outcome: 'violation',
      exitCode: 1,
      violations: ['linearizable'],
      reason: 'x',
      traceHash: 'a',
    },
    ...{ wallMs: 1, simulatedMs: 1, events: 1, ok: 1, conditions: {}, run: null },
  };
  writeFileSync(batchFiles(directory).batch, JSON.stringify(batch));
  writeFileSync(batchFiles(directory).seeds, `${JSON.stringify(record)}\n`);
  const saved = await readBatch(directory);
  rmSync(directory, { recursive: true });
  expect(saved?.records.map((record) => runOfSeed(record))).toEqual([
    { seed: 1, outcome: 'violation', classes: ['linearizable'], figures: null },
  ]);
});
