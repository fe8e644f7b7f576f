// When is an entry committed? When a majority holds it durably *and* it was proposed under the leader's own ballot;
// earlier entries are committed along with it. Counting copies of older entries would be wrong: a later leader may
// still replace them (Ongaro and Ousterhout 2014, section 5.4.2).

import type { ReplicatedLog } from '../log/log.ts';

/** The highest LogID that `quorum` of the nodes hold, given how far each one's log is durable and matched. */
export function majorityLogId(durableLogIds: readonly number[], quorum: number): number {
  let highest = 0;
  for (const candidate of durableLogIds) {
    if (candidate <= highest) continue;
    let holders = 0;
    for (const other of durableLogIds) if (other >= candidate) holders += 1;
    if (holders >= quorum) highest = candidate;
  }
  return highest;
}

/** How far a leader of `ballot` may commit; 0 when nothing new may be. */
export function committableLogId(
  log: Pick<ReplicatedLog, 'ballotAt'>,
  ballot: number,
  durableLogIds: readonly number[],
  quorum: number,
): number {
  const logId = majorityLogId(durableLogIds, quorum);
  return log.ballotAt(logId) === ballot ? logId : 0;
}
