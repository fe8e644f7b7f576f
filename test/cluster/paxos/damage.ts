// Flips a bit in what a node has stored, where the node can know that it was durable, and only while every other node
// is whole: the fault that the group promises to repair.

import { scanSegment } from '../../../cluster/log/scan.ts';
import type { SimulatedGroup } from './simulated-group.ts';

/** Flips one bit in a log segment or snapshot of `node`; false when that is not allowed now. */
export function damageOneFile(group: SimulatedGroup, node: number): boolean {
  const { simulation } = group;
  const everyoneWhole = simulation.names.every((_name, index) => {
    const member = group.member(index);
    return member !== null && member.replica.repairReason() === null;
  });
  if (!everyoneWhole) return false;
  const random = simulation.random(`damage at ${simulation.kernel.nowNs()}`);
  const files = simulation.disks[node]?.fileSystem;
  const names = files?.names().filter((name) => /^(log|snapshot)-\d+$/.test(name)) ?? [];
  const name = names[random.below(names.length)] ?? '';
  const file = files?.find(name);
  if (file === undefined || file.durableLength() < file.length()) return false;
  const places = name.startsWith('log-') ? provenBytes(file.read()) : file.length();
  if (places === 0) return false;
  file.flipBit(random.below(places), random.below(8));
  return true;
}

/** Length of the part that the last record of the segment proves to have been synced. */
function provenBytes(bytes: Uint8Array): number {
  const { records } = scanSegment(bytes, 0);
  const proven = records.at(-1)?.durableSequence ?? 0;
  const covered = records.filter(({ sequence }) => sequence <= proven);
  return covered.reduce((sum, { payload }) => sum + 56 + payload.length, 0);
}
