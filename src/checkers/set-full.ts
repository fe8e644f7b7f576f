// Sets: clients add elements, each once, and read the whole set; at the end every node is read. An acknowledged element
// that a final read lacks is lost. What is late, doubled, or turned up after an unknown outcome is named and measured.

import { briefValue } from '../history/evidence.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { quantilesMs } from './quantiles.ts';
import { collectElements, never, type SetElements, type SetRead } from './set-elements.ts';
import { findFinalReads, findPresence, type Presence } from './set-presence.ts';
import { listed, listedValues, sentence, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'set-full';
const mostWitnessedElements = 5;
const nanosecondsPerMillisecond = 1e6;

/** Elements, by position, and what became of them. */
interface Fates {
  readonly lost: number[];
  readonly stale: number[];
  readonly duplicated: number[];
  readonly neverRead: number[];
  readonly recovered: number[];
  readonly unexpected: number[];
}

export interface SetOptions {
  /** The database promises linearizable reads: an acknowledged element that is merely late is a violation too. */
  readonly linearizable?: boolean;
}

/**
 * A checker of `add` and `read`. A violation: an element lost that was acknowledged or already read, an element counted
 * twice, an element that nobody can have added. Unknown: acknowledged elements that no later read could have shown, or
 * nothing to judge. Lost, stale and never read are those of Jepsen's set-full checker, but for final reads of several
 * nodes, each of which has to show everything.
 */
export function setFull({ linearizable = false }: SetOptions = {}): Checker {
  return { name: NAME, check: (history, budget) => checkSet(history, budget, linearizable) };
}

function checkSet(history: History, budget: Budget, linearizable: boolean): Verdict {
  const deadlineMs = performance.now() + budget.timeMs;
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const set = collectElements(history, budget);
  if (typeof set === 'string') return unknown(set);
  if (set.values.length === 0 && set.reads.length === 0)
    return unknown('There is nothing to judge: no element was added and none read.');
  if (set.reads.length === 0 && set.acknowledged.every((row) => row === never))
    return unknown('There is nothing to judge: no element was acknowledged and none read.');
  const finalReads = findFinalReads(set);
  const presence = findPresence(set, finalReads, () => performance.now() < deadlineMs);
  if (presence === null)
    return unknown(`The time budget of ${budget.timeMs} ms ran out among ${set.reads.length} reads.`);
  const fates = sortByFate(set, presence);
  const details = {
    ...describe(set, fates),
    ...describeTimes(history, set, presence, fates),
    finalReads: [...finalReads].map((read): JsonValue => describeRead(history, read)),
  };
  const valueOf = set.values.get;
  const isAcknowledged = (element: number): boolean => (set.acknowledged[element] as number) !== never;
  const reason = sentences([
    sentence(
      fates.lost.filter(isAcknowledged),
      valueOf,
      'element',
      'acknowledged and missing from a final read',
    ),
    sentence(
      fates.lost.filter((element) => !isAcknowledged(element)),
      valueOf,
      'element',
      'read once and missing from a final read',
    ),
    sentence(fates.unexpected, valueOf, 'element', 'read although nobody can have added it'),
    sentence(fates.duplicated, valueOf, 'element', 'present more than once'),
    linearizable
      ? sentence(
          fates.stale,
          valueOf,
          'element',
          'missing from a read that began after it was acknowledged or read',
        )
      : '',
  ]);
  if (reason !== '')
    return violation(reason, witnessRows(set, presence, fates, finalReads, linearizable), details);
  const open = sentences([
    sentence(fates.neverRead, valueOf, 'element', 'acknowledged and covered by no later read'),
  ]);
  return open === '' ? valid(details) : unknown(open, details);
}

function sortByFate({ known, acknowledged, unknown }: SetElements, presence: Presence): Fates {
  const fates: Fates = { lost: [], stale: [], duplicated: [], neverRead: [], recovered: [], unexpected: [] };
  for (let element = 0; element < known.length; element++) {
    const isAcknowledged = acknowledged[element] !== never;
    if (presence.missingAtEnd[element] !== absent) fates.lost.push(element);
    else if (presence.firstLacking[element] !== absent) fates.stale.push(element);
    if (presence.doubledIn[element] !== absent) fates.duplicated.push(element);
    if (presence.unexplainedIn[element] !== absent) fates.unexpected.push(element);
    if (isAcknowledged && presence.covered[element] === 0) fates.neverRead.push(element);
    if (!isAcknowledged && unknown[element] === 1 && presence.seenAtEnd[element] === 1)
      fates.recovered.push(element);
  }
  return fates;
}

function describe(set: SetElements, fates: Fates): Verdict['details'] {
  let attempted = 0;
  let acknowledged = 0;
  let unknown = 0;
  for (let element = 0; element < set.added.length; element++) {
    if (set.added[element] !== absent) attempted++;
    if (set.acknowledged[element] !== never) acknowledged++;
    else if (set.unknown[element] === 1) unknown++;
  }
  const lists = Object.entries(fates).flatMap(([fate, found]: [string, number[]]) => [
    [`${fate}Count`, found.length] as const,
    [fate, listedValues(found, set.values.get)] as const,
  ]);
  return { attempted, acknowledged, unknown, ...Object.fromEntries(lists) };
}

/** How often doubled elements were there, and how long elements took to be seen by every read, or to be gone again. */
function describeTimes(
  history: History,
  { values, known, reads }: SetElements,
  { lastLacking, lastShowing, missingAtEnd, mostTimes, covered }: Presence,
  { duplicated, stale }: Fates,
): Verdict['details'] {
  const { time } = history.columns();
  const delays = new Float64Array(known.length);
  const visible: number[] = [];
  const lost: number[] = [];
  for (let element = 0; element < known.length; element++) {
    if (covered[element] === 0) continue;
    const isLost = missingAtEnd[element] !== absent;
    const last = (isLost ? lastShowing : lastLacking)[element] as number;
    const since = time[known[element] as number] as number;
    const until = last === absent ? since : (time[(reads[last] as SetRead).invoked] as number);
    delays[element] = Math.max(0, until - since);
    (isLost ? lost : visible).push(delays[element] as number);
  }
  const worst = stale.toSorted((a, b) => (delays[b] as number) - (delays[a] as number));
  return {
    duplicates: listed(duplicated).map(
      (element): JsonValue => [briefValue(values.get(element)), mostTimes[element] ?? 0],
    ),
    worstStale: worst.slice(0, mostWitnessedElements).map(
      (element): JsonValue => ({
        element: briefValue(values.get(element)),
        lateByMs: (delays[element] as number) / nanosecondsPerMillisecond,
        lastLackingRead: (reads[lastLacking[element] as number] as SetRead).completed,
      }),
    ),
    visibleAfterMs: quantilesMs(visible),
    lostAfterMs: quantilesMs(lost),
  };
}

function describeRead(history: History, { completed, elements }: SetRead): JsonValue {
  const { node, process, nodes } = history.columns();
  const at = node[completed] as number;
  const reader = at === absent ? `process ${process[completed]}` : nodes.get(at);
  return { reader, index: history.indexAt(completed), size: new Set(elements).size };
}

function witnessRows(
  { added, acknowledged, reads }: SetElements,
  presence: Presence,
  fates: Fates,
  finalReads: ReadonlySet<SetRead>,
  linearizable: boolean,
): ReadonlySet<number> {
  const late = linearizable ? fates.stale : [];
  const rows = new Set<number>();
  const found = [...fates.lost, ...fates.unexpected, ...fates.duplicated, ...late];
  for (const element of found.slice(0, mostWitnessedElements)) {
    for (const row of [added[element], acknowledged[element]])
      if (row !== undefined && row !== absent && row !== never) rows.add(row);
    const { missingAtEnd, unexplainedIn, doubledIn, firstLacking } = presence;
    for (const column of [missingAtEnd, unexplainedIn, doubledIn, firstLacking]) {
      const read = reads[column[element] as number];
      if (read !== undefined) rows.add(read.invoked).add(read.completed);
    }
  }
  if (fates.lost.length > 0) for (const { completed } of finalReads) rows.add(completed);
  return rows;
}
