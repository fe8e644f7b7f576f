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

/** What a call does to its element, or tells of it. */
export enum setCall {
  /** Nothing: left out. */
  skip = 0,
  add = 1,
  remove = 2,
  /** It answered that the element was there. */
  saw = 3,
  missed = 4,
}

export interface SetReader {
  /** Per call, one of `setCall`. */
  readonly kinds: Uint8Array;
  /** Per call, the number of the value that it is about. */
  readonly element: Int32Array;
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
    const [from, to] = [elements.starts[element] as number, elements.starts[element + 1] as number];
    const fits = elementFits(calls, reader, elements.calls, from, to);
    if (fits === 'fits') continue;
    const own = elements.calls.subarray(from, to);
    if (fits === 'violation') return violationOf(calls, reader, own);
    parts.push(partOf(calls, own));
  }
  return parts.length === 0 ? linearizableDecision : { kind: 'undecided', parts };
}

function byElement({ count, values }: CallColumns, { kinds, element }: SetReader): Elements {
  const numberOf = new Map<number, number>();
  const plain = new Int32Array(values.size);
  let elements = 0;
  const elementOf = new Int32Array(count).fill(-1);
  for (let call = 0; call < count; call++) {
    if (kinds[call] === setCall.skip) continue;
    const value = element[call] as number;
    let number = value < plain.length ? (plain[value] as number) : (numberOf.get(value) ?? 0);
    if (number === 0) {
      number = ++elements;
      if (value < plain.length) plain[value] = number;
      else numberOf.set(value, number);
    }
    elementOf[call] = number - 1;
  }
  const starts = new Int32Array(elements + 1);
  for (const number of elementOf) if (number >= 0) (starts[number + 1] as number)++;
  for (let number = 0; number < elements; number++)
    (starts[number + 1] as number) += starts[number] as number;
  const sorted = new Int32Array(starts[elements] as number);
  const next = starts.slice();
  for (let call = 0; call < count; call++) {
    const number = elementOf[call] as number;
    if (number < 0) continue;
    const place = next[number] as number;
    next[number] = place + 1;
    sorted[place] = call;
  }
  return { calls: sorted, starts, count: elements };
}

/** The calls of one element are `own[from]` to `own[to - 1]`. */
function elementFits(
  { invoked, completed }: CallColumns,
  { kinds }: SetReader,
  own: Int32Array,
  from: number,
  to: number,
): 'fits' | 'violation' | 'undecided' {
  let add = NOBODY;
  // Of who saw the element: the earliest end, the latest beginning. Of who missed it or removed nothing: the latest beginning.
  let seenEnd = NEVER;
  let seenBegin = -1;
  let missedBegin = -1;
  for (let at = from; at < to; at++) {
    const call = own[at] as number;
    const kind = kinds[call] as number;
    if (kind === setCall.add) {
      if (add !== NOBODY) return 'undecided';
      add = call;
    } else if (kind === setCall.saw) {
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
  for (let at = from; at < to; at++) {
    const call = own[at] as number;
    if (kinds[call] !== setCall.remove) continue;
    const begin = Math.max(invoked[call] as number, seenBegin);
    const end = completed[call] as number;
    if (begin < end && addBegin < end) outAfter = Math.min(outAfter, begin);
  }
  if (outAfter === NEVER) return 'violation';
  if (outAfter < inBefore) return 'fits';
  for (let at = from; at < to; at++) {
    const call = own[at] as number;
    const kind = kinds[call] as number;
    if (kind === setCall.add || kind === setCall.saw) continue;
    if ((invoked[call] as number) > inBefore && (completed[call] as number) < outAfter) return 'violation';
  }
  return 'fits';
}

/** So many operations show one violation. */
const SHOWN = 12;

/** Who added and removed the element, and those who saw and missed it at the wrong time. */
function violationOf(calls: CallColumns, { kinds, element }: SetReader, own: Int32Array): Decision {
  const shown = new Set<number>();
  const end = (call: number): number => calls.completed[call] as number;
  const begin = (call: number): number => calls.invoked[call] as number;
  const show = (kind: setCall, key: (call: number) => number): void => {
    const fitting = own.filter((call) => kinds[call] === kind);
    if (fitting.length > 0) shown.add(fitting.reduce((a, b) => (key(b) < key(a) ? b : a)));
  };
  show(setCall.add, begin);
  show(setCall.saw, end);
  show(setCall.saw, (call) => -begin(call));
  show(setCall.missed, (call) => -begin(call));
  show(setCall.remove, end);
  show(setCall.remove, (call) => -begin(call));
  // The last come first: that is where it shows.
  for (const kind of [setCall.remove, setCall.missed, setCall.saw]) {
    for (const call of own.toReversed()) if (shown.size < SHOWN && kinds[call] === kind) shown.add(call);
  }
  const name = shownValue(calls.values.valueOf(element[own[0] as number] as number));
  const reason = `no moments of adding and removing ${name} explain who found it and who did not`;
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
