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

/** Elections that are looked at for the one that followed. */
const mostLooked = 100;
const ends: ReadonlySet<string> = new Set(['leadership-ended', 'stop', 'halt', 'panic', 'start', 'elected']);

/** An election with what the same node wrote next that ends a leadership. */
interface Election {
  readonly event: LogEvent;
  readonly next: LogEvent | undefined;
}

/** @param logs events of each node, in the order in which it wrote them */
export function leadershipsOf(
  logs: readonly (readonly LogEvent[])[],
  faults: readonly FaultRecord[],
): readonly Leadership[] {
  const elections = logs.flatMap(electionsIn).sort((left, right) => left.event.ms - right.event.ms);
  return elections.map(({ event, next }, position) => {
    const { node, ms: fromMs, ballot, logId } = event;
    return { node, fromMs, ballot, logId, ...endOf(event, next, successorOf(elections, position), faults) };
  });
}

function electionsIn(events: readonly LogEvent[]): readonly Election[] {
  const telling = events.filter(({ event }) => ends.has(event));
  return telling.flatMap((event, position) =>
    event.event === 'elected' ? [{ event, next: telling[position + 1] }] : [],
  );
}

/** The next election of another node with a higher ballot. */
function successorOf(elections: readonly Election[], position: number): LogEvent | undefined {
  const { node, ballot } = (elections[position] as Election).event;
  for (let later = position + 1; later < elections.length && later <= position + mostLooked; later++) {
    const { event } = elections[later] as Election;
    if (event.node !== node && isLater(event.ballot, ballot)) return event;
  }
  return undefined;
}

type End = Pick<Leadership, 'toMs' | 'ending'>;

function endOf(
  election: LogEvent,
  next: LogEvent | undefined,
  successor: LogEvent | undefined,
  faults: readonly FaultRecord[],
): End {
  if (next !== undefined && next.event !== 'start' && next.event !== 'elected') {
    return { toMs: next.ms, ending: next.reason === '' ? next.event : next.reason };
  }
  // It wrote nothing of an end: it was killed, or still leads.
  if (next === undefined && successor === undefined) return { toMs: null, ending: 'led to the end' };
  const succeededMs = successor?.ms ?? Number.POSITIVE_INFINITY;
  const before = next?.ms ?? Number.POSITIVE_INFINITY;
  const hit = endedBy(faults, election.node, election.ms, next?.ms ?? succeededMs);
  if (hit !== undefined && hit.startNs / 1e6 < succeededMs)
    return { toMs: hit.startNs / 1e6, ending: hit.description };
  if (successor !== undefined && successor.ms < before)
    return { toMs: successor.ms, ending: `${successor.node} was elected` };
  return { toMs: next?.ms ?? null, ending: next?.event === 'start' ? 'started again' : 'elected again' };
}

function isLater(ballot: number | null, than: number | null): boolean {
  return ballot === null || than === null || ballot > than;
}
