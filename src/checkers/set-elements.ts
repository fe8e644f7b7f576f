// Pairs the operations of a set history: per element how its adds ended, and the reads that succeeded.

import type { JsonValue, Operation } from '../history/operation.ts';
import { canonicalText } from './linearizability/values.ts';

/** A successful read. Positions are those in the history. */
export interface SetRead {
  /** The node that answered, or the process where no node is known. */
  readonly reader: string;
  readonly index: number;
  readonly invoked: number;
  readonly completed: number;
  /** How often each element was returned, by its id. */
  readonly times: ReadonlyMap<string, number>;
}

export interface Element {
  readonly value: JsonValue;
  /** Position of the first add's invocation; null when it was only ever read. */
  added: number | null;
  /** Position of the first acknowledgement. */
  acknowledged: number | null;
  /** From this position on it is certainly in the set: it was acknowledged, or a read had shown it. */
  known: number;
  /** An add of it has an outcome that is not known. */
  unknown: boolean;
  /** Position of the first invocation of an add that did not certainly fail; Infinity when there is none. */
  firstPossible: number;
  /** Position at which the last of its adds ended, as far as they did. */
  lastEnd: number;
  // What the reads say:
  seen: boolean;
  seenAtEnd: boolean;
  /** Some read began when it was known. */
  covered: boolean;
  /** A read before the final ones lacked it when it was known. */
  absentIn: SetRead | null;
  missingIn: SetRead | null;
  doubledIn: SetRead | null;
  unexplainedIn: SetRead | null;
}

export interface SetHistory {
  readonly elements: ReadonlyMap<string, Element>;
  readonly reads: readonly SetRead[];
  /** Why the history cannot be judged, or null. */
  readonly problem: string | null;
}

function newElement(value: JsonValue): Element {
  return {
    value,
    added: null,
    acknowledged: null,
    known: Number.POSITIVE_INFINITY,
    unknown: false,
    firstPossible: Number.POSITIVE_INFINITY,
    lastEnd: -1,
    seen: false,
    seenAtEnd: false,
    covered: false,
    absentIn: null,
    missingIn: null,
    doubledIn: null,
    unexplainedIn: null,
  };
}

/** Reads a history of `add` and `read`; other functions are passed over, but for `remove`, which is a problem. */
export function collectElements(history: readonly Operation[]): SetHistory {
  const elements = new Map<string, Element>();
  const reads: SetRead[] = [];
  const open = new Map<number, number>();
  const elementOf = (value: JsonValue): Element => {
    const id = canonicalText(value);
    let element = elements.get(id);
    if (element === undefined) elements.set(id, (element = newElement(value)));
    return element;
  };
  for (let at = 0; at < history.length; at++) {
    const operation = history[at] as Operation;
    const { process, type, f } = operation;
    if (process === 'nemesis') continue;
    if (f === 'remove') {
      const problem = `operation ${operation.index}: elements are removed, which only the model set of the checker linearizable knows.`;
      return { elements, reads, problem };
    }
    if (type === 'invoke') {
      open.set(process, at);
      continue;
    }
    const invoked = open.get(process);
    if (invoked === undefined) {
      const problem = `operation ${operation.index}: process ${process} completes what it never invoked.`;
      return { elements, reads, problem };
    }
    open.delete(process);
    if (f === 'add') endAdd(elementOf((history[invoked] as Operation).value), type, invoked, at);
    if (f !== 'read' || type !== 'ok') continue;
    if (!Array.isArray(operation.value)) {
      const problem = `operation ${operation.index}: a read of a set returns a list, not ${JSON.stringify(operation.value)}.`;
      return { elements, reads, problem };
    }
    const times = new Map<string, number>();
    for (const value of operation.value as JsonValue[]) {
      const id = canonicalText(value);
      times.set(id, (times.get(id) ?? 0) + 1);
      const element = elementOf(value);
      element.known = Math.min(element.known, at);
    }
    const reader = operation.node ?? `process ${process}`;
    reads.push({ reader, index: operation.index, invoked, completed: at, times });
  }
  // What is still open at the end has an outcome that is not known.
  for (const invoked of open.values()) {
    const { f, value } = history[invoked] as Operation;
    if (f === 'add') endAdd(elementOf(value), 'info', invoked, -1);
  }
  return { elements, reads: reads.sort((a, b) => a.invoked - b.invoked), problem: null };
}

function endAdd(element: Element, type: Operation['type'], invoked: number, ended: number): void {
  element.added = element.added === null ? invoked : Math.min(element.added, invoked);
  element.lastEnd = Math.max(element.lastEnd, ended);
  if (type === 'ok') {
    element.acknowledged ??= ended;
    element.known = Math.min(element.known, ended);
  }
  if (type === 'info') element.unknown = true;
  if (type !== 'fail') element.firstPossible = Math.min(element.firstPossible, invoked);
}
