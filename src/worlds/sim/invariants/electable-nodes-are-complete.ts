// No node that lacks a committed entry could win an election, whatever happens next: a majority would refuse it. Judged
// from what the disks hold, so that a broken rule of commitment or voting shows before anything is lost by it
// (leader completeness: Ongaro and Ousterhout 2014, section 5.4.3).

import { isWipedClaim } from '../../../../cluster/log/recovery.ts';
import type { DurableLog } from './durable-log.ts';
import type { ClusterLogs, Invariant } from './invariant.ts';

/** Positive where `left` is more complete: by ballot of the last entry, then by its LogID. */
function compareEnds(left: DurableLog, right: DurableLog): number {
  return left.lastBallot() - right.lastBallot() || left.lastLogId() - right.lastLogId();
}

/** True when a node with `own` would refuse a candidate with `candidate`, for lack of an entry it holds or may have held. */
function refuses(own: DurableLog, candidate: DurableLog): boolean {
  const claim = own.claim();
  if (isWipedClaim(claim)) return true;
  const missesClaim =
    candidate.lastBallot() < claim.ballot ||
    (candidate.lastBallot() === claim.ballot && candidate.lastLogId() < claim.logId);
  return missesClaim || compareEnds(own, candidate) > 0;
}

/** @param isUnread hosts whose damaged disk has not been read since; what they will say of it is not known yet */
export function electableNodesAreComplete(logs: ClusterLogs, isUnread: (host: number) => boolean): Invariant {
  const { names, durable, agreedLogIds } = logs;
  const majority = Math.floor(names.length / 2) + 1;
  let judgedRevision = -1;
  const votesFor = (candidate: DurableLog, voter: number): boolean =>
    !refuses(durable[voter] as DurableLog, candidate) && !isUnread(voter);
  const countVoters = (candidate: DurableLog): number => {
    let count = 0;
    for (let voter = 0; voter < durable.length; voter += 1) if (votesFor(candidate, voter)) count += 1;
    return count;
  };
  return {
    name: 'electable-nodes-are-complete',
    check: () => {
      if (judgedRevision === logs.revision) return null;
      judgedRevision = logs.revision;
      for (let host = 0; host < durable.length; host += 1) {
        const log = durable[host] as DurableLog;
        if ((agreedLogIds[host] as number) >= logs.committedLogId) continue;
        // A node that still repairs its own log does not stand.
        if (log.claim().logId > 0 || log.lacksSnapshot() || isUnread(host)) continue;
        // Counted first: such a node is found all the time, and hardly ever one that could be elected.
        if (countVoters(log) < majority) continue;
        const voters = names.filter((_name, index) => votesFor(log, index));
        const lacking = (agreedLogIds[host] as number) + 1;
        return {
          message: `${names[host]} lacks the committed entry ${lacking}, and ${voters.join(', ')} could elect it`,
          hosts: [host],
        };
      }
      return null;
    },
  };
}
