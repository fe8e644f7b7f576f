// Suites on the server: a line in the list, a page that leads to the pages of its runs, and events while it runs.

import { appendFile, mkdir, mkdtemp, rename, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type RunServer, startServer } from '../../src/serve/server.ts';
import { tinyPlan } from '../batch/tiny-simulated-plan.ts';
import { savedBatch, seedRecord } from '../report/batch-page/saved-batches.ts';
import { filesOf, hostileSuite, troubledSuite } from '../report/suite-page/saved-suites.ts';
import { savedSuite } from '../suite/saved-suite.ts';

const evil = `"><img src=x onerror=alert(1)><script>alert(1)</script>`;

let root = '';
let server: RunServer;

async function save(name: string, time: string, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = join(root, name, time);
  await mkdir(directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(directory, file), text);
  return directory;
}

const get = async (path: string): Promise<Response> => fetch(`${server.url}${path}`);
const textOf = async (path: string): Promise<string> => (await get(path)).text();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ordeal-serve-suites-'));
  await save('nightly', '2030-01-01', filesOf(troubledSuite()));
  await save('hostile', '2030-01-02', filesOf(hostileSuite(evil)));
  const cut = await save('cut', '2030-01-03', filesOf(savedSuite(['valid', 'valid'], [], { end: null })));
  const hourAgo = new Date(Date.now() - 3_600_000);
  await utimes(join(cut, 'suite.json'), hourAgo, hourAgo);
  server = await startServer({ root, host: '127.0.0.1', port: 0 });
});

afterAll(() => server.close());

test('suites are listed, filtered and searched beside runs', async () => {
  const list = await textOf('?kind=suite');
  expect(list).toContain('3 in all');
  expect(list).toContain('7 of 8 runs, 2 not valid.');
  expect(list).toContain('suite of register');
  const found = await textOf('?kind=suite&search=torn-tail-cut');
  expect(found).toContain('1 in all');
  expect(found).toContain('href="/run/nightly/2030-01-01"');
  expect(await textOf('?outcome=not+judged')).toContain('href="/run/cut/2030-01-03"');
  expect(await textOf('?kind=run')).toContain('No run is like that.');
});

test('the page of a suite leads to the pages of its runs on the server', async () => {
  const page = await textOf('run/nightly/2030-01-01');
  expect(page).toContain('FAILED: 1 run found a violation.');
  expect(page).toContain('href="/run/nightly-register/2030-01-01T00-00-01.000Z"');
  expect(page).not.toContain('../');
});

test('the page of a batch leads to the pages of its runs on the server, and follows its journal', async () => {
  const { batch, records } = savedBatch(['valid', 'violation'], 3);
  const journal = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const directory = await save('tiny', '2030-01-04', {
    'plan.json': JSON.stringify(tinyPlan),
    'batch.json': JSON.stringify(batch),
    'seeds.jsonl': journal,
  });
  const page = await textOf('run/tiny/2030-01-04');
  expect(page).toContain('FAILED: 1 of 2 seeds found a violation; 1 seed was not run.');
  expect(page).toContain('href="/run/tiny/2030-01-01T00-00-02.000Z"');
  expect(page).not.toContain('../');
  await appendFile(join(directory, 'seeds.jsonl'), `${JSON.stringify(seedRecord(3, 'valid'))}\n`);
  expect(await textOf('run/tiny/2030-01-04')).toContain('FAILED: 1 of 3 seeds found a violation.');
});

test('texts of a suite are texts', async () => {
  for (const path of ['', 'run/hostile/2030-01-02', 'follow/hostile/2030-01-02', 'trend']) {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toMatch(/<img|href="javascript/);
  }
});

const told = z.object({ finished: z.int(), running: z.array(z.object({ job: z.string() })) });

test('a suite under way is followed until it ends', async () => {
  const whole = savedSuite(['valid', 'violation']);
  const [first = '', second = ''] = whole.records.map((record) => `${JSON.stringify(record)}\n`);
  const directory = await save('live', '2030-01-04', {
    'suite.json': JSON.stringify({ ...whole.suite, end: null }),
    'jobs.jsonl': first,
  });
  const running = { job: 'seeds: register, seed 1', attempt: 1, startedAt: whole.suite.startedAt, doing: '' };
  await writeFile(join(directory, 'status.json'), JSON.stringify({ suiteMs: 5, running: [running] }));
  expect((await get('run/live/2030-01-04')).url).toBe(`${server.url}follow/live/2030-01-04`);

  const reader = (await get('events/live/2030-01-04')).body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<readonly string[]> => {
    for (;;) {
      const found = /^(?:retry: \d+\n\n)?event: (\w+)\nid: \d+\ndata: (.*)\n\n/.exec(text);
      if (found !== null) {
        text = text.slice(found[0].length);
        return found.slice(1);
      }
      const more = await reader?.read();
      if (more?.value === undefined) return [];
      text += more.value;
    }
  };
  const progress = async () =>
    told.parse(
      z
        .array(z.unknown())
        .parse(JSON.parse((await next())[1] ?? ''))
        .at(-1),
    );
  expect(await progress()).toMatchObject({ finished: 1, running: [{ job: running.job }] });
  // A line that is being written counts once it is whole.
  await appendFile(join(directory, 'jobs.jsonl'), second.slice(0, 30));
  await appendFile(join(directory, 'jobs.jsonl'), second.slice(30));
  expect(await progress()).toMatchObject({ finished: 2 });
  await writeFile(join(directory, '.suite'), JSON.stringify(whole.suite));
  await rename(join(directory, '.suite'), join(directory, 'suite.json'));
  expect(await next()).toEqual(['end', '{"outcome":"violation"}']);
  expect(await next()).toEqual([]);
});
