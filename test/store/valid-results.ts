// Results of a run that was valid, for tests of what becomes of them.

import type { RunResults } from '../../src/store/results.ts';
import { tinyPlan } from '../runner/tiny-plan.ts';

export const validResults: RunResults = {
  format: 1,
  harnessVersion: '0',
  plan: tinyPlan,
  seed: 1,
  world: 'sim',
  versions: {},
  startedAt: '2026-01-02T03:04:05.006Z',
  outcome: 'valid',
  exitCode: 0,
  verdicts: [{ checker: 'linearizable', valid: true, reason: '', witnesses: [], details: {} }],
  counts: { invoked: 20, ok: 20, fail: 0, info: 0 },
  countsByF: {},
  phases: [],
  faults: [],
  bootMs: 1,
  settleMs: 1,
  interrupted: false,
  crash: null,
  problems: [],
};
