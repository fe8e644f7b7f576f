// Which disks may have lost data that counted as safe. As long as these are a minority, every committed entry is whole
// on some other disk, so that a violation seen is the database's own fault and not the plan's (after the fault atlas
// of TigerBeetle's simulator).

import type { SimulatedCluster } from './cluster.ts';

export interface FaultAtlas {
  /** Marks a host's disk as damaged and says yes, unless that could take the last copies of an entry. */
  mayDamage(host: number): boolean;
  /** A host's disk was emptied. */
  noteWiped(host: number): void;
  /** How often each host's disk was emptied. */
  wipes(): readonly number[];
  /** Hosts whose disks count as damaged now. */
  damaged(): readonly number[];
  /** True for a damaged disk that no process has read since: what the node will make of it is not known yet. */
  isUnread(host: number): boolean;
  /** Whether the plan wants losses that no single node can notice, at the price of committed entries. */
  readonly allowsUndetectable: boolean;
}

/**
 * Makes an atlas with every disk whole.
 * @param damagedLimit most disks that may be damaged at a time; a minority keeps every entry recoverable
 */
export function createFaultAtlas(
  cluster: SimulatedCluster,
  damagedLimit: number,
  allowsUndetectable: boolean,
): FaultAtlas {
  /** Lives of the host's process that were over at the time of the damage: only a later one has read it. */
  const marks = new Map<number, number>();
  const none: readonly number[] = [];
  const { disks, processes } = cluster.simulation;
  const livesOver = disks.map(() => 0);
  processes.onGone((host) => {
    livesOver[host] = (livesOver[host] ?? 0) + 1;
  });
  let highestCommitted = 0;

  /** Nothing damaged is left on the medium, and the node has recovered whatever it had to give up. */
  const isRepaired = (host: number): boolean => {
    const disk = disks[host];
    const status = cluster.glanceAt(host);
    if (disk === undefined || status === null || status.state !== 'serving') return false;
    if (disk.isDamaged() || disk.faults.conditions().includes('lying-sync')) return false;
    return status.log.durableLogId >= highestCommitted;
  };
  const forgetRepaired = (): void => {
    if (marks.size === 0) return;
    for (const host of disks.keys()) {
      highestCommitted = Math.max(highestCommitted, cluster.glanceAt(host)?.log.committedLogId ?? 0);
    }
    for (const host of marks.keys()) if (isRepaired(host)) marks.delete(host);
  };
  const wipes = disks.map(() => 0);
  return {
    allowsUndetectable,
    wipes: () => wipes,
    noteWiped: (host) => {
      wipes[host] = (wipes[host] ?? 0) + 1;
    },
    damaged: () => {
      if (marks.size === 0) return none;
      forgetRepaired();
      return [...marks.keys()].sort((left, right) => left - right);
    },
    isUnread: (host) => {
      const over = marks.get(host);
      if (over === undefined) return false;
      const status = cluster.glanceAt(host);
      return status === null || status.state === 'recovering' || (livesOver[host] ?? 0) <= over;
    },
    mayDamage: (host) => {
      forgetRepaired();
      if (!marks.has(host) && marks.size >= damagedLimit) return false;
      marks.set(host, livesOver[host] ?? 0);
      return true;
    },
  };
}
