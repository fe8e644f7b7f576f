// A disk of ours for tests: mounted in namespaces of its own, with programs that run on it. Everything ends with the
// shell that holds the namespaces.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DiskHost, MountedDisk } from '../../../../src/worlds/host/disk/mounted-disk.ts';
import { createMountedDisk } from '../../../../src/worlds/host/disk/mounted-disk.ts';
import type { SyncRules } from '../../../../src/worlds/host/disk/name-journal.ts';
import { createShell } from '../../../../src/worlds/host/shell.ts';
import { awaitReady, startHeld } from '../../../../src/worlds/namespaces/process-in-namespace.ts';
import {
  findNamespaceSupport,
  nsenterOptions,
  unshareOptions,
} from '../../../../src/worlds/namespaces/tools.ts';

export interface DiskBench extends MountedDisk {
  readonly host: DiskHost;
  /**
   * Runs the body of an async function on the disk: `fs` (node:fs), `path(name)`, `attempt(work)`, which gives the error code
   * of what fails; what it returns comes back as JSON.
   */
  run<Value>(body: string): Promise<Value>;
}

/** Why the tests cannot run here; `null` when they can. */
export async function whyNoDisk(): Promise<string | null> {
  const { available, reason } = await findNamespaceSupport();
  return available ? null : reason;
}

const programHead = `const fs = require('node:fs');
const path = (name) => process.argv[2] + '/' + name;
const attempt = (work) => { try { work(); return null; } catch (error) { return error.code; } };`;

/** Makes and mounts a disk; removed when the test ends. */
export async function openDiskBench(seed = 1, rules: SyncRules = 'posix'): Promise<DiskBench> {
  const directory = mkdtempSync(join(tmpdir(), 'disk-bench-'));
  const { rights } = await findNamespaceSupport();
  if (rights === null) throw new Error('no namespaces here');
  const first = [
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
    'bash',
    '-c',
    'ip link set lo up; echo ready; read -r _',
  ];
  const holder = await startHeld('unshare', [...unshareOptions(rights), ...first]);
  await awaitReady(holder, 'the namespaces of a disk', 10_000);
  const enter = [
    `--target=${holder.pid}`,
    ...nsenterOptions(rights),
    '--mount',
    '--net',
    `--pid=/proc/${holder.pid}/ns/pid_for_children`,
  ];
  const shell = createShell('bench', async () => {
    const bash = await startHeld('nsenter', [...enter, 'bash', '--norc', '--noprofile']);
    return { input: bash.child.stdin, output: bash.child.stdout, close: () => void bash.end() };
  });
  onTestFinished(async () => {
    shell.close();
    await holder.end();
    rmSync(directory, { recursive: true, force: true });
  });
  const files = {
    node: process.execPath,
    dataDirectory: join(directory, 'data'),
    agents: directory,
  };
  mkdirSync(files.dataDirectory);
  const host: DiskHost = {
    name: 'bench',
    files,
    exec: (script, timeoutMs) => shell.exec(script, timeoutMs),
    upload: (content, path) => writeFile(path, content),
  };
  const disk = createMountedDisk(host, seed, rules);
  await disk.mount();
  let programs = 0;
  return {
    ...disk,
    host,
    async run(body) {
      programs += 1;
      const program = join(directory, `program-${programs}.cjs`);
      const result = join(directory, `result-${programs}`);
      writeFileSync(
        program,
        `${programHead}\n(async () => {${body}})().then((value) => fs.writeFileSync(${JSON.stringify(result)}, JSON.stringify(value ?? null)));`,
      );
      await host.exec(`'${process.execPath}' '${program}' '${files.dataDirectory}'`, 60_000);
      return JSON.parse(readFileSync(result, 'utf8'));
    },
  };
}
