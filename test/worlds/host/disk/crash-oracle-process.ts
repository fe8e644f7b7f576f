// Runs random programs up to a power loss on our disk and, on request, on ext4, and judges what is found afterwards. Runs in
// namespaces of its own, as root there: crash-oracle-process.ts OURS|EXT4 RULES COUNT SEED DIRECTORY

import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, truncateSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandomSource } from '../../../../src/random/source.ts';
import { createMountedDisk } from '../../../../src/worlds/host/disk/mounted-disk.ts';
import { createShell } from '../../../../src/worlds/host/shell.ts';
import { startHeld } from '../../../../src/worlds/namespaces/process-in-namespace.ts';
import { carryOut, type FileStep, randomProgram, readTree, type TreeContent } from './crash-program.ts';
import { crashRules } from './crash-rules.ts';

/** A file system that can lose its power. */
interface CrashableDisk {
  readonly directory: string;
  crash(): Promise<void>;
}

const [, , kind, rules = '', count = '0', seed = '0', home = ''] = process.argv;
const mountPoint = join(home, 'disk');
mkdirSync(mountPoint);

async function ourDisk(): Promise<CrashableDisk> {
  const shell = createShell('oracle', async () => {
    const bash = await startHeld('bash', ['--norc', '--noprofile']);
    return { input: bash.child.stdin, output: bash.child.stdout, close: () => void bash.end() };
  });
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  const files = { node: process.execPath, dataDirectory: mountPoint, agents: home };
  const host = {
    name: 'oracle',
    files,
    exec: shell.exec,
    upload: (content: string | Uint8Array, path: string) => writeFile(path, content),
  };
  const disk = createMountedDisk(host, Number(seed), rules === 'posix' ? 'posix' : 'ordered-journal');
  await disk.mount();
  return { directory: mountPoint, crash: async () => void (await disk.ask({ do: 'power-off' })) };
}

function ext4Disk(): CrashableDisk {
  const image = join(home, 'image');
  closeSync(openSync(image, 'w'));
  truncateSync(image, 64 * 1024 * 1024);
  const run = (command: string, ...parameters: readonly string[]): unknown =>
    execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'inherit'] });
  run('mkfs.ext4', '-q', image);
  const mount = (): unknown => run('mount', '-o', 'loop', image, mountPoint);
  mount();
  const random = createRandomSource(Number(seed)).fork('shutdown');
  // EXT4_IOC_SHUTDOWN, with what is in the journal written out (1) or not (2); data is lost either way.
  const shutdown =
    'use Fcntl; sysopen(my $d, $ARGV[0], O_RDONLY | O_DIRECTORY) or die $!; ioctl($d, 0x8004587d, pack("L", $ARGV[1])) or die $!;';
  return {
    directory: mountPoint,
    crash() {
      run('perl', '-e', shutdown, mountPoint, String(1 + random.below(2)));
      run('umount', mountPoint);
      mount();
      return Promise.resolve();
    },
  };
}

function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Whether the power loss took anything, as seen by a program that knows what it did. */
function lostSomething(before: TreeContent, after: TreeContent): boolean {
  return (
    before.size !== after.size ||
    [...before].some(([path, content]) => {
      const found = after.get(path);
      return found === undefined || (content !== null && found?.equals(content) !== true);
    })
  );
}

const random = createRandomSource(Number(seed));
const disk = kind === 'EXT4' ? ext4Disk() : await ourDisk();
const refused: { readonly program: readonly FileStep[]; readonly problem: string }[] = [];
let lossy = 0;
for (let number = 0; number < Number(count); number += 1) {
  const program = randomProgram(random.fork(`program ${number}`));
  const directory = join(disk.directory, `case-${number}`);
  mkdirSync(directory);
  syncDirectory(disk.directory);
  syncDirectory(directory);
  for (const step of program) carryOut(directory, step);
  const before = readTree(directory);
  await disk.crash();
  const after = readTree(directory);
  if (lostSomething(before, after)) lossy += 1;
  // What our disk may leave after a power loss is what ext4 may leave, and both obey the rules they were given.
  const problem = crashRules(program, rules === 'posix' ? 'posix' : 'ordered-journal').explain(after);
  if (problem !== null) refused.push({ program, problem: `program ${number}: ${problem}` });
  rmSync(directory, { recursive: true });
  syncDirectory(disk.directory);
}
execFileSync('umount', ['-l', mountPoint]);
process.stdout.write(
  `${JSON.stringify({ programs: Number(count), lossy, refused: refused.slice(0, 3), refusals: refused.length })}\n`,
);
process.exit(0);
