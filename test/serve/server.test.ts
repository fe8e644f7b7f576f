// The server over real sockets and a real results folder: what it lists, what it refuses, and that nothing of a run is
// ever markup.

import { mkdir, mkdtemp, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunServer, startServer } from '../../src/serve/server.ts';
import { historyOf, plan, resultsOf, staleRead } from '../report/page/saved-runs.ts';

const evil = `"><img src=x onerror=alert(1)><script>alert(1)</script>`;
const evilName = '<img src=x>&"';

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

let root = '';
let server: RunServer;

/** Without what a client library does to an address. */
function get(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answered> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asking.on('error', reject);
    asking.end();
  });
}

async function save(name: string, time: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  const directory = join(root, name, time);
  await mkdir(join(directory, 'nodes'), { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await writeFile(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

const history = historyOf(staleRead)
  .map((operation) => `${JSON.stringify(operation)}\n`)
  .join('');

beforeAll(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'ordeal-serve-')), 'results');
  await save('good', '2026-01-03', {
    'plan.json': plan,
    'results.json': resultsOf([]),
    'history.jsonl': history,
    'run.log': evil,
    'report.html': '<script>stored()</script>',
  });
  await save(evilName, '2026-01-02', {
    'plan.json': plan,
    'results.json': resultsOf([], { outcome: 'violation', problems: [evil], versions: { anvil: evil } }),
    'history.jsonl': historyOf(staleRead.map((step) => ({ ...step, key: evil, error: evil, node: evil })))
      .map((operation) => `${JSON.stringify(operation)}\n`)
      .join(''),
  });
  await save('damaged', '2026-01-01', { 'plan.json': '{', 'history.jsonl': history });
  await save('torn', '2026-01-01', { 'plan.json': plan, 'results.json': '{"format":1' });
  await save('cut', '2026-01-01', { 'plan.json': plan });
  await save('empty', '2026-01-01', {});
  const cut = new Date(Date.now() - 3_600_000);
  await utimes(join(root, 'cut', '2026-01-01', 'plan.json'), cut, cut);
  await writeFile(join(root, '..', 'secret.txt'), 'SECRET');
  await mkdir(join(root, '..', 'results-other'));
  await writeFile(join(root, '..', 'results-other', 'secret.txt'), 'SECRET');
  await symlink('/etc', join(root, 'good', 'etc'));
  await symlink(join(root, '..', 'secret.txt'), join(root, 'good', '2026-01-03', 'linked.txt'));
  await symlink('../../results-other', join(root, 'good', 'other'));
  server = await startServer({ root, host: '127.0.0.1', port: 0 });
});

afterAll(() => server.close());

test('every folder of a run is a line, damaged ones with what is wrong', async () => {
  const { status, body } = await get('/');
  expect(status).toBe(200);
  expect(body).toContain('6 in all');
  expect(body).toMatch(/plan\.json is not JSON/);
  expect(body).toMatch(/results\.json is not JSON/);
  expect(body).toContain('It holds no plan.json');
  expect(body).toContain('The run was cut off, or is being judged');
});

test('a run that got its results is listed with them', async () => {
  const directory = await save('late', '2026-01-04', { 'plan.json': plan, 'history.jsonl': history });
  const list = async (): Promise<string> => (await get('/?search=late')).body;
  await expect.poll(list).toContain('running');
  await writeFile(join(directory, '.results.tmp'), JSON.stringify(resultsOf([])));
  await rename(join(directory, '.results.tmp'), join(directory, 'results.json'));
  await expect.poll(list).not.toContain('running');
});

describe('pages of runs', () => {
  test('are made of the files, not of what lies there as a page', async () => {
    const { status, body } = await get('/run/good/2026-01-03');
    expect(status).toBe(200);
    expect(body).toContain('Valid: no guarantee was violated.');
    expect(body).not.toContain('stored()');
  });

  test('of one that cannot be read say why', async () => {
    const { status, body, headers } = await get('/run/damaged/2026-01-01');
    expect(status).toBe(500);
    expect(body).toMatch(/plan\.json is not JSON/);
    expect(headers['content-type']).toContain('text/plain');
  });

  test('hold texts of a run as text', async () => {
    const address = `/run/${encodeURIComponent(evilName)}/2026-01-02`;
    for (const path of [
      '/',
      address,
      `/side?run=good/2026-01-03&run=${encodeURIComponent(evilName)}/2026-01-02`,
    ]) {
      const { body, headers } = await get(path);
      expect(body).not.toMatch(/<img|alert\(1\)<\/script>/);
      expect(headers['content-security-policy']).toMatch(
        /default-src 'none'; script-src 'sha256-.*frame-ancestors 'self'/,
      );
    }
  });

  test('two stand side by side, one or three do not', async () => {
    const run = 'run=good/2026-01-03';
    expect(
      (await get(`/side?${run}&${run}`)).body.match(/<iframe [^>]*sandbox="allow-scripts"/g),
    ).toHaveLength(2);
    expect((await get(`/side?${run}`)).status).toBe(400);
    expect((await get(`/side?${run}&run=../x`)).status).toBe(404);
    expect((await get(`/side?${run}&run=/etc/passwd`)).status).toBe(404);
  });
});

describe('files', () => {
  test('of a run are text and run nothing', async () => {
    const { status, body, headers } = await get('/file/good/2026-01-03/report.html');
    expect(status).toBe(200);
    expect(body).toBe('<script>stored()</script>');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  test.each([
    '/file/../secret.txt',
    '/file/%2e%2e/secret.txt',
    '/file/..%2fsecret.txt',
    '/file/good/..%2f..%2f..%2fsecret.txt',
    '/file/good/2026-01-03/linked.txt',
    '/file/good/other/secret.txt',
    '/file/good/etc/passwd',
    '/file//etc/passwd',
    '/file/%2fetc%2fpasswd',
    '/file/good/2026-01-03/plan.json%00.txt',
    '/file/good/2026-01-03',
    '/run/good/etc',
    '/run/good/other',
  ])('%s is not given', async (path) => {
    const { status, body } = await get(path);
    expect([400, 404]).toContain(status);
    expect(body).not.toMatch(/SECRET|root:/);
  });
});

test('the trend tells of each build that was tested, and of none that cannot be read', async () => {
  const { status, body } = await get('/trend');
  expect(status).toBe(200);
  expect(body).toMatch(/current \(build abcdef01\)/);
  expect(body).toMatch(/1 of \d+ \(/);
  expect(body).not.toMatch(/<img/);
});

test('a page elsewhere that leads its own name here learns nothing', async () => {
  const { status, body } = await get('/', 'GET', { host: 'evil.example' });
  expect(status).toBe(421);
  expect(body).not.toContain('good');
});

test('nothing but GET and HEAD is answered, HEAD without a body', async () => {
  expect((await get('/', 'POST')).status).toBe(405);
  expect((await get('/', 'DELETE')).headers['allow']).toBe('GET, HEAD');
  const head = await get('/', 'HEAD');
  expect([head.status, head.body]).toEqual([200, '']);
});

test('what is not there is not there', async () => {
  expect((await get('/nothing')).status).toBe(404);
  expect((await get('/run/good/2027')).status).toBe(404);
  expect((await get('/batch/good/2026-01-03')).status).toBe(404);
});

test('an empty or missing results folder is an empty list', async () => {
  const other = await startServer({ root: join(root, 'nowhere'), host: '127.0.0.1', port: 0 });
  const response = await fetch(other.url);
  expect(await response.text()).toContain('There is no saved run in');
  await other.close();
});
