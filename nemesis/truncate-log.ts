// Nodes write a snapshot and forget the log before it, because an administrator says so: whoever lags even a little then
// needs the snapshot, and whoever restarts begins from it.

import type { Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { administer, standingOf } from './administration.ts';
import { lookUntilWhole } from './after-effects.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { hostsInOrder } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { chooseHosts, targetDecks, targetValue } from './target.ts';

/** What a truncation did to one node's log. */
export interface Truncation {
  readonly host: NodeName;
  /** Why it did not happen; `null` when it did. */
  readonly declined: string | null;
  readonly firstLogIdBefore: number;
  /** `null` where the node says nothing any more. */
  readonly firstLogIdAfter: number | null;
}

/** Truncates the log of a node, as far as the node does it. */
export async function truncateLog(world: World, host: NodeName): Promise<Truncation> {
  const before = await standingOf(world, host);
  const declined =
    before === null ? 'it does not answer' : await administer(world, host, 'ALTER SYSTEM SNAPSHOT');
  const after = await standingOf(world, host);
  return {
    host,
    declined,
    firstLogIdBefore: before?.firstLogId ?? 0,
    firstLogIdAfter: after?.firstLogId ?? null,
  };
}

/** Where the log of each host begins that was truncated since the last end, at the earliest. */
const firsts = new WeakMap<World, Map<NodeName, number>>();

function firstsIn(world: World): Map<NodeName, number> {
  const known = firsts.get(world) ?? new Map<NodeName, number>();
  firsts.set(world, known);
  return known;
}

async function truncate(world: World, invocation: Invocation): Promise<FaultResult> {
  const chosen = await chooseHosts(world, await hostsInOrder(world), targetValue(invocation));
  const tried = await Promise.all(chosen.map((host) => truncateLog(world, host)));
  // Only a log that begins later than before was truncated, whatever the node said. One that was killed right after it had
  // answered says nothing.
  const done = tried.filter(
    ({ declined, firstLogIdBefore, firstLogIdAfter }) =>
      declined === null && firstLogIdAfter !== null && firstLogIdAfter > firstLogIdBefore,
  );
  if (done.length === 0) {
    const why = tried.length === 0 ? 'no process was running' : 'no log began later than before';
    return nothingTo('truncate', tried[0]?.declined ?? why);
  }
  const hosts = done.map(({ host }) => host);
  for (const { host, firstLogIdAfter } of done) firstsIn(world).set(host, firstLogIdAfter ?? 0);
  return {
    description: `log truncated: ${hosts.join(', ')}`,
    hosts,
    verified: true,
    evidence: {
      firstLogIds: Object.fromEntries(
        done.map(({ host, firstLogIdBefore, firstLogIdAfter }): [string, JsonValue] => [
          host,
          [firstLogIdBefore, firstLogIdAfter],
        ]),
      ),
    },
  };
}

/**
 * Nothing lasts but that the log is short: a node whose log was truncated serves, and has what it had before. Where its log
 * begins says nothing by then: an empty one names the entry before, and one that was damaged since came anew from the leader.
 */
async function endTruncations(world: World, others: readonly string[]): Promise<FaultResult> {
  const truncated = [...firstsIn(world)];
  const waited = await lookUntilWhole(world, others, async () => {
    const standings = await Promise.all(truncated.map(([host]) => standingOf(world, host)));
    const follows = truncated.filter(([, first], index) => {
      const standing = standings[index];
      return standing?.state === 'serving' && standing.lastLogId >= first - 1;
    });
    const left = truncated.filter((one) => !follows.includes(one)).map(([host]) => host);
    const firstLogIds = Object.fromEntries(
      truncated.map(([host, first], index): [string, JsonValue] => [
        host,
        [first, standings[index]?.firstLogId ?? null],
      ]),
    );
    const missing = left.length === 0 ? null : `${left.join(', ')} serving with all that was truncated`;
    return { missing, seen: { firstLogIds } };
  });
  firstsIn(world).clear();
  return { description: 'logs grow again', hosts: truncated.map(([host]) => host), ...waited };
}

export const truncateLogs: FaultPackageFactory = {
  name: 'truncate-log',
  summary: 'have nodes write a snapshot and forget the log before it',
  create: (options) => ({
    name: 'truncate-log',
    startOperations: ['truncate-log'],
    stopOperations: ['end-truncations'],
    values: { 'truncate-log': onHosts },
    schedule: () =>
      alternate(options, 'truncate-log', 'end-truncations', targetDecks, (target, pick) => ({
        target,
        pick,
      })),
    heal: () => once('end-truncations'),
    invoke: (world, invocation, others = []) =>
      invocation.f === 'truncate-log' ? truncate(world, invocation) : endTruncations(world, others),
  }),
};
