// Disk faults of real hosts, through the file system of ours that each has under its data directory.

import { setTimeout as sleep } from 'node:timers/promises';
import type { DiskFaults, NodeName, ProcessFaults } from '../../world.ts';
import { type Host, HostError, quote } from '../host.ts';
import { readStatus } from '../status.ts';
import type { DiskState } from './control.ts';
import { createDamageAtlas } from './damage-atlas.ts';
import type { MountedDisk } from './mounted-disk.ts';

/** Well below the time after which a disk that hears nothing ends its faults. */
const keepAliveMs = 5000;
const reportTimeoutMs = 1000;
/** How long a host lives on after its disk: a sound database only waits, another acknowledges what is lost. */
const powerFadeMs = 30;

/**
 * The disk family. Every host's disk is mounted.
 * @param allowsUndetectable whether the plan wants losses that no single node can notice, at the price of committed entries
 */
export function createDiskAgent(
  hosts: ReadonlyMap<NodeName, Host>,
  disks: ReadonlyMap<NodeName, MountedDisk>,
  processes: ProcessFaults,
  allowsUndetectable: boolean,
): DiskFaults {
  const diskOf = (node: NodeName): MountedDisk => {
    const disk = disks.get(node);
    if (disk === undefined) throw new HostError(`there is no disk of a host ${node}`);
    return disk;
  };
  const atlas = createDamageAtlas({
    hosts: [...hosts.keys()],
    report: (node) => {
      const host = hosts.get(node);
      return host === undefined ? Promise.resolve(null) : readStatus(host, reportTimeoutMs).catch(() => null);
    },
    isDamaged: async (node) => (await diskOf(node).ask({ do: 'state' })).damaged,
  });
  /** Through the mounted disk, as the database sees it. */
  const inDirectory = (node: NodeName, script: string): Promise<string> => {
    const host = hosts.get(node);
    if (host === undefined) throw new HostError(`there is no host ${node}`);
    return host.exec(`cd ${quote(host.files.dataDirectory)} && ${script}`);
  };
  const broken = new Set<NodeName>();
  const keepAlive = keepFaultsAlive(broken, diskOf);
  const ended = new Map<NodeName, number>();
  /** Notes whether faults last on the disk that said this. */
  const note = (node: NodeName, { conditions }: DiskState): void => {
    if (conditions.length === 0) broken.delete(node);
    else broken.add(node);
    keepAlive();
  };

  return {
    async inject(node, fault) {
      if (fault.kind === 'lying-sync' && !allowsUndetectable) {
        throw new HostError(
          `the disk of ${node} may not lie about syncs: no node could notice the loss, so a committed entry could go`,
        );
      }
      note(node, await diskOf(node).ask({ do: 'inject', fault }));
    },
    async heal(node) {
      const state = await diskOf(node).ask({ do: 'heal' });
      note(node, state);
      const early = state.hits['ended-by-itself'] ?? 0;
      if (early === (ended.get(node) ?? 0)) return;
      ended.set(node, early);
      throw new HostError(
        `the faults of the disk of ${node} had ended by themselves: it had not heard from here for long`,
      );
    },
    async damage(node, damage) {
      if (!(await atlas.mayDamage(node))) return false;
      const state = await diskOf(node).ask({ do: 'damage', damage });
      note(node, state);
      return state.done;
    },
    async wipe(node) {
      if (!(await atlas.mayDamage(node))) return false;
      await processes.kill(node);
      await inDirectory(node, 'find . -mindepth 1 -delete && sync .');
      return true;
    },
    isEmpty: async (node) => (await inDirectory(node, 'ls -A')).trim() === '',
    async powerOff(nodes) {
      // Disks first: what is under way, and what a node says to others before it is dead, must not count on them any more.
      await Promise.all(nodes.map((node) => diskOf(node).ask({ do: 'cut-power' })));
      await sleep(powerFadeMs);
      await Promise.all(nodes.map((node) => processes.kill(node)));
      await Promise.all(nodes.map((node) => diskOf(node).ask({ do: 'power-off' })));
    },
    hits: async (node) => (await diskOf(node).ask({ do: 'state' })).hits,
  };
}

/** Lets broken disks hear from us for as long as there are any; returns what to call when that may have changed. */
function keepFaultsAlive(broken: ReadonlySet<NodeName>, diskOf: (node: NodeName) => MountedDisk): () => void {
  let timer: NodeJS.Timeout | null = null;
  const tick = (): void => {
    if (broken.size === 0) {
      if (timer !== null) clearInterval(timer);
      timer = null;
      return;
    }
    // A disk that does not answer is found out by the next fault.
    for (const node of broken)
      diskOf(node)
        .ask({ do: 'state' })
        .catch(() => undefined);
  };
  return () => {
    timer ??= setInterval(tick, keepAliveMs).unref();
  };
}
