// Sets that are asked for single elements: each element is an object of its own (locality: Herlihy and Wing 1990, section 3.1), and
// one that was added at most once is decided by two moments, when it came in and when it went out. Sets of unique
// elements are linear that way: Lee and Mathur, "Efficient Decrease-and-Conquer Linearizability Monitoring" (OOPSLA 2025).
//
// The moment of adding lies within its call and before the end of whoever saw the element; the moment of removing within its call
// and after the beginning of whoever saw it. Who missed the element began before it came in or ended after it went out: so the
// later it comes in and the earlier it goes out, the better. So it is for a remove that removed nothing.

import { shownValue } from '../../../history/shown-value.ts';
import { type CallColumns, NEVER } from '../call-columns.ts';
import { type Decision, linearizableDecision } from '../decision.ts';
import { contradictionOf } from './evidence.ts';

export type SetFunction = 'add' | 'remove' | 'contains' | 'skip';

export interface SetReader {
  functionOf(call: number): SetFunction;
  /** Number of the value a call is about. */
  elementOf(call: number): number;
  /** What a `contains` answered. */
  answerOf(call: number): boolean;
}

const NOBODY = -1;

/** Calls of each element, reduced to what counts; the calls in the order of their elements. */
interface Elements {
  /** Calls sorted by element, and where each element begins; one entry more for the end. */
  readonly calls: Int32Array;
  readonly starts: Int32Array;
  readonly count: number;
}

/** Decides a set that is empty at first; elements added more than once are left for the search, each by itself. */
export function decideSetElements(calls: CallColumns, reader: SetReader): Decision {
  const elements = byElement(calls, reader);
  const parts: CallColumns[] = [];
  for (let element = 0; element < elements.count; element++) {
    const own = elements.calls.subarray(elements.starts[element], elements.starts[element + 1]);
    const fits = elementFits(calls, reader, own);
    if (fits === 'violation') return violationOf(calls, reader, own);
    if (fits === 'undecided') parts.push(partOf(calls, own));
  }
  return parts.length === 0 ? linearizableDecision : { kind: 'undecided', parts };
}

function byElement({ count, values }: CallColumns, reader: SetReader): Elements {
  const numberOf = new Map<number, number>();
  const plain = new Int32Array(values.size);
  let elements = 0;
  const elementOf = new Int32Array(count).fill(-1);
  for (let call = 0; call < count; call++) {
    if (reader.functionOf(call) === 'skip') continue;
    const value = reader.elementOf(call);
    let number = value < plain.length ? (plain[value] as number) : (numberOf.get(value) ?? 0);
    if (number === 0) {
      number = ++elements;
      if (value < plain.length) plain[value] = number;
      else numberOf.set(value, number);
    }
    elementOf[call] = number - 1;
  }
  const starts = new Int32Array(elements + 1);
  for (const element of elementOf) if (element >= 0) (starts[element + 1] as number)++;
  for (let element = 0; element < elements; element++)
    (starts[element + 1] as number) += starts[element] as number;
  const sorted = new Int32Array(starts[elements] as number);
  const next = starts.slice();
  for (let call = 0; call < count; call++) {
    const element = elementOf[call] as number;
    if (element < 0) continue;
    const place = next[element] as number;
    next[element] = place + 1;
    sorted[place] = call;
  }
  return { calls: sorted, starts, count: elements };
}

function elementFits(
  { invoked, completed }: CallColumns,
  reader: SetReader,
  own: Int32Array,
): 'fits' | 'violation' | 'undecided' {
  let add = NOBODY;
  // Of who saw the element: the earliest end, the latest beginning. Of who missed it or removed nothing: the latest beginning.
  let seenEnd = NEVER;
  let seenBegin = -1;
  let missedBegin = -1;
  for (const call of own) {
    const f = reader.functionOf(call);
    if (f === 'add') {
      if (add !== NOBODY) return 'undecided';
      add = call;
    } else if (f === 'contains' && reader.answerOf(call)) {
      seenEnd = Math.min(seenEnd, completed[call] as number);
      seenBegin = Math.max(seenBegin, invoked[call] as number);
    } else if (completed[call] !== NEVER) missedBegin = Math.max(missedBegin, invoked[call] as number);
  }
  const isSeen = seenEnd !== NEVER;
  if (add === NOBODY) return isSeen ? 'violation' : 'fits';
  if (completed[add] === NEVER && !isSeen) return 'fits';
  const addBegin = invoked[add] as number;
  const inBefore = Math.min(completed[add] as number, seenEnd);
  if (addBegin > inBefore) return 'violation';
  // It stays: everybody else began before it came in.
  if (missedBegin < inBefore) return 'fits';
  // It goes out, by the remove that can do so first.
  let outAfter = NEVER;
  for (const call of own) {
    if (reader.functionOf(call) !== 'remove') continue;
    const from = Math.max(invoked[call] as number, seenBegin);
    const end = completed[call] as number;
    if (from < end && addBegin < end) outAfter = Math.min(outAfter, from);
  }
  if (outAfter === NEVER) return 'violation';
  if (outAfter < inBefore) return 'fits';
  for (const call of own) {
    if (
      reader.functionOf(call) === 'add' ||
      (reader.functionOf(call) === 'contains' && reader.answerOf(call))
    )
      continue;
    if ((invoked[call] as number) > inBefore && (completed[call] as number) < outAfter) return 'violation';
  }
  return 'fits';
}

const SHOWN = 12;

/** Who added and removed the element, and those who saw and missed it at the wrong time. */
function violationOf(calls: CallColumns, reader: SetReader, own: Int32Array): Decision {
  const shown = new Set<number>();
  const asks: number[] = [];
  for (const call of own) {
    if (reader.functionOf(call) === 'contains') asks.push(call);
    else shown.add(call);
  }
  const extreme = (seen: boolean, key: (call: number) => number): void => {
    const fitting = asks.filter((call) => reader.answerOf(call) === seen);
    if (fitting.length > 0) shown.add(fitting.reduce((a, b) => (key(b) < key(a) ? b : a)));
  };
  const end = (call: number): number => calls.completed[call] as number;
  const begin = (call: number): number => calls.invoked[call] as number;
  extreme(true, end);
  extreme(true, (call) => -begin(call));
  extreme(false, (call) => -begin(call));
  for (const call of asks) if (shown.size < SHOWN) shown.add(call);
  const element = shownValue(calls.values.valueOf(reader.elementOf(own[0] as number)));
  const reason = `no moments of adding and removing ${element} explain who found it and who did not`;
  const within = own.reduce((last, call) => (end(call) === NEVER ? last : Math.max(last, end(call))), 0);
  return contradictionOf(calls, reason, [...shown], within);
}

/** The calls of one element as an object of its own. */
function partOf(calls: CallColumns, own: Int32Array): CallColumns {
  const pick = (column: Int32Array): Int32Array => own.map((call) => column[call] as number);
  return {
    ...calls,
    count: own.length,
    f: Uint16Array.from(own, (call) => calls.f[call] as number),
    input: pick(calls.input),
    output: pick(calls.output),
    invoked: pick(calls.invoked),
    completed: pick(calls.completed),
    refused: calls.refused === null ? null : Uint8Array.from(own, (call) => calls.refused?.[call] as number),
  };
}
