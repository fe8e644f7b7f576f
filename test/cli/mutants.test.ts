// `ordeal mutants` and `ordeal shrink` from a person's side: a kill, a survivor that never ran, an edit that does not fit,
// and a failure made small that comes back from its plan file.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ordeal as start } from './ordeal.ts';

const scratch = mkdtempSync(join(tmpdir(), 'ordeal-mutants-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const ordeal = (...args: readonly string[]) => start(args, { ORDEAL_RESULTS: join(scratch, 'results') });

const exposedBy = {
  workload: 'register',
  nemesis: ['partition'],
  rate: 50,
  timeSeconds: 4,
  faultIntervalSeconds: 2,
};

function writeMutant(directory: string, name: string, find: string, replace: string): void {
  const edits = [{ file: 'cluster/paxos/ballot.ts', find, replace }];
  const mutant = { format: 1, name, summary: 'For a test.', edits, exposedBy };
  writeFileSync(join(directory, `${name}.json`), JSON.stringify(mutant));
}

test('kills what is broken, tells what never ran, and writes the matrix', async () => {
  const directory = mkdtempSync(join(scratch, 'good-'));
  const page = join(scratch, 'mutants.md');
  writeMutant(directory, 'half-quorum', 'Math.floor(voterCount / 2) + 1', 'Math.floor(voterCount / 2)');
  writeMutant(directory, 'harmless', 'ballot: 0, logId: 0 }', 'logId: 0, ballot: 0 }');
  const { exitCode, stdout, stderr } = await ordeal(
    'mutants',
    ...['--dir', directory, '--seeds', '2', '--ranges', '1', '--json', '--write', page],
  );
  const { mutants } = JSON.parse(stdout) as {
    mutants: {
      name: string;
      status: string;
      killedBy: string[];
      shrunk: { operations: number } | null;
      firstKill: { again: string } | null;
      editHits: readonly number[];
    }[];
  };
  expect(
    mutants.map(({ name, status }) => [name, status]),
    stderr,
  ).toEqual([
    ['half-quorum', 'killed'],
    ['harmless', 'not-exercised'],
  ]);
  expect(mutants[0]?.killedBy).toEqual(['leaders-hold-promises']);
  expect(mutants[0]?.shrunk?.operations).toBe(0);
  expect(mutants.map(({ editHits }) => editHits?.every((count) => count > 0))).toEqual([true, true]);
  const again = mutants[0]?.firstKill?.again ?? '';
  expect(again).toMatch(/^\.\/ordeal run register .*--seed \d+ .*--version mutant:\/.*half-quorum/);
  expect(stderr).toContain(`again ${again}`);
  expect(exitCode).toBe(1);
  expect(await readFile(page, 'utf8')).toContain('| half-quorum | sim | killed | leaders-hold-promises |');
});

test('the kill of a mutant comes back by the command that was printed, and other faults can be tried', async () => {
  const directory = mkdtempSync(join(scratch, 'again-'));
  writeMutant(directory, 'half-quorum', 'Math.floor(voterCount / 2) + 1', 'Math.floor(voterCount / 2)');
  const hunt = ['mutants', '--dir', directory, '--seeds', '3', '--ranges', '1', '--no-shrink'];
  const events = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; status?: string; firstKill?: { again: string } });
  const killed = events((await ordeal(...hunt, '--events')).stdout);
  expect(killed.map(({ event, status }) => status ?? event)).toEqual(['killed', 'end']);
  const [, ...again] = killed[0]?.firstKill?.again.split(' ') ?? [];
  expect(await ordeal(...again)).toMatchObject({ exitCode: 1 });

  const name = 'deposed-leader-serves-reads';
  const few = ['mutants', name, '--seeds', '2', '--ranges', '1', '--time', '2', '--json'];
  const quiet = await ordeal(...few, '--nemesis', 'none', '--workload', 'set');
  expect(JSON.parse(quiet.stdout)).toMatchObject({ mutants: [{ status: 'not-exercised', seedsTried: 2 }] });
  expect(quiet.stderr).toContain(`Other faults may find them: ./ordeal mutants ${name} --nemesis all`);
});

test('refuses what the simulated world does not run', async () => {
  const directory = mkdtempSync(join(scratch, 'server-'));
  const edits = [{ file: 'cluster/server/main.ts', find: 'x', replace: 'y' }];
  const mutant = { format: 1, name: 'outside', summary: 'For a test.', edits, exposedBy };
  writeFileSync(join(directory, 'outside.json'), JSON.stringify(mutant));
  const { exitCode, stderr } = await ordeal('mutants', '--dir', directory);
  expect(exitCode).toBe(64);
  expect(stderr).toContain('The simulated world does not run cluster/server/, which is all that outside');
});

test('refuses an edit that does not fit before anything runs', async () => {
  const directory = mkdtempSync(join(scratch, 'loose-'));
  writeMutant(directory, 'loose', 'no such text', '');
  const { exitCode, stderr } = await ordeal('mutants', '--dir', directory);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/Mutant loose cannot be built\..*cluster\/paxos\/ballot\.ts.*occurs 0 times/);
});

test('refuses names, directories and numbers that are none', async () => {
  expect((await ordeal('mutants', 'quorum-off-by-on')).stderr).toContain('Did you mean quorum-off-by-one?');
  expect((await ordeal('mutants', '--dir', scratch)).stderr).toContain('There is no mutant');
  expect((await ordeal('mutants', '--seeds', 'many')).exitCode).toBe(64);
  expect((await ordeal('shrink', 'no-such-run')).stderr).toContain('There is no saved run no-such-run');
});

test('a world that cannot inject a fault says so before the run', async () => {
  const { exitCode, stderr } = await ordeal(
    'run',
    'register',
    '--world',
    'sim',
    '--nemesis',
    'kill,host-off',
  );
  expect(exitCode).toBe(64);
  expect(stderr).toContain(
    'The sim world cannot inject the faults of host-off: choose --world docker or namespaces',
  );
});
