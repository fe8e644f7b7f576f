// Bundles: what goes in comes out, and whatever is damaged, foreign, too large or up to no good is one sentence, with
// nothing written.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type BundleMember,
  bundleLimits,
  packMembers,
  unpackMembers,
} from '../../src/store/bundle/container.ts';
import { packRun } from '../../src/store/bundle/pack-run.ts';
import { isBundle } from '../../src/store/bundle/unpack-run.ts';
import { createRun } from '../../src/store/create-run.ts';
import { openRun, readRun } from '../../src/store/open-run.ts';
import { tinyPlan } from '../runner/tiny-plan.ts';

let root: string;
let results: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bundle-'));
  results = join(root, 'results');
});
afterEach(() => rmSync(root, { recursive: true }));

const member = (path: string, text = 'x'): BundleMember => ({ path, content: Buffer.from(text) });
const plan = member('plan.json', JSON.stringify(tinyPlan));
const noBuilds = { builds: { format: 1, version: null, upgradeTo: null }, buildFiles: [] } as const;

/** Opens a file of this content as a run. */
async function opening(content: Uint8Array): Promise<string> {
  const path = join(root, 'some.ordeal');
  writeFileSync(path, content);
  return openRun(results, path).then(
    ({ files }) => `opened ${files.directory}`,
    (error: Error) => error.message,
  );
}

