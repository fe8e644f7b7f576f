// The code in the documentation is what it says: it compiles where a reader would put it, and does what the page tells.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { faultPackages } from '../../nemesis/registry.ts';
import { declaredConditions } from '../../src/batch/declared-conditions.ts';
import { runSimulated } from '../../src/batch/run-simulated.ts';
import { NEVER } from '../../src/checkers/linearizability/call-columns.ts';
import type { Model } from '../../src/checkers/linearizability/model.ts';
import { readHistory } from '../../src/history/read.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { parsePlan } from '../../src/plan/parse-plan.ts';
import { bundleAnvil } from '../../src/worlds/build.ts';
import { loadCreateNode } from '../../src/worlds/sim/node-module.ts';
import type { WorkloadFactory } from '../../workloads/workload.ts';
import { linearizableByForce } from '../checkers/linearizability/brute-force.ts';
import { judgeCalls } from '../checkers/linearizability/calls-in-columns.ts';
import { drawFrom } from '../checkers/linearizability/simulated-calls.ts';
import { repositoryRoot } from '../tidy/source-files.ts';
import { codeBlocks, documentedPages, importFrom, onlyBlock, unfold } from './code-blocks.ts';

const blocks = documentedPages.flatMap(codeBlocks);
const typescript = blocks.filter(({ language }) => language === 'ts');
const copy = unfold(typescript);
const scratch = mkdtempSync(join(tmpdir(), 'documented-'));
afterAll(() => {
  for (const directory of [copy, scratch]) rmSync(directory, { recursive: true, force: true });
});

test('every block is in a language that some test runs, and TypeScript says which file it is', () => {
  // Commands, and the clients of the readme, are run by the end-to-end tests.
  const run = new Set(['sh', 'js', 'python', 'ts', 'json', 'clojure', '']);
  expect(blocks.filter(({ language }) => !run.has(language))).toEqual([]);
  expect(typescript.filter(({ file }) => file === null)).toEqual([]);
});

test('all TypeScript compiles in its place', async () => {
  const configuration = {
    extends: '../../tsconfig.json',
    include: typescript.map(({ file }) => file),
  };
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(configuration));
  const { stdout, exitCode } = await execa('npx', ['--no-install', 'tsc', '-p', copy], {
    cwd: repositoryRoot,
    reject: false,
  });
  expect(stdout).toBe('');
  expect(exitCode).toBe(0);
});

test('the documented model judges as trying every order does', async () => {
  const block = onlyBlock('docs/writing-a-model.md', 'ts');
  const { resettableCounterModel } = await importFrom<{ resettableCounterModel(initial: null): Model }>(
    copy,
    block,
  );
  const model = resettableCounterModel(null);
  const verdicts = new Set<string>();
  for (let seed = 1; seed <= 2000; seed += 1) {
    const draw = drawFrom(seed);
    const calls = Array.from({ length: 2 + draw(6) }, (_, i) => {
      const f = model.functions[draw(3)] as string;
      const completed = draw(6) === 0 ? NEVER : 100 * (i + draw(4)) + 1 + i;
      return { f, input: null, output: f === 'read' ? draw(3) : null, invoked: 100 * i, completed };
    });
    const expected = linearizableByForce(calls, model) ? 'linearizable' : 'violation';
    verdicts.add(expected);
    expect(judgeCalls(calls, model).kind, JSON.stringify(calls)).toBe(expected);
  }
  expect(verdicts.size).toBe(2);
});

test('the documented workload is valid under kills, and sees additions that are done twice', async () => {
  const { tally } = await importFrom<{ tally: WorkloadFactory }>(
    copy,
    onlyBlock('docs/writing-a-workload.md', 'ts'),
  );
  const plan = { ...defaultPlan('sim'), workload: 'tally', nemesis: ['kill'], timeSeconds: 10, seed: 7 };
  const run = async (repeats: number) =>
    await runSimulated({
      plan,
      createNode: await loadCreateNode(),
      budget: { timeMs: 600_000, memoryBytes: 2 ** 30 },
      partsOf: () => ({
        workload: (nodes) => {
          const workload = tally.create({ seed: plan.seed, nodes, concurrency: plan.concurrency });
          return {
            ...workload,
            async invoke(connection, invocation, timeoutMs) {
              let completion = await workload.invoke(connection, invocation, timeoutMs);
              for (let again = 1; again < repeats && completion.type === 'ok'; again += 1)
                completion = await workload.invoke(connection, invocation, timeoutMs);
              return completion;
            },
          };
        },
        faults: (nodes) =>
          faultPackages
            .filter(({ name }) => name === 'kill')
            .map(({ create }) => create({ seed: plan.seed, nodes, intervalMs: 3000 })),
      }),
    });
  const { results } = await run(1);
  expect(results.problems).toEqual([]);
  expect(results.outcome).toBe('valid');
  expect(results.counts.ok).toBeGreaterThan(1000);
  expect((await run(2)).results.verdicts.find(({ checker }) => checker === 'counter')?.valid).toBe(false);
});

test('the documented histories are read, and the part of a plan is one', async () => {
  const lines = codeBlocks('docs/history-format.md').filter(({ language }) => language === 'json');
  const file = join(scratch, 'history.jsonl');
  writeFileSync(file, lines[0]?.code ?? '');
  expect((await readHistory(file)).columns().length).toBe(2);
  expect(JSON.parse(lines[1]?.code ?? '')).toMatchObject({ verified: true });
  const edn = join(scratch, 'history.edn');
  writeFileSync(edn, onlyBlock('docs/history-format.md', 'clojure').code);
  expect((await readHistory(edn)).columns().length).toBeGreaterThan(1);
  const parts = codeBlocks('docs/checkers.md').filter(({ language }) => language === 'json');
  for (const { code } of parts) {
    const fields = JSON.parse(`{${code}}`) as Record<string, unknown>;
    expect(parsePlan({ ...defaultPlan('sim'), ...fields }, 'The page')).toMatchObject(fields);
  }
});

test('every condition of interest is listed', async () => {
  const page = await readFile(join(repositoryRoot, 'docs/simulated-world.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  const { path } = await bundleAnvil({
    version: 'current',
    part: 'node',
    repositoryRoot,
    cacheDirectory: scratch,
  });
  expect(listed).toEqual(await declaredConditions(path));
});
