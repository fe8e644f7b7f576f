// Which disks of real hosts may have lost data that counted as safe. As long as these are a minority, every committed entry is
// whole on some other disk (after the fault atlas of TigerBeetle's simulator). What the simulated world looks up in its
// memory, this one asks the nodes and the disks.

import type { NodeName, NodeReport } from '../../world.ts';

export interface DamageAtlas {
  /** Marks a host's disk as damaged and says yes, unless that could take the last copies of an entry. */
  mayDamage(host: NodeName): Promise<boolean>;
}

export interface AtlasSources {
  readonly hosts: readonly NodeName[];
  /** What the node says of itself; `null` when it says nothing. */
  readonly report: (host: NodeName) => Promise<NodeReport | null>;
  /** Whether damage is left on the medium, or waits for a write. */
  readonly isDamaged: (host: NodeName) => Promise<boolean>;
}

/** How far a node's log reaches, from its status; `null` where it does not say. */
interface LogReach {
  readonly committedLogId: number;
  readonly durableLogId: number;
}

/** Makes an atlas with every disk whole; at most a minority may be damaged at a time. */
export function createDamageAtlas({ hosts, report, isDamaged }: AtlasSources): DamageAtlas {
  const limit = Math.ceil(hosts.length / 2) - 1;
  const marks = new Set<NodeName>();
  let highestCommitted = 0;
  let lastAsked: Promise<unknown> = Promise.resolve();

  const forgetRepaired = async (): Promise<void> => {
    const reports = await Promise.all(hosts.map(report));
    for (const found of reports)
      highestCommitted = Math.max(highestCommitted, reachOf(found)?.committedLogId ?? 0);
    for (const host of marks) {
      const found = reports[hosts.indexOf(host)] ?? null;
      const durable = reachOf(found)?.durableLogId ?? -1;
      if (found?.serving !== true || stateOf(found) !== 'serving' || durable < highestCommitted) continue;
      if (!(await isDamaged(host))) marks.delete(host);
    }
  };
  const decide = async (host: NodeName): Promise<boolean> => {
    await forgetRepaired();
    if (!marks.has(host) && marks.size >= limit) return false;
    marks.add(host);
    return true;
  };
  return {
    // One after the other: two hosts asked about at once must not both be the last that may.
    mayDamage(host) {
      const answer = lastAsked.then(() => decide(host));
      lastAsked = answer.catch(() => undefined);
      return answer;
    },
  };
}

function stateOf({ raw }: NodeReport): unknown {
  return typeof raw === 'object' && raw !== null && 'state' in raw ? raw.state : undefined;
}

function reachOf(report: NodeReport | null): LogReach | null {
  const { raw } = report ?? { raw: null };
  if (typeof raw !== 'object' || raw === null || !('log' in raw)) return null;
  const { log } = raw;
  if (typeof log !== 'object' || log === null) return null;
  if (!('committedLogId' in log) || !('durableLogId' in log)) return null;
  return { committedLogId: Number(log.committedLogId), durableLogId: Number(log.durableLogId) };
}
