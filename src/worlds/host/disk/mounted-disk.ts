// A host's disk as the harness handles it: mounts our file system over the data directory, speaks to its server through
// the host's shell, and mounts it again should the server have died.

import { bundleAgent } from '../agent-bundle.ts';
import { type Host, HostError, quote } from '../host.ts';
import type { DiskAnswer, DiskCommand, DiskState } from './control.ts';
import type { SyncRules } from './name-journal.ts';

/** The parts of a host that a disk needs. */
export type DiskHost = Pick<Host, 'name' | 'exec' | 'upload'> & {
  readonly files: Pick<Host['files'], 'node' | 'dataDirectory' | 'agents'>;
};

export interface MountedDisk {
  /** Mounts, unless the disk is mounted and served. True when it had to. */
  mount(): Promise<boolean>;
  /** @throws {HostError} when the server does not answer, or refuses. */
  ask(command: DiskCommand): Promise<DiskState>;
}

/** On the loopback of every host. */
export const diskControlPort = 7998;
const mountTimeoutMs = 15_000;
/** A power loss of a large disk takes a while. */
const answerTimeoutSeconds = 30;

/** @param seed decides what faults draw */
export function createMountedDisk(host: DiskHost, seed: number, rules: SyncRules = 'posix'): MountedDisk {
  const speak = (command: DiskCommand): string =>
    [
      `exec 9<>/dev/tcp/127.0.0.1/${diskControlPort} || exit 3`,
      `printf '%s\\n' ${quote(JSON.stringify(command))} >&9`,
      `IFS= read -r -t ${answerTimeoutSeconds} answer <&9 && printf '%s' "$answer"`,
    ].join('\n');
  const ask = async (command: DiskCommand): Promise<DiskState> => {
    const said = await host.exec(speak(command), (answerTimeoutSeconds + 5) * 1000);
    const answer = parse(said);
    if (answer === null)
      throw new HostError(`the disk of ${host.name} gave no answer: ${said.slice(0, 200)}`);
    if ('error' in answer) throw new HostError(`the disk of ${host.name}: ${answer.error}`);
    return answer.state;
  };
  return {
    ask,
    async mount() {
      if (
        await ask({ do: 'state' }).then(
          () => true,
          () => false,
        )
      )
        return false;
      await host.upload(await bundleAgent(new URL('main.ts', import.meta.url)), programOf(host));
      await host.exec(mountScript(host, seed, rules), mountTimeoutMs).catch((error: unknown) => {
        throw new HostError(
          `host ${host.name}: its disk cannot be mounted, which needs /dev/fuse and the right to mount (${error instanceof Error ? error.message : String(error)})`,
        );
      });
      return true;
    },
  };
}

const programOf = ({ files }: DiskHost): string => `${files.agents}/disk.mjs`;

function mountScript(host: DiskHost, seed: number, rules: SyncRules): string {
  const { files } = host;
  const directory = quote(files.dataDirectory);
  const options = 'rootmode=40000,user_id=0,group_id=0,default_permissions,allow_other';
  const log = quote(`${files.agents}/disk.log`);
  return [
    // What a dead server left; the directory below comes to light again.
    `while grep -qs " $(readlink -m ${directory}) fuse" /proc/mounts; do umount -l ${directory} || exit 1; done`,
    `cd ${directory} && exec 3<>/dev/fuse || exit 1`,
    `mount -i -t fuse -o fd=3,${options} ordeal-disk ${directory} || exit 1`,
    `UV_THREADPOOL_SIZE=8 setsid ${quote(files.node)} ${quote(programOf(host))} ${diskControlPort} ${rules} ${seed} ${quote(host.name)} </dev/null >>${log} 2>&1 &`,
    'server=$!',
    'exec 3>&-',
    'cd /',
    'for _ in {1..200}; do',
    `  if { exec 9<>/dev/tcp/127.0.0.1/${diskControlPort}; } 2>/dev/null; then exit 0; fi`,
    `  kill -0 "$server" 2>/dev/null || break`,
    '  sleep 0.05',
    'done',
    `tail -n 3 ${log}; umount -l ${directory}; exit 1`,
  ].join('\n');
}

function parse(said: string): DiskAnswer | null {
  try {
    return JSON.parse(said) as DiskAnswer;
  } catch {
    return null;
  }
}
