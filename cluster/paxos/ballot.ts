// Ballots and positions: who may outrank whom. A ballot belongs to one candidate for ever, because its remainder is
// the candidate's place among the voters (Lamport, "Paxos Made Simple", section 2.2).

import type { NodeName } from '../env.ts';
import type { LogPosition } from '../messages.ts';

const candidatesPerRound = 16;

/** The lowest ballot of `node` that is above `seen`. */
export function nextBallot(seen: number, node: NodeName, voters: readonly NodeName[]): number {
  return (Math.floor(seen / candidatesPerRound) + 1) * candidatesPerRound + voters.indexOf(node);
}

/** The voter a ballot belongs to; `undefined` for ballot 0 or a foreign one. */
export function ballotOwner(ballot: number, voters: readonly NodeName[]): NodeName | undefined {
  return ballot < candidatesPerRound ? undefined : voters[ballot % candidatesPerRound];
}

/** How many of the voters decide: any two such sets share a node. */
export function quorumSize(voterCount: number): number {
  return Math.floor(voterCount / 2) + 1;
}

/** Negative, zero or positive as `left` is less, equally or more complete: by ballot of the last entry, then by LogID. */
export function comparePositions(left: LogPosition, right: LogPosition): number {
  return left.ballot - right.ballot || left.logId - right.logId;
}

/** The more complete of two. */
export function furthestPosition(left: LogPosition, right: LogPosition): LogPosition {
  return comparePositions(left, right) > 0 ? left : right;
}

export const emptyPosition: LogPosition = { ballot: 0, logId: 0 };
