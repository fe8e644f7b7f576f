// `ordeal doctor`: what this machine can do, and which world `auto` takes and why.

import { access, constants } from 'node:fs/promises';
import { availableParallelism, freemem, release, totalmem, type } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Command } from 'commander';
import { alignRows } from '../report/table.ts';
import { catalogueLines, faultCatalogue } from './fault-catalogue.ts';
import { type JsonFlag, openScreen, printJson, printList } from './output.ts';
import { inspectWorlds } from './worlds.ts';

/** Programs on the machine that something here uses, and what for. */
const tools: readonly (readonly [string, string])[] = [
  ['docker', 'the docker world'],
  ['mmdebstrap', 'the offline base image'],
  ['unshare', 'the namespaces world'],
  ['ip', 'the namespaces world'],
  ['iptables', 'cut and shaped links in the namespaces world'],
  ['perl', 'clocks, shaped links and memory in the namespaces world'],
  ['prlimit', 'starved processes in the namespaces world'],
  ['git', 'other versions of the database'],
  ['mariadb', 'talking to a cluster by hand'],
];

/** Where root's programs are, even when they are not on the path of this user. */
const systemDirectories = ['/usr/sbin', '/sbin'];

async function findTool(name: string): Promise<string | null> {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...systemDirectories];
  for (const directory of directories) {
    const path = join(directory, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check what this machine can run, and which world auto selects')
    .option('--json', 'print one JSON document')
    .action(async (flags: JsonFlag) => {
      const worlds = await inspectWorlds();
      const found = await Promise.all(
        tools.map(async ([name, purpose]) => ({ name, purpose, path: await findTool(name) })),
      );
      const taken = worlds.find(({ available }) => available) ?? null;
      const catalogue = faultCatalogue(worlds);
      const machine = {
        system: `${type()} ${release()}`,
        node: process.versions.node,
        cores: availableParallelism(),
        memoryBytes: totalmem(),
        freeMemoryBytes: freemem(),
      };
      if (flags.json === true) {
        await printJson({ machine, worlds, faults: catalogue, tools: found, auto: taken?.name ?? null });
        return;
      }
      const screen = openScreen(flags);
      const { paint } = screen;
      const mark = (good: boolean): string => (good ? paint.green('yes') : paint.yellow('no'));
      const memory = `${gigabytes(machine.freeMemoryBytes)} of ${gigabytes(machine.memoryBytes)} free`;
      const toolRows = found.map(({ name, purpose, path }) => [
        `  ${name}`,
        mark(path !== null),
        path ?? `for ${purpose}`,
      ]);
      await printList([
        paint.bold('machine'),
        `  ${machine.system}, Node ${machine.node}, ${machine.cores} cores, ${memory}`,
        paint.bold('worlds'),
        ...alignRows(
          worlds.map(({ name, available, reason }) => [`  ${name}`, mark(available), reason]),
          [],
        ),
        paint.bold('faults'),
        ...alignRows(
          catalogueLines(catalogue).map(({ world, available, text }) => [
            `  ${world}`,
            mark(available),
            text,
          ]),
          [],
        ),
        paint.bold('tools'),
        ...alignRows(toolRows, []),
        taken === null
          ? 'No world works on this machine.'
          : `--world auto takes ${paint.bold(taken.name)}: ${taken.reason}`,
      ]);
    });
}
