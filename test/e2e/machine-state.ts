// What runs may change on this machine and have to put back: links, packet rules, mounts, loop devices, control groups and
// processes. Compared before and after, with nothing else of ours running meanwhile.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that hosts are made of; a command of somebody else beside the run is no trace of it. */
const commandsOfRuns =
  /anvil\S*\.mjs|disk\.mjs|relay\.mjs|agent\S*\.mjs|libfaketime|HiRes|unshare|nsenter|sleep infinity/;

function linesOf(command: string, args: readonly string[]): readonly string[] {
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}

/** Command lines that look like a part of a host. */
function processes(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
          .replaceAll('\0', ' ')
          .trim();
        return commandsOfRuns.test(command) ? [command.slice(0, 200)] : [];
      } catch {
        // Gone meanwhile.
        return [];
      }
    });
}

/** Groups of the first hierarchies that runs make groups in, by path. */
function controlGroups(): readonly string[] {
  return linesOf('find', ['/sys/fs/cgroup', '-type', 'd', '-name', '*ordeal*']);
}

/** One line for each thing that a run could leave. */
export function machineState(): readonly string[] {
  const rules = linesOf('iptables-save', []).filter((line) => line.startsWith('-A'));
  return [
    ...linesOf('ip', ['-brief', 'link']).map((line) => `link ${line.split(/\s+/)[0]}`),
    ...linesOf('ip', ['netns', 'list']).map((line) => `namespace ${line}`),
    ...rules.map((rule) => `rule ${rule}`),
    ...readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => `mount ${line.split(' ')[1]}`),
    ...linesOf('losetup', ['--list', '--noheadings', '--output', 'NAME,BACK-FILE']).map(
      (line) => `loop ${line}`,
    ),
    ...controlGroups().map((path) => `group ${path}`),
    ...processes().map((command) => `process ${command}`),
  ].sort();
}
