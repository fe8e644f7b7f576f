// Builds that spin: whatever they do, the run ends as a violation that names the node and the event, and ends so again when
// it is repeated. Their neighbours, which only come close, are valid.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { JobResult } from '../../src/batch/job.ts';
import { createSimulatorPool, type SimulatorPool } from '../../src/batch/pool.ts';
import { createWatchdog, ownMeans } from '../../src/batch/watchdog.ts';
import { buildVersion } from '../../src/cli/build-version.ts';
import { simulatorUrl } from '../../src/cli/simulator.ts';
import { tinyBudget, tinyPlan } from './tiny-simulated-plan.ts';

// Processor time of a machine that may be busy.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const directory = mkdtempSync(join(tmpdir(), 'spinning-'));
let pool: SimulatorPool;
let current = '';

beforeAll(async () => {
  current = (await buildVersion('current', 'node')).path;
  pool = createSimulatorPool({
    simulatorUrl: await simulatorUrl(),
    threads: 1,
    jobTimeoutMs: 600_000,
    threadMemoryMb: 512,
    watchdog: createWatchdog(ownMeans, { cpuMs: 800, memoryBytes: 2 ** 30, afterAbortMs: 500 }),
  });
});
afterAll(async () => {
  await pool.close();
  rmSync(directory, { recursive: true });
});

/** This checkout's build, in which n2 does something else as well. */
function buildWith(name: string, code: string): string {
  const path = join(directory, `${name}.mjs`);
  writeFileSync(
    path,
    `import { createNode as create } from ${JSON.stringify(pathToFileURL(current).href)};
export const createNode = (env, configuration) => {
  const node = create(env, configuration);
  if (configuration.name === 'n2') { ${code} }
  return node;
};
`,
  );
  return path;
}

const plan = { ...tinyPlan, nemesis: [], timeSeconds: 2, knobs: 'default' as const };

async function run(modulePath: string): Promise<JobResult> {
  const end = await pool.run({ plan, modulePath, budget: tinyBudget, keep: 'always' });
  if (end.kind === 'lost') throw new Error(end.reason);
  return end.result;
}

const inTwoSeconds = (code: string): string => `env.clock.after(2000, () => { ${code} });`;

test.each([
  ['loop', inTwoSeconds('for (;;);'), 'n2 does not come to the end of a timer'],
  [
    'promises',
    inTwoSeconds('const again = () => Promise.resolve().then(again); again();'),
    'n2 does not come to the end of a timer',
  ],
  [
    'memory',
    inTwoSeconds('const kept = []; for (;;) kept.push(new Array(10_000).fill(kept.length));'),
    'n2 does not come to the end of a timer',
  ],
  [
    'at-once',
    inTwoSeconds('const go = () => env.clock.after(0, go); go();'),
    'n2 goes on at once for ever: 5,000 timers without delay in a row',
  ],
  [
    'many-at-once',
    inTwoSeconds('const go = () => { for (let i = 0; i < 2; i += 1) env.clock.after(0.2, go); }; go();'),
    'n2 goes round in circles: more than 500,000 events within one second, most of them its own timers',
  ],
  ['start', 'for (;;);', 'n2 does not come to the end of its start'],
])('%s', async (name, code, message) => {
  const build = buildWith(name, code);
  const { results, violation, traceHash } = await run(build);
  expect(results.outcome).toBe('violation');
  expect(violation).toMatchObject({ kind: 'stuck', name: 'stuck' });
  const [verdict] = results.verdicts;
  expect(verdict).toMatchObject({ checker: 'stuck', valid: false });
  expect(verdict?.reason).toContain(message);
  // Those that take the longest are repeated all the same: each ended in a repetition.
  if (name === 'promises' || name === 'many-at-once') return;
  const again = await run(build);
  expect([again.results.verdicts[0]?.reason, again.traceHash]).toEqual([verdict?.reason, traceHash]);
});

test.each([
  ['close-to-a-loop', inTwoSeconds('let sum = 0; for (let i = 0; i < 3e7; i += 1) sum += i; env.sum = sum;')],
  [
    'some-at-once',
    inTwoSeconds('let left = 4_000; const go = () => { if (left-- > 0) env.clock.after(0, go); }; go();'),
  ],
  [
    'some-promises',
    inTwoSeconds(
      'let left = 100_000; const go = () => { if (left-- > 0) Promise.resolve().then(go); }; go();',
    ),
  ],
])('%s is no violation', async (name, code) => {
  const { results } = await run(buildWith(name, code));
  expect(results.verdicts.filter(({ valid }) => valid === false).map(({ reason }) => reason)).toEqual([]);
});

test('whoever asks for an end while it spins gets one at once', async () => {
  const build = buildWith('asked', inTwoSeconds('for (;;);'));
  const dog = createWatchdog(ownMeans, { cpuMs: 600_000, memoryBytes: 2 ** 40, afterAbortMs: 500 });
  const patient = createSimulatorPool({
    simulatorUrl: await simulatorUrl(),
    threads: 1,
    jobTimeoutMs: 600_000,
    watchdog: dog,
  });
  const running = patient.run({ plan, modulePath: build, budget: tinyBudget, keep: 'always' });
  patient.abort();
  const end = await running;
  await patient.close();
  // It was asked before it began to spin, or while it did: either way it is over, and there is nothing valid about it.
  expect(end.kind === 'lost' ? 'lost' : end.result.results.outcome).toMatch(/lost|interrupted/);
});
