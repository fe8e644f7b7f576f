// Faults of a whole host, and of what its operating system grants the database: a machine that goes silent, a process that is told
// to end, that hardly runs, or that may open no more files.

import type { HostLimits } from '../host-limits.ts';
import type { HostFaults, HostService, NodeName } from '../world.ts';
import { starveProcess } from './cpu-starvation.ts';
import { databasePorts } from './database.ts';
import { type Host, HostError } from './host.ts';
import { runOutOfMemory } from './out-of-memory.ts';
import type { DatabaseProcesses } from './process-agent.ts';

/** The interface of a host in the cluster's network, in containers and in namespaces. */
export const networkInterface = 'eth0';
const watchedLooks = 25;
/** Of the program `timeout`, when it ended the one it watched. */
const timeoutExitCode = 124;

const servicePorts: Readonly<Record<HostService, number>> = {
  clients: databasePorts.mysql,
  peers: databasePorts.node,
};

/** Before every other rule; `action` as iptables takes it. */
const portRule = (action: '-I' | '-D', port: number): string =>
  `iptables --wait 5 ${action} INPUT -p tcp --dport ${port} -j DROP`;

/** How many of 25 looks at a process, 10 ms apart, find it stopped. */
const lookForStops = (pid: number): string => `
stops=0
for look in $(seq ${watchedLooks}); do
  IFS= read -r stat </proc/${pid}/stat || break
  case "\${stat##*) }" in T*) stops=$((stops + 1)) ;; esac
  sleep 0.01
done 2>/dev/null
echo "$stops"`;

/** The lowest number that no open file of the process has: with this limit it can open none. */
const limitFiles = (pid: number): string => `
free=0
while [ -e /proc/${pid}/fd/$free ]; do free=$((free + 1)); done
prlimit --pid ${pid} --nofile="$free":`;

/** What of its memory is its own to write, as the kernel counts it against the limit. */
const ownMemoryKib = (pid: number): string => `$(awk '/^VmData:/ { print $2 }' /proc/${pid}/status)`;

const limitMemory = (pid: number): string =>
  `prlimit --pid ${pid} --data="$((${ownMemoryKib(pid)} * 1024))":`;

/** Limit in bytes, or `unlimited`, and what is used of it in KiB. */
const lookAtMemory = (pid: number): string =>
  `echo "$(prlimit --pid ${pid} --data --noheadings --raw --output SOFT) ${ownMemoryKib(pid)}"`;

/** Current limit, and the lowest free number. */
const lookAtFiles = (pid: number): string => `
free=0
while [ -e /proc/${pid}/fd/$free ]; do free=$((free + 1)); done
echo "$(prlimit --pid ${pid} --nofile --noheadings --raw --output SOFT) $free"`;

/** As much as before: nothing else lowers the limits of the database below the highest allowed. */
const allowAll = (pid: number): string => `
for kind in nofile data; do
  prlimit --pid ${pid} --$kind="$(prlimit --pid ${pid} --$kind --noheadings --raw --output HARD)":
done`;

export function createHostFaults(
  hosts: ReadonlyMap<NodeName, Host>,
  processes: DatabaseProcesses,
  needsMemory: boolean,
): HostFaults {
  const starved = new Map<NodeName, () => Promise<void>>();
  const hostOf = (node: NodeName): Host => {
    const host = hosts.get(node);
    if (host === undefined) throw new HostError(`there is no host ${node}`);
    return host;
  };
  const pidOf = async (node: NodeName): Promise<number> => {
    const pid = await processes.pidOf(node);
    if (pid === null) throw new HostError(`host ${node}: the database does not run`);
    return pid;
  };
  /** What is done to a process that ends meanwhile is as good as done. */
  const onProcess = async (node: NodeName, pid: number, script: (pid: number) => string): Promise<void> => {
    try {
      await hostOf(node).exec(script(pid));
    } catch (error) {
      if ((await processes.pidOf(node)) === pid) throw error;
    }
  };
  const endStarving = async (node: NodeName): Promise<void> => {
    const end = starved.get(node);
    starved.delete(node);
    await end?.();
  };

  return {
    async closePort(node, service) {
      await hostOf(node).exec(portRule('-I', servicePorts[service]));
    },
    async openPorts(node) {
      const open = Object.values(servicePorts).map(
        (port) => `while ${portRule('-D', port)}; do :; done 2>/dev/null`,
      );
      await hostOf(node).exec(`${open.join('\n')}\ntrue`);
    },
    async portAnswer(node, service) {
      const dial = `timeout 1 bash -c ': </dev/tcp/127.0.0.1/${servicePorts[service]}' 2>/dev/null`;
      const exitCode = Number(await hostOf(node).exec(`${dial}; echo $?`));
      if (exitCode === 0) return 'accepted';
      return exitCode === timeoutExitCode ? 'silent' : 'refused';
    },
    async switchOff(node) {
      // Silent first: nobody is told that the connections are gone.
      await hostOf(node).exec(`ip link set ${networkInterface} down`);
      await processes.kill(node);
    },
    async switchOn(node) {
      await hostOf(node).exec(`ip link set ${networkInterface} up`);
      await processes.start(node);
    },
    async isConnected(node) {
      const said = await hostOf(node).exec(`ip -o link show ${networkInterface}`);
      return /<[^>]*\bUP\b[^>]*>/.test(said);
    },
    terminate: (node) => processes.terminate(node),
    async starve(node, percent) {
      await endStarving(node);
      starved.set(node, await starveProcess(hostOf(node), await pidOf(node), percent));
    },
    async exhaustFiles(node) {
      await onProcess(node, await pidOf(node), limitFiles);
    },
    async exhaustMemory(node) {
      await onProcess(node, await pidOf(node), limitMemory);
    },
    ...(needsMemory ? { runOutOfMemory: (node: NodeName) => runOutOfMemory(hostOf(node), processes) } : {}),
    async relieve(node) {
      await endStarving(node);
      const pid = await processes.pidOf(node);
      if (pid !== null) await onProcess(node, pid, allowAll);
    },
    async limits(node): Promise<HostLimits | null> {
      const pid = await processes.pidOf(node);
      if (pid === null) return null;
      const stops = Number(await hostOf(node).exec(lookForStops(pid)));
      const [limit = 0, free = 0] = (await hostOf(node).exec(lookAtFiles(pid))).trim().split(' ').map(Number);
      const [bound = '', usedKib = ''] = (await hostOf(node).exec(lookAtMemory(pid))).trim().split(' ');
      // It may have ended while it was looked at, of the very limit: then the figures are none.
      if ((await processes.pidOf(node)) !== pid) return null;
      return {
        stoppedShare: stops / watchedLooks,
        spareFiles: Math.max(0, limit - free),
        spareMemoryKib:
          bound === 'unlimited'
            ? Number.POSITIVE_INFINITY
            : Math.max(0, Number(bound) / 1024 - Number(usedKib)),
      };
    },
  };
}
