// Who may import whom. The rules of the house, read off the import statements of every file.

import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.ts';

interface ImportRule {
  readonly room: string;
  /** Prefixes of paths a file of this room may import from inside the repository. */
  readonly mayImport: readonly string[];
}

/** The first matching room decides. `src/cli/` may import everything and has no rule. */
const rules: readonly ImportRule[] = [
  { room: 'cluster/', mayImport: ['cluster/'] },
  { room: 'src/checkers/', mayImport: ['src/checkers/', 'src/history/'] },
  { room: 'src/files/', mayImport: ['src/files/'] },
  { room: 'src/history/', mayImport: ['src/history/', 'src/files/'] },
  { room: 'src/random/', mayImport: ['src/random/'] },
  { room: 'src/generator/', mayImport: ['src/generator/', 'src/history/', 'src/random/'] },
  {
    room: 'workloads/',
    mayImport: [
      'workloads/',
      'src/generator/',
      'src/history/',
      'src/checkers/',
      'src/random/',
      'src/worlds/world.ts',
    ],
  },
  {
    room: 'nemesis/',
    mayImport: [
      'src/worlds/builds.ts',
      'src/worlds/capabilities.ts',
      'src/worlds/disk-fault.ts',
      'src/worlds/host-limits.ts',
      'nemesis/',
      'src/generator/',
      'src/history/',
      'src/checkers/',
      'src/random/',
      'src/worlds/world.ts',
    ],
  },
  {
    room: 'src/worlds/',
    mayImport: ['src/worlds/', 'src/files/', 'src/history/', 'src/random/', 'cluster/'],
  },
  {
    room: 'src/runner/persisted/',
    mayImport: [
      'src/runner/persisted/',
      'src/checkers/',
      'src/store/',
      'src/worlds/world.ts',
      'workloads/persisted-form.ts',
      'cluster/log/',
      'cluster/storage/',
    ],
  },
  {
    room: 'src/runner/',
    mayImport: [
      'src/runner/',
      'src/files/',
      'src/generator/',
      'src/history/',
      'src/checkers/',
      'src/random/',
      'src/plan/',
      'src/store/',
      'src/worlds/place.ts',
      'src/worlds/world.ts',
      'workloads/workload.ts',
      'nemesis/fault.ts',
    ],
  },
  {
    room: 'src/batch/',
    mayImport: [
      'src/files/',
      'src/batch/',
      'src/runner/',
      'src/generator/',
      'src/history/',
      'src/checkers/',
      'src/random/',
      'src/plan/',
      'src/store/',
      'src/worlds/world.ts',
      'src/worlds/sim/',
      'workloads/workload.ts',
      'nemesis/fault.ts',
    ],
  },
  {
    room: 'src/bundle/',
    mayImport: ['src/bundle/', 'src/files/', 'src/store/', 'src/mutants/', 'src/worlds/build.ts'],
  },
  {
    room: 'src/store/',
    mayImport: [
      'src/store/',
      'src/files/',
      'src/history/',
      'src/plan/',
      'src/checkers/',
      'src/runner/exit-code.ts',
    ],
  },
  {
    room: 'src/compare/',
    mayImport: [
      'src/compare/',
      'src/suite/combinations.ts',
      'src/store/',
      'src/plan/',
      'src/random/',
      'src/runner/exit-code.ts',
      'src/batch/violation-class.ts',
    ],
  },
  { room: 'src/plan/', mayImport: ['src/plan/', 'src/files/', 'src/random/', 'src/history/'] },
  {
    room: 'src/serve/',
    mayImport: [
      'src/serve/',
      'src/files/',
      'src/compare/',
      'src/report/',
      'src/store/',
      'src/suite/',
      'src/plan/',
      'src/batch/tally.ts',
    ],
  },
  {
    room: 'src/suite/',
    mayImport: ['src/suite/', 'src/store/', 'src/plan/', 'src/checkers/', 'src/runner/'],
  },
  {
    room: 'src/report/',
    mayImport: [
      'src/batch/tally.ts',
      'src/report/',
      'src/files/',
      'src/suite/',
      'src/store/',
      'src/history/',
      'src/plan/',
      'src/checkers/',
      'src/runner/',
      'src/compare/',
    ],
  },
];

/** Repository paths of the files that `file` imports, type imports included. */
function importsOf(file: SourceFile): readonly string[] {
  const pattern = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;
  return [...file.text.matchAll(pattern)].map((match) =>
    posix.join(posix.dirname(file.path), match[1] ?? ''),
  );
}

function offences(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const rule = rules.find(({ room }) => file.path.startsWith(room));
    if (rule === undefined) return [];
    return importsOf(file)
      .filter((imported) => !rule.mayImport.some((prefix) => imported.startsWith(prefix)))
      .map((imported) => `${file.path} imports ${imported}`);
  });
}

test('every room imports only from the rooms it may', () => {
  expect(offences(sourceFiles('.ts').filter(({ path }) => !path.startsWith('test/')))).toEqual([]);
});

test('a forbidden import is noticed', () => {
  const intruder = {
    path: 'cluster/paxos/ballot.ts',
    text: "import type { World } from '../../src/worlds/world.ts';",
  };
  expect(offences([intruder])).toEqual(['cluster/paxos/ballot.ts imports src/worlds/world.ts']);
});

test('only the world interface is visible to workloads', () => {
  const workload = { path: 'workloads/x.ts', text: "import { a } from '../src/worlds/docker/world.ts';" };
  expect(offences([workload])).toHaveLength(1);
});
