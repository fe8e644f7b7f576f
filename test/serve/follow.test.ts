// Following a run: what it writes comes as events, a torn line waits for its rest, and results end the stream.

import { appendFile, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunServer, startServer } from '../../src/serve/server.ts';
import { progressLine } from '../../src/store/progress.ts';
import { plan, progressOf, resultsOf } from '../report/page/saved-runs.ts';

let directory = '';
let server: RunServer;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'ordeal-follow-'));
  directory = join(root, 'register', '2026');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'plan.json'), JSON.stringify(plan));
  server = await startServer({ root, host: '127.0.0.1', port: 0 });
});

afterEach(() => server.close());

interface Heard {
  readonly event: string;
  readonly id: number;
  readonly data: unknown;
}

/** Reads events one by one; `null` at the end of the stream. */
async function listen(headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const response = await fetch(`${server.url}events/register/2026`, { headers, signal: stop.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<Heard | null> => {
    for (;;) {
      const found = /^(?:retry: \d+\n\n)?event: (\w+)\nid: (\d+)\ndata: (.*)\n\n/.exec(text);
      if (found !== null) {
        text = text.slice(found[0].length);
        return { event: found[1] ?? '', id: Number(found[2]), data: JSON.parse(found[3] ?? '') };
      }
      const more = await reader?.read();
      if (more?.value === undefined) return null;
      text += more.value;
    }
  };
  return { status: response.status, next, stop: () => stop.abort() };
}

async function finish(): Promise<void> {
  await writeFile(join(directory, '.tmp'), JSON.stringify(resultsOf([])));
  await rename(join(directory, '.tmp'), join(directory, 'results.json'));
}

test('what is written comes, until there are results', async () => {
  const lines = [1, 2, 3].map((second) => progressLine(progressOf(second)));
  const path = join(directory, 'progress.jsonl');
  await writeFile(path, `${lines[0]}${lines[1]?.slice(0, 20)}`);
  const heard = await listen();
  expect(await heard.next()).toMatchObject({ event: 'progress', data: [{ ms: 1000 }] });
  await appendFile(path, `${lines[1]?.slice(20)}not json\n${lines[2]}`);
  expect(await heard.next()).toMatchObject({ event: 'progress', data: [{ ms: 2000 }, { ms: 3000 }] });
  await finish();
  expect(await heard.next()).toMatchObject({ event: 'end', data: { outcome: 'valid' } });
  expect(await heard.next()).toBeNull();
});

test('after a lost connection only what is new comes', async () => {
  const lines = [1, 2].map((second) => progressLine(progressOf(second)));
  await writeFile(join(directory, 'progress.jsonl'), lines.join(''));
  await finish();
  const heard = await listen({ 'last-event-id': String(Buffer.byteLength(lines[0] ?? '')) });
  expect(await heard.next()).toMatchObject({ event: 'progress', data: [{ ms: 2000 }] });
  expect(await heard.next()).toMatchObject({ event: 'end' });
});

test('a place that makes no sense is the beginning', async () => {
  await writeFile(join(directory, 'progress.jsonl'), progressLine(progressOf(1)));
  await finish();
  for (const id of ['-5', 'x', '99999999']) {
    const heard = await listen({ 'last-event-id': id });
    expect(await heard.next()).toMatchObject({ event: 'progress', data: [{ ms: 1000 }] });
    heard.stop();
  }
});

test('no more than a number of browsers follow at once, and one that leaves makes room', async () => {
  const all = await Promise.all(Array.from({ length: 16 }, () => listen()));
  expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
  expect((await listen()).status).toBe(503);
  all[0]?.stop();
  await expect.poll(async () => (await listen()).status).toBe(200);
  for (const { stop } of all) stop();
});

test('the page of a run under way is the one that follows it', async () => {
  const response = await fetch(`${server.url}run/register/2026`);
  expect(response.url).toBe(`${server.url}follow/register/2026`);
  expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
  await finish();
  expect((await fetch(`${server.url}run/register/2026`)).url).toBe(`${server.url}run/register/2026`);
});
