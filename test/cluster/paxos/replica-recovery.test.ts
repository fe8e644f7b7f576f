// A damaged node becomes whole again under the leader it had, although nobody writes and nobody stands for election.

import { expect, test } from 'vitest';
import { inspectionOf } from '../../../cluster/node-report.ts';
import { createSimulatedGroup, type SimulatedGroup } from './simulated-group.ts';

/** Makes every record in the node's log segments unreadable; what it promised stays on record elsewhere. */
function ruinLog(group: SimulatedGroup, node: number): void {
  const files = group.simulation.disks[node]?.fileSystem;
  for (const name of files?.names() ?? []) {
    const file = name.startsWith('log-') ? files?.find(name) : undefined;
    for (let at = 0; file !== undefined && at < file.length(); at += 8) file.flipBit(at, 0);
  }
}

test.each([1, 2, 3])('without writes and without an election (seed %i)', (seed) => {
  const group = createSimulatedGroup({ size: 3, seed });
  for (let node = 0; node < 3; node += 1) group.start(node);
  const leader = group.awaitServing();
  const damaged = (leader + 1) % 3;
  group.runFor(2_000);
  const ballot = inspectionOf(group.member(leader)?.replica ?? expect.fail('no leader')).leaderBallot;
  group.kill(damaged);
  group.runFor(100);
  ruinLog(group, damaged);
  group.start(damaged);
  const reasons = new Set<string | null | undefined>();
  const repair = (): string | null | undefined => group.member(damaged)?.replica.repairReason();
  group.runFor(10_000, () => {
    reasons.add(repair());
    return repair() === null;
  });
  expect([...reasons].some((reason) => typeof reason === 'string')).toBe(true);
  expect(repair()).toBeNull();
  expect(inspectionOf(group.member(leader)?.replica ?? expect.fail('no leader')).leaderBallot).toBe(ballot);
});
