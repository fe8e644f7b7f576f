// Kills, starts, pauses and resumes the database of each host, and asks the kernel what became of it. A process is
// known by its id and its start time, so that a later process with the same id is never taken for it.

import type { NodeName, ProcessFaults, ProcessState } from '../world.ts';
import { type Host, HostError, quote } from './host.ts';

interface DatabaseProcess {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat: clock ticks after boot. */
  readonly startTicks: string;
}

export interface StartOptions {
  /** Added to the environment of the host's shell. */
  readonly environmentOf?: (host: NodeName) => Readonly<Record<string, string>>;
  /** The build to start; the host's first one where absent. */
  readonly bundleOf?: (host: NodeName) => string;
  /** Done before each start. */
  readonly beforeStart?: (host: NodeName) => Promise<void>;
}

export interface DatabaseProcesses extends ProcessFaults {
  /** Whether the database has a file with this text in its path mapped into its memory; `null` when it does not run. */
  maps(node: NodeName, path: string): Promise<boolean | null>;
  /** `null` when the database does not run. */
  pidOf(node: NodeName): Promise<number | null>;
  /** SIGTERM. Resolves with whether the process is gone: at once when it is, else after some seconds. */
  terminate(node: NodeName): Promise<boolean>;
}

/** How long a process may stay after SIGKILL, or out of the state it was signalled into. */
const signalEffectTimeoutMs = 8000;

/** The database of every host. `start` on a running one and `kill` on an absent one do nothing. */
export function createProcessAgent(
  hosts: ReadonlyMap<NodeName, Host>,
  options: StartOptions = {},
): DatabaseProcesses {
  const processes = new Map<NodeName, DatabaseProcess>();

  const hostOf = (node: NodeName): Host => {
    const host = hosts.get(node);
    if (host === undefined) throw new HostError(`there is no host ${node}`);
    return host;
  };

  const state = async (node: NodeName): Promise<ProcessState> => {
    const host = hostOf(node);
    const known = processes.get(node);
    return known === undefined ? 'absent' : stateFrom(await host.exec(readStat(known.pid)), known);
  };

  const pidOf = async (node: NodeName): Promise<number | null> =>
    (await state(node)) === 'absent' ? null : (processes.get(node)?.pid ?? null);

  const signal = async (
    node: NodeName,
    name: 'KILL' | 'STOP' | 'CONT' | 'TERM',
    wanted: ProcessState,
  ): Promise<void> => {
    const host = hostOf(node);
    const known = processes.get(node);
    if (known === undefined || (await state(node)) === 'absent') {
      if (wanted === 'absent') return;
      throw new HostError(`host ${node}: the database is not running, so SIG${name} has nothing to act on`);
    }
    const deadline = performance.now() + signalEffectTimeoutMs;
    let seen = stateFrom(
      await host.exec(`kill -${name} ${known.pid} 2>/dev/null; ${readStat(known.pid)}`),
      known,
    );
    while (seen !== wanted) {
      if (performance.now() > deadline) {
        throw new HostError(
          `host ${node}: the database is ${seen} ${signalEffectTimeoutMs} ms after SIG${name}`,
        );
      }
      seen = stateFrom(await host.exec(`sleep 0.005; ${readStat(known.pid)}`), known);
    }
  };

  return {
    state,
    kill: (node) => signal(node, 'KILL', 'absent'),
    pause: (node) => signal(node, 'STOP', 'paused'),
    resume: (node) => signal(node, 'CONT', 'running'),
    pidOf,
    terminate: (node) =>
      signal(node, 'TERM', 'absent').then(
        () => true,
        async () => (await state(node)) === 'absent',
      ),
    async maps(node, path) {
      const pid = await pidOf(node);
      if (pid === null) return null;
      const found = await hostOf(node).exec(`grep -cF ${quote(path)} /proc/${pid}/maps || true`);
      return Number.parseInt(found, 10) > 0;
    },
    async start(node) {
      if ((await state(node)) !== 'absent') return;
      const host = hostOf(node);
      await options.beforeStart?.(node);
      const output = await host.exec(
        startScript(host, options.bundleOf?.(node) ?? host.files.bundle, options.environmentOf?.(node) ?? {}),
      );
      const [pid = '', stat = ''] = output.trim().split('\n');
      const parsed = parseStat(stat);
      if (!/^\d+$/.test(pid) || parsed === null) {
        throw new HostError(`host ${node}: the database did not start (${output.trim().slice(0, 300)})`);
      }
      processes.set(node, { pid: Number(pid), startTicks: parsed.startTicks });
    },
  };
}

const readStat = (pid: number | string): string =>
  `{ IFS= read -r stat </proc/${pid}/stat && echo "$stat"; } 2>/dev/null || true`;

function startScript(host: Host, bundle: string, environment: Readonly<Record<string, string>>): string {
  const { files } = host;
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${quote(value)}`);
  const command = [...assignments, 'setsid', quote(files.node), quote(bundle), quote(files.configuration)];
  return [
    `cd ${quote(files.dataDirectory)} || exit 1`,
    `${command.join(' ')} </dev/null >>${quote(files.log)} 2>&1 &`,
    'echo "$!"',
    readStat('$!'),
  ].join('\n');
}

function stateFrom(stat: string, known: DatabaseProcess): ProcessState {
  const parsed = parseStat(stat);
  if (parsed === null || parsed.startTicks !== known.startTicks) return 'absent';
  if ('ZXx'.includes(parsed.state)) return 'absent';
  return 'Tt'.includes(parsed.state) ? 'paused' : 'running';
}

/** The fields after the process name, which is in parentheses and may hold anything (proc(5)). */
function parseStat(stat: string): { readonly state: string; readonly startTicks: string } | null {
  const end = stat.lastIndexOf(')');
  if (end < 0) return null;
  const fields = stat
    .slice(end + 2)
    .trim()
    .split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  return state === undefined || startTicks === undefined ? null : { state, startTicks };
}