/** A bundle by hand, for what `packMembers` would never write. */
function handmade(lines: readonly unknown[], head: object = {}): Uint8Array {
  const first = { format: 'ordeal-bundle', version: 1, members: lines.length, about: {}, ...head };
  return gzipSync([first, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

test('texts and bytes come out as they went in', () => {
  const bytes = Uint8Array.from([0xff, 0, 0x80, 10, 13]);
  const members = [member('a.txt', 'ä\n"\u2028\\'), { path: 'nodes/n1/data/log-1', content: bytes }];
  const out = unpackMembers(packMembers(members, {}), 'b');
  expect(out.map(({ path, content }) => [path, [...content]])).toEqual(
    members.map(({ path, content }) => [path, [...content]]),
  );
});

describe('of a run', () => {
  async function savedRun() {
    const files = await createRun(results, tinyPlan, new Date('2026-01-02T03:04:05.006Z'));
    writeFileSync(files.history, '{"index":0}\n');
    writeFileSync(join(files.nodes, 'n1.log'), 'a line\n');
    writeFileSync(join(files.nodes, 'n2.log'), 'y'.repeat(5 * 1024 * 1024));
    mkdirSync(join(files.nodes, 'n1', 'data'), { recursive: true });
    writeFileSync(join(files.nodes, 'n1', 'data', 'log-1'), Uint8Array.from([0xff, 1]));
    return readRun(files.directory);
  }

  test('leaves out disks and long logs, and says so in their place', async () => {
    const { content, leftOut } = await packRun(await savedRun(), { everything: false, ...noBuilds });
    expect(leftOut).toEqual(['the disk of n1', 'n2.log (5 MiB)']);
    const path = join(root, 'run.ordeal');
    writeFileSync(path, content);
    const { files, plan: opened } = await openRun(results, path);
    expect(opened).toEqual(tinyPlan);
    expect(readFileSync(files.history, 'utf8')).toBe('{"index":0}\n');
    expect(readdirSync(join(files.nodes, 'n1'))).toEqual(['data-missing.txt']);
    expect(readFileSync(join(files.nodes, 'n2.log'), 'utf8')).toMatch(/^This log was left out/);
    // Once more is the same folder, also with what was added there since.
    writeFileSync(files.page, 'page');
    expect(existsSync((await openRun(results, path)).files.page)).toBe(true);
  });

  test('takes them along where asked to', async () => {
    const { content, leftOut } = await packRun(await savedRun(), { everything: true, ...noBuilds });
    expect(leftOut).toEqual([]);
    const path = join(root, 'run.ordeal');
    writeFileSync(path, content);
    const { files } = await openRun(results, path);
    expect([...readFileSync(join(files.nodes, 'n1', 'data', 'log-1'))]).toEqual([0xff, 1]);
  });

  test('names the builds that came with it', async () => {
    const commit = 'a'.repeat(40);
    const builds = { version: { kind: 'mutant', file: 'builds/mutant-m.json' }, upgradeTo: null } as const;
    const packed = await packRun(await savedRun(), {
      everything: false,
      builds: { format: 1, ...builds },
      buildFiles: [{ path: 'builds/mutant-m.json', text: '{}' }],
    });
    const path = join(root, 'run.ordeal');
    writeFileSync(path, packed.content);
    const run = await openRun(results, path);
    expect(run.plan.version).toBe(`mutant:${join(run.files.directory, 'builds/mutant-m.json')}`);
    writeFileSync(run.files.builds, JSON.stringify({ format: 1, version: { commit }, upgradeTo: null }));
    expect((await readRun(run.files.directory)).plan.version).toBe(commit);
    const outside = { format: 1, version: { kind: 'mutant', file: '../../m.json' }, upgradeTo: null };
    writeFileSync(run.files.builds, JSON.stringify(outside));
    await expect(readRun(run.files.directory)).rejects.toThrow(/builds\.json cannot be understood/);
  });
});

describe('refuses, in a sentence and without writing anything,', () => {
  afterEach(() => {
    expect(readdirSync(root)).toEqual(['some.ordeal']);
  });

  test.each([
    ['../evil.txt'],
    ['nodes/../../evil.txt'],
    ['/tmp/evil.txt'],
    ['nodes\\..\\evil.txt'],
    ['.hidden'],
    ['nodes//x'],
    [''],
    ['C:evil'],
    ['a/b/c/d/e'],
    ['x'.repeat(201)],
    ['nul\0byte'],
  ])('the path %j', async (path) => {
    const evil = handmade([
      { path: 'plan.json', text: JSON.stringify(tinyPlan) },
      { path, text: 'evil' },
    ]);
    expect(await opening(evil)).toMatch(
      /some\.ordeal cannot be trusted: it holds the path .* Nothing was written\.$/,
    );
  });

  test('what is cut off or changed', async () => {
    const whole = packMembers([plan], {});
    for (const length of [0, 1, 10, whole.length - 1])
      expect(await opening(whole.subarray(0, length))).toMatch(
        /some\.ordeal is damaged, or no bundle of Ordeal: /,
      );
    const changed = Uint8Array.from(whole, (byte, index) => (index === whole.length - 6 ? byte ^ 1 : byte));
    expect(await opening(changed)).toMatch(/is damaged, or no bundle of Ordeal: incorrect data check/);
  });

  test.each([
    ['other content', Buffer.from('PK\u0003\u0004 a zip'), /is damaged, or no bundle of Ordeal/],
    ['gzip of something else', gzipSync('hello\n'), /is no bundle of Ordeal: its first line/],
    ['nothing in gzip', gzipSync(''), /is no bundle of Ordeal: its first line/],
    [
      'a later version',
      handmade([], { version: 2 }),
      /is a bundle of version 2; this Ordeal opens version 1/,
    ],
    ['too few files', handmade([], { members: 1 }), /it has 0 files, but should have 1/],
    ['a line that is no file', handmade([{ path: 'plan.json' }]), /line 2 of it is no file of a run/],
    ['bytes that are none', handmade([{ path: 'a', base64: '*' }]), /line 2 of it is no file of a run/],
    ['no plan', packMembers([member('history.jsonl')], {}), /the plan in it is missing/],
    ['a wrong plan', packMembers([member('plan.json', '{}')], {}), /the plan in it is missing, or cannot/],
    ['one file twice', packMembers([plan, plan], {}), /has plan\.json twice/],
  ])('%s', async (_, content, reason) => {
    expect(await opening(content)).toMatch(reason);
  });
});

test('a file in the way of a folder leaves nothing half unpacked', async () => {
  const clash = packMembers([plan, member('history.jsonl'), member('history.jsonl/x')], {});
  expect(await opening(clash)).toMatch(/cannot be written/);
  expect(readdirSync(join(results, 'unpacked'))).toEqual([]);
});

test('sizes are bounded, packing and unpacking, to the byte', () => {
  const members = [member('a', 'x'.repeat(10_000))];
  const packed = packMembers(members, {});
  const fits = { ...bundleLimits, packedBytes: packed.length };
  expect(unpackMembers(packed, 'b', fits)).toHaveLength(1);
  expect(() => unpackMembers(packed, 'b', { ...fits, packedBytes: packed.length - 1 })).toThrow(
    /^b is larger than \d+ bytes, which no bundle is\.$/,
  );
  expect(() => unpackMembers(packed, 'b', { ...bundleLimits, unpackedBytes: 10_000 })).toThrow(
    /^b would unpack to more than 10000 bytes, which no bundle does\.$/,
  );
  expect(() => unpackMembers(packed, 'b', { ...bundleLimits, members: 0 })).toThrow(/^b holds 1 files/);
  for (const limit of [{ packedBytes: 10 }, { unpackedBytes: 10_000 }, { members: 0 }])
    expect(() => packMembers(members, {}, { ...bundleLimits, ...limit })).toThrow(/too large for a bundle/);
});

test('a bundle is known by its name or its first bytes', async () => {
  const path = join(root, 'renamed.bin');
  writeFileSync(path, packMembers([plan], {}));
  expect(isBundle(path)).toBe(true);
  writeFileSync(path, '{"index":0}\n');
  expect(isBundle(path)).toBe(false);
  expect(isBundle(join(root, 'missing.ordeal'))).toBe(true);
  expect(isBundle(join(root, 'missing'))).toBe(false);
});
