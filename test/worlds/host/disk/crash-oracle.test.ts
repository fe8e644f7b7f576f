// Our power loss against a real one: random programs of file operations, interrupted at a random point, on our disk and on
// ext4 with its journal, each judged by the rules of a journaling file system. ORDEAL_CASES sets how many.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { SyncRules } from '../../../../src/worlds/host/disk/name-journal.ts';
import type { FileStep } from './crash-program.ts';
import { crashRules } from './crash-rules.ts';
import { whyNoDisk } from './disk-bench.ts';

const cases = Number(process.env['ORDEAL_CASES'] ?? 40);
const seed = Number(process.env['ORDEAL_SEED'] ?? 1);
const program = fileURLToPath(new URL('crash-oracle-process.ts', import.meta.url));
const missing = await whyNoDisk();
const isRoot = process.getuid?.() === 0;
/** Far more than one case takes on a busy machine. */
const hangMs = 600_000;
const caseTimeoutMs = 20_000;

interface Outcome {
  readonly programs: number;
  /** After so many of them something was gone. */
  readonly lossy: number;
  readonly refusals: number;
  readonly refused: readonly { readonly problem: string; readonly program: readonly FileStep[] }[];
}

function runOn(disk: 'OURS' | 'EXT4', rules: SyncRules): Outcome {
  const home = mkdtempSync(join(tmpdir(), 'crash-oracle-'));
  const apart = [
    '--mount',
    '--propagation',
    'private',
    '--net',
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
  ];
  const node = [process.execPath, '--import', 'tsx', program, disk, rules, String(cases), String(seed), home];
  try {
    const said = execFileSync('unshare', [...apart, ...node], {
      encoding: 'utf8',
      timeout: hangMs + cases * caseTimeoutMs,
    });
    return JSON.parse(said.trim().split('\n').at(-1) ?? '') as Outcome;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

describe.skipIf(missing !== null || !isRoot)('after a power loss in the middle of a program', () => {
  test.each([
    ['OURS', 'posix'],
    ['OURS', 'ordered-journal'],
    ['EXT4', 'ordered-journal'],
  ] as const)(
    '%s leaves a state that the rules of %s allow',
    (disk, rules) => {
      const { refused, refusals, lossy, programs } = runOn(disk, rules);
      expect(refused).toEqual([]);
      expect(refusals).toBe(0);
      expect(programs).toBe(cases);
      // An oracle that loses nothing proves nothing.
      expect(lossy).toBeGreaterThan(cases / 4);
    },
    60_000 + cases * caseTimeoutMs,
  );
});

describe('the rules', () => {
  const bytes = (byte: number, length: number): Buffer => Buffer.alloc(length, byte);
  const empty = ['b', bytes(0, 0)] as const;
  const steps: readonly FileStep[] = [
    { do: 'create', path: 'a' },
    { do: 'write', path: 'a', at: 0, length: 1000, byte: 1 },
    { do: 'fsync', path: 'a' },
    { do: 'sync-directory', path: '' },
    { do: 'write', path: 'a', at: 1000, length: 500, byte: 2 },
    { do: 'create', path: 'b' },
  ];
  const explain = (
    found: readonly (readonly [string, Buffer | null])[],
    rules: SyncRules = 'posix',
  ): string | null => crashRules(steps, rules).explain(new Map(found));

  test('allow all of what was not synced, none of it, and any sector of it', () => {
    const synced = bytes(1, 1000);
    expect(
      explain([
        ['a', Buffer.concat([synced, bytes(2, 500)])],
        ['b', bytes(0, 0)],
      ]),
    ).toBeNull();
    expect(explain([['a', synced]])).toBeNull();
    expect(explain([['a', Buffer.concat([synced, bytes(0, 24), bytes(2, 100)])]])).toBeNull();
  });

  test('refuse the loss of what was synced, wrong bytes, and names that never were', () => {
    expect(explain([])).toMatch(/expected a/);
    expect(explain([['a', bytes(1, 999)], empty])).toMatch(/999 bytes long/);
    expect(explain([['a', Buffer.concat([bytes(1, 999), bytes(7, 1)])], empty])).toMatch(/sector at 512/);
    expect(
      explain([
        ['a', bytes(1, 1000)],
        ['c', bytes(0, 0)],
      ]),
    ).toMatch(/found a c/);
    expect(explain([['a', null], empty])).toMatch(/wrong kind/);
  });

  test('let a name go whose file alone was synced, unless the journal is shared', () => {
    const later: readonly FileStep[] = [
      { do: 'create', path: 'a' },
      { do: 'write', path: 'a', at: 0, length: 10, byte: 1 },
      { do: 'fsync', path: 'a' },
    ];
    expect(crashRules(later, 'posix').explain(new Map())).toBeNull();
    expect(crashRules(later, 'ordered-journal').explain(new Map())).toMatch(/expected a/);
  });
});
