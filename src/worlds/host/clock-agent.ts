// Wall clocks of hosts by libfaketime: the database is started with a library in front of the C library that adds an
// offset to the wall clock alone. Monotonic clocks, timers and the machine's own clock stay as they are.

import type { ClockFaults, NodeName } from '../world.ts';
import type { AgentClient } from './agent-client.ts';
import { type Host, HostError } from './host.ts';

/** Where distributions put the library; the one for programs with threads. */
export const libraryPatterns = [
  '/usr/lib/*/faketime/libfaketimeMT.so.1',
  '/usr/lib64/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
  '/usr/local/lib/faketime/libfaketimeMT.so.1',
];

/** What a program is started with to see the wall clock of its host. */
export interface HostClock {
  readonly offsetFile: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Finds the library on a host and sets its clock right.
 * @throws {HostError} when libfaketime is not there.
 */
export async function prepareClock(host: Host): Promise<HostClock> {
  const offsetFile = `${host.files.agents}/wall-offset`;
  const script = `echo +0 >'${offsetFile}'; ls ${libraryPatterns.join(' ')} 2>/dev/null | head -n 1`;
  const library = (await host.exec(script)).trim();
  if (library === '')
    throw new HostError(
      `host ${host.name}: libfaketime, which moves clocks, is not there; install libfaketime`,
    );
  return {
    offsetFile,
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: offsetFile,
      // Every look at the clock reads the file: a jump is seen at once.
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
  };
}

/**
 * @param agents one for each host, started with the host's clock.
 * @param seesClock whether the database has the library loaded; true where none runs. One without it sees the true time.
 */
export function createClockAgent(
  agents: ReadonlyMap<NodeName, AgentClient>,
  seesClock: (node: NodeName) => Promise<boolean>,
): ClockFaults {
  const agentOf = (node: NodeName): AgentClient => {
    const agent = agents.get(node);
    if (agent === undefined) throw new HostError(`there is no host ${node}`);
    return agent;
  };
  return {
    async jump(node, offsetMs) {
      await agentOf(node).ask({ kind: 'clock-jump', offsetMs });
    },
    async drift(node, partsPerMillion) {
      await agentOf(node).ask({ kind: 'clock-drift', partsPerMillion });
    },
    async reset(node) {
      await agentOf(node).ask({ kind: 'clock-reset' });
    },
    async offsetMs(node) {
      if (!(await seesClock(node))) return 0;
      return Number(await agentOf(node).ask({ kind: 'clock-offset' }));
    },
  };
}
