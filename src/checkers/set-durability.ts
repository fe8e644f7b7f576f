// Set durability: clients add elements, each once, and read the whole set; at the end every node is read. An acknowledged
// element that a final read lacks is lost. What is merely late, doubled, or turned up after an unknown outcome is named too.

import type { JsonValue, Operation } from '../history/operation.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { collectElements, type Element, type SetRead } from './set-elements.ts';

const NAME = 'set';
const LISTED = 100;
const WITNESSED_ELEMENTS = 5;

/** Elements by what became of them. */
interface Fates {
  readonly lost: Element[];
  readonly stale: Element[];
  readonly duplicated: Element[];
  readonly neverRead: Element[];
  readonly recovered: Element[];
  readonly unexpected: Element[];
}

export interface SetOptions {
  /** The database promises linearizable reads: an acknowledged element that is merely late is a violation too. */
  readonly linearizable?: boolean;
}

/**
 * A checker of `add` and `read`. A violation: an element lost that was acknowledged or already read, an element counted twice, an element that
 * nobody can have added. Unknown: acknowledged elements that no later read could have shown, or nothing to judge.
 */
export function setDurability({ linearizable = false }: SetOptions = {}): Checker {
  return { name: NAME, check: (history, budget) => checkSet(history.operations(), budget, linearizable) };
}

function checkSet(history: readonly Operation[], budget: Budget, linearizable: boolean): Verdict {
  const deadlineMs = performance.now() + budget.timeMs;
  const { elements, reads, problem } = collectElements(history);
  if (problem !== null) return verdict('unknown', problem, [], {});
  if (elements.size === 0 && reads.length === 0) {
    return verdict('unknown', 'There is nothing to judge: no element was added and none read.', [], {});
  }
  const finalReads = findFinalReads(elements, reads);
  for (const read of reads) {
    if (performance.now() > deadlineMs) {
      return verdict(
        'unknown',
        `The time budget of ${budget.timeMs} ms ran out among ${reads.length} reads.`,
        [],
        {},
      );
    }
    noteRead(read, elements, finalReads.has(read));
  }
  const fates = sortByFate(elements);
  const details = describe(elements, fates, finalReads);
  const witnesses = findWitnesses(history, fates, finalReads, linearizable);
  const violations = [
    sentence(fates.lost.filter(isAcknowledged), 'acknowledged and missing from a final read'),
    sentence(
      fates.lost.filter((element) => !isAcknowledged(element)),
      'read once and missing from a final read',
    ),
    sentence(fates.unexpected, 'read although nobody can have added it'),
    sentence(fates.duplicated, 'present more than once'),
    linearizable
      ? sentence(fates.stale, 'missing from a read that began after it was acknowledged or read')
      : '',
  ].filter((text) => text !== '');
  if (violations.length > 0) return verdict(false, `${violations.join('; ')}.`, witnesses, details);
  const never = sentence(fates.neverRead, 'acknowledged and covered by no later read');
  return never === '' ? verdict(true, '', [], details) : verdict('unknown', `${never}.`, [], details);
}

function isAcknowledged({ acknowledged }: Element): boolean {
  return acknowledged !== null;
}

function verdict(
  valid: Verdict['valid'],
  reason: string,
  witnesses: readonly Operation[],
  details: Verdict['details'],
): Verdict {
  return { checker: NAME, valid, reason, witnesses, details };
}

function sentence(found: readonly Element[], what: string): string {
  if (found.length === 0) return '';
  const shown = found.slice(0, 5).map(({ value }) => JSON.stringify(value));
  const more = found.length > shown.length ? ', ...' : '';
  return `${found.length} ${found.length === 1 ? 'element' : 'elements'} ${what}: ${shown.join(', ')}${more}`;
}

/**
 * The reads that close the run: on each node the last successful one that began after every add had ended. Where there
 * are none, the last successful read of all stands in.
 */
function findFinalReads(
  elements: ReadonlyMap<string, Element>,
  reads: readonly SetRead[],
): ReadonlySet<SetRead> {
  let lastAdd = -1;
  for (const element of elements.values()) lastAdd = Math.max(lastAdd, element.lastEnd);
  const byNode = new Map<string, SetRead>();
  for (const read of reads) if (read.invoked > lastAdd) byNode.set(read.reader, read);
  const last = reads.at(-1);
  return new Set(byNode.size > 0 || last === undefined ? byNode.values() : [last]);
}

/** Enters what one read says of every element. */
function noteRead(read: SetRead, elements: ReadonlyMap<string, Element>, final: boolean): void {
  for (const [id, times] of read.times) {
    const element = elements.get(id);
    if (element === undefined) continue;
    element.seen = true;
    if (times > 1) element.doubledIn ??= read;
    // Only adds begun before the read ended, and not failed, can explain the element.
    if (element.firstPossible > read.completed) element.unexplainedIn ??= read;
    if (final) element.seenAtEnd = true;
  }
  for (const [id, element] of elements) {
    if (element.known > read.invoked) continue;
    element.covered = true;
    if (read.times.has(id)) continue;
    if (final) element.missingIn ??= read;
    else element.absentIn ??= read;
  }
}

function sortByFate(elements: ReadonlyMap<string, Element>): Fates {
  const fates: Fates = { lost: [], stale: [], duplicated: [], neverRead: [], recovered: [], unexpected: [] };
  for (const element of elements.values()) {
    if (element.missingIn !== null) fates.lost.push(element);
    else if (element.absentIn !== null) fates.stale.push(element);
    if (element.doubledIn !== null) fates.duplicated.push(element);
    if (element.unexplainedIn !== null) fates.unexpected.push(element);
    if (element.acknowledged !== null && !element.covered) fates.neverRead.push(element);
    if (element.acknowledged === null && element.unknown && element.seenAtEnd) fates.recovered.push(element);
  }
  return fates;
}

function describe(
  elements: ReadonlyMap<string, Element>,
  fates: Fates,
  finalReads: ReadonlySet<SetRead>,
): Verdict['details'] {
  const count = (test: (element: Element) => boolean): number => [...elements.values()].filter(test).length;
  const lists = Object.entries(fates).flatMap(([fate, found]: [string, Element[]]) => [
    [`${fate}Count`, found.length] as const,
    [fate, found.slice(0, LISTED).map(({ value }): JsonValue => value)] as const,
  ]);
  return {
    attempted: count((element) => element.added !== null),
    acknowledged: count((element) => element.acknowledged !== null),
    unknown: count((element) => element.acknowledged === null && element.unknown),
    ...Object.fromEntries(lists),
    finalReads: [...finalReads].map(
      (read): JsonValue => ({ reader: read.reader, index: read.index, size: read.times.size }),
    ),
  };
}

function findWitnesses(
  history: readonly Operation[],
  fates: Fates,
  finalReads: ReadonlySet<SetRead>,
  linearizable: boolean,
): readonly Operation[] {
  const late = linearizable ? fates.stale : [];
  const shown = new Set<number>();
  for (const element of [...fates.lost, ...fates.unexpected, ...fates.duplicated, ...late].slice(
    0,
    WITNESSED_ELEMENTS,
  )) {
    if (element.added !== null) shown.add(element.added);
    if (element.acknowledged !== null) shown.add(element.acknowledged);
    for (const read of [element.missingIn, element.unexplainedIn, element.doubledIn, element.absentIn]) {
      if (read !== null) shown.add(read.invoked).add(read.completed);
    }
  }
  if (fates.lost.length > 0) for (const read of finalReads) shown.add(read.completed);
  return [...shown].sort((a, b) => a - b).map((position) => history[position] as Operation);
}
