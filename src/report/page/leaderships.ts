// Who led when, as the nodes themselves wrote it: from a node's election to the end of its leadership. A leader that was
// killed writes no end: then it is the fault that hit it, or the next election of another, that ends its time.

import type { FaultRecord } from '../../store/results.ts';
import { endedBy } from './node-faults.ts';
import type { LogEvent } from './node-log.ts';

export interface Leadership {
  readonly node: string;
  readonly fromMs: number;
  /** `null` where nothing tells of an end. */
  readonly toMs: number | null;
  readonly ballot: number | null;
  /** Last position of its log when it was elected. */
  readonly logId: number | null;
  /** How it ended, as far as anything tells. */
  readonly ending: string;
}

const ends: ReadonlySet<string> = new Set(['leadership-ended', 'stop', 'halt', 'panic', 'start', 'elected']);

/** @param logs events of each node, in the order in which it wrote them */
export function leadershipsOf(
  logs: readonly (readonly LogEvent[])[],
  faults: readonly FaultRecord[],
): readonly Leadership[] {
  const elections = logs.flat().filter(({ event }) => event === 'elected');
  return elections
    .map((election) => {
      const own = logs.find((events) => events.includes(election)) ?? [];
      const next = own.slice(own.indexOf(election) + 1).find(({ event }) => ends.has(event));
      const { node, ms: fromMs, ballot, logId } = election;
      return { node, fromMs, ballot, logId, ...endOf(election, next, elections, faults) };
    })
    .sort((left, right) => left.fromMs - right.fromMs);
}

type End = Pick<Leadership, 'toMs' | 'ending'>;

function endOf(
  election: LogEvent,
  next: LogEvent | undefined,
  elections: readonly LogEvent[],
  faults: readonly FaultRecord[],
): End {
  if (next !== undefined && next.event !== 'start' && next.event !== 'elected') {
    return { toMs: next.ms, ending: next.reason === '' ? next.event : next.reason };
  }
  // It wrote nothing of an end: it was killed, or still leads.
  const before = next?.ms ?? Number.POSITIVE_INFINITY;
  const later = elections.filter(
    ({ node, ms, ballot }) => node !== election.node && ms > election.ms && isLater(ballot, election.ballot),
  );
  const successor = later.sort((left, right) => left.ms - right.ms)[0];
  if (next === undefined && successor === undefined) return { toMs: null, ending: 'led to the end' };
  const hit = endedBy(
    faults,
    election.node,
    election.ms,
    Math.min(before, next === undefined ? (successor?.ms ?? before) : before),
  );
  if (hit !== undefined && hit.startNs / 1e6 < (successor?.ms ?? Number.POSITIVE_INFINITY))
    return { toMs: hit.startNs / 1e6, ending: hit.description };
  if (successor !== undefined && successor.ms < before)
    return { toMs: successor.ms, ending: `${successor.node} was elected` };
  return { toMs: next?.ms ?? null, ending: next?.event === 'start' ? 'started again' : 'elected again' };
}

function isLater(ballot: number | null, than: number | null): boolean {
  return ballot === null || than === null || ballot > than;
}
