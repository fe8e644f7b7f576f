// A log on one simulated host, without any replication: opened, written to, killed and opened again.

import type { Env } from '../../../cluster/env.ts';
import { defaultOpenOptions, type OpenedLog, openLog } from '../../../cluster/log/open-log.ts';
import type { LogEntry } from '../../../cluster/messages.ts';
import type { FileSystem } from '../../../src/worlds/sim/disk/file-system.ts';
import { createSimulation, type Simulation } from '../../../src/worlds/sim/simulation.ts';

export interface SingleLog {
  readonly simulation: Simulation;
  readonly files: FileSystem;
  /** What the running life opened; `null` while it reads, or when it halted. */
  opened(): OpenedLog | null;
  /** Starts a life and waits until the log is open or the node has halted. */
  open(): OpenedLog | null;
  runFor(durationMs: number): void;
  /** Why the last life halted; empty when it did not. */
  haltReason(): string;
  /** Replaces a file's content, as something outside the node would. */
  overwrite(name: string, content: Uint8Array): void;
  content(name: string): Uint8Array;
}

export function createSingleLog(seed: number, segmentBytes = 4 * 1024 * 1024): SingleLog {
  let opened: OpenedLog | null = null;
  const simulation = createSimulation({
    seed,
    nodes: ['n1'],
    program: (_node: string, env: Env) => {
      openLog(env, { ...defaultOpenOptions, segmentBytes }, (log) => {
        opened = log;
      });
    },
  });
  simulation.processes.onGone(() => {
    opened = null;
  });
  const files = simulation.disks[0]?.fileSystem as FileSystem;
  const runFor = (durationMs: number, stop?: () => boolean): void => {
    simulation.run(simulation.kernel.nowNs() / 1e6 + durationMs, stop);
  };
  return {
    simulation,
    files,
    runFor,
    opened: () => opened,
    open: () => {
      simulation.processes.start(0);
      runFor(1000, () => opened !== null || simulation.processes.state(0) === 'absent');
      return opened;
    },
    haltReason: () => simulation.processes.deaths.at(-1)?.reason ?? '',
    overwrite: (name, content) => {
      const file = files.open(name);
      file.truncate(0);
      file.append(content);
      file.sync();
      files.syncDirectory();
    },
    content: (name) => files.find(name)?.read() ?? new Uint8Array(0),
  };
}

/** An entry with a command of its own. */
export function entryAt(logId: number, ballot: number, text = `command ${logId}/${ballot}`): LogEntry {
  return { logId, ballot, command: new TextEncoder().encode(text) };
}

/** `logId:ballot` of all entries held. */
export function entriesOf({ log }: OpenedLog): string[] {
  const names: string[] = [];
  for (let logId = log.base().logId + 1; logId <= log.last().logId; logId += 1) {
    names.push(`${logId}:${log.ballotAt(logId)}`);
  }
  return names;
}
