// What has to be seen after faults that an administrator could cause and that last no longer than their statement: the cluster is whole
// again. It is waited for; that it never is counts as a failure, unless other faults were in effect that could be why.

import type { JsonValue } from '../src/history/operation.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { reportsOf } from './target.ts';

const reportTimeoutMs = 1000;
const pollIntervalMs = 100;
/** A sound cluster that nothing disturbs has a leader long before. */
const undisturbedMs = 10_000;
/** While other faults wait for their turn. */
const disturbedMs = 2500;

type Seen = Readonly<Record<string, JsonValue>>;

/** What was waited for, once it was seen or the time had run out. */
export interface Waited {
  readonly verified: boolean;
  readonly evidence: JsonValue;
}

/**
 * Looks until `look` finds nothing missing, or the time has run out.
 * @param look what is still missing, in words, and what was seen
 * @param others packages whose faults are in effect beside the one that ends
 */
export async function lookUntilWhole(
  world: World,
  others: readonly string[],
  look: () => Promise<{ readonly missing: string | null; readonly seen: Seen }>,
): Promise<Waited> {
  const longestMs = others.length === 0 ? undisturbedMs : disturbedMs;
  const startNs = world.clock.nowNs();
  for (;;) {
    const { missing, seen } = await look();
    if (missing === null) return { verified: true, evidence: seen };
    if ((world.clock.nowNs() - startNs) / 1e6 > longestMs)
      return { verified: others.length > 0, evidence: { ...seen, missing, whileInEffect: [...others] } };
    await world.clock.sleep(pollIntervalMs);
  }
}

/** The node that leads and serves by its own word; `null` where none does. */
export async function servingLeader(world: World): Promise<NodeName | null> {
  const reports = await reportsOf(world, world.nodes, reportTimeoutMs);
  return reports.find(({ role, serving }) => role === 'leader' && serving)?.node ?? null;
}
