// Which disks may have lost data that counted as safe. As long as these are a minority, every committed entry is whole
// on some other disk, so that a violation seen is the database's own fault and not the plan's (after the fault atlas
// of TigerBeetle's simulator).

import type { SimulatedCluster } from './cluster.ts';

export interface FaultAtlas {
  /** Marks a host's disk as damaged and says yes, unless that could take the last copies of an entry. */
  mayDamage(host: number): boolean;
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
  /** Life number of the process at the time of the damage: only a later life has read the damaged disk. */
  const marks = new Map<number, number>();
  const { processes, disks } = cluster.simulation;
  let lives = disks.map(() => 0);
  processes.onGone((host) => {
    lives = lives.with(host, (lives[host] ?? 0) + 1);
  });

  /** Repaired: the node restarted since, read its disk, refilled what was missing, and holds all that is committed. */
  const repaired = (host: number, livesAtDamage: number): boolean => {
    const status = cluster.statusOf(host);
    if (status === null || status.state !== 'serving' || (lives[host] ?? 0) <= livesAtDamage) return false;
    if (disks[host]?.faults.conditions().includes('lying-sync') === true) return false;
    const committed = Math.max(
      ...disks.map((_disk, other) => cluster.statusOf(other)?.log.committedLogId ?? 0),
    );
    return status.log.durableLogId >= committed;
  };
  return {
    allowsUndetectable,
    isUnread: (host) => {
      const life = marks.get(host);
      if (life === undefined) return false;
      const status = cluster.statusOf(host);
      return status === null || status.state === 'recovering' || (lives[host] ?? 0) <= life;
    },
    damaged: () => [...marks.keys()].sort((left, right) => left - right),
    mayDamage: (host) => {
      for (const [marked, life] of marks) if (repaired(marked, life)) marks.delete(marked);
      if (!marks.has(host) && marks.size >= damagedLimit) return false;
      marks.set(host, lives[host] ?? 0);
      return true;
    },
  };
}
