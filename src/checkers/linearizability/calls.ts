// From operations to calls: an invocation with its completion, sorted into independent objects by key. A history is
// linearizable exactly when each object's part is (locality: Herlihy and Wing 1990, section 3.1).

import { HistoryError } from '../../history/history-error.ts';
import type { JsonValue, Operation } from '../../history/operation.ts';
import { canonicalText } from './values.ts';

/** Stands for the completion of a call whose outcome is not known: later than everything. */
export const NEVER = 0x7fffffff;

export interface Call {
  readonly f: string;
  readonly input: JsonValue;
  /** Value of the `ok` completion; absent when the outcome is not known. */
  readonly output?: JsonValue;
  /** Position of the invocation in the history's array. */
  readonly invoked: number;
  /** Position of the `ok` completion, or NEVER. */
  readonly completed: number;
}

export interface KeyedCalls {
  /** Absent where the history is about one object. */
  readonly key?: JsonValue;
  /** In the order of invocation. */
  readonly calls: readonly Call[];
}

interface Group {
  readonly key: JsonValue | undefined;
  readonly calls: Call[];
}

/** How to see keys in operations. `tuples`: every value is `[key, value]`, as Jepsen's independent workloads write. */
export type KeyStyle = 'field' | 'tuples';

function isPair(value: JsonValue): value is readonly [JsonValue, JsonValue] {
  return Array.isArray(value) && value.length === 2;
}

/**
 * Whether the values of a history are `[key, value]` tuples: no operation has a key, every client's value is a pair, and
 * each invoked read asks for `[key, null]`, which no read of a plain object would.
 */
export function keyStyle(history: readonly Operation[]): KeyStyle {
  let reads = 0;
  for (const operation of history) {
    if (operation.process === 'nemesis') continue;
    if (operation.key !== undefined || !isPair(operation.value)) return 'field';
    if (operation.type !== 'invoke' || operation.f !== 'read') continue;
    if (operation.value[1] !== null) return 'field';
    reads++;
  }
  return reads > 0 ? 'tuples' : 'field';
}

/**
 * The calls of each object. Failed calls had no effect and are left out.
 * @throws {HistoryError} when the history does not pair up
 */
export function callsByKey(history: readonly Operation[], style: KeyStyle): readonly KeyedCalls[] {
  const open = new Map<number, number>();
  const completion = completions(history, open);
  const plain = new Map<JsonValue | undefined, Group>();
  const composite = new Map<string, Group>();
  const groupOf = (key: JsonValue | undefined): Group => {
    const simple = key === undefined || key === null || typeof key !== 'object';
    let group = simple ? plain.get(key) : composite.get(canonicalText(key));
    if (group === undefined) {
      group = { key, calls: [] };
      if (simple) plain.set(key, group);
      else composite.set(canonicalText(key), group);
    }
    return group;
  };
  for (let at = 0; at < history.length; at++) {
    const operation = history[at] as Operation;
    if (operation.type !== 'invoke' || operation.process === 'nemesis') continue;
    const completed = completion[at] as number;
    if (completed === DROPPED) continue;
    const end = completed === NEVER ? undefined : history[completed];
    const [key, input] = style === 'tuples' ? tuple(operation) : [operation.key, operation.value];
    const base = { f: operation.f, input, invoked: at, completed };
    const output = end === undefined ? undefined : style === 'tuples' ? tuple(end)[1] : end.value;
    groupOf(key).calls.push(output === undefined ? base : { ...base, output });
  }
  return [...plain.values(), ...composite.values()].map(({ key, calls }) =>
    key === undefined ? { calls } : { key, calls },
  );
}

const DROPPED = -1;

function tuple(operation: Operation): readonly [JsonValue, JsonValue] {
  if (isPair(operation.value)) return operation.value;
  throw new HistoryError(`operation ${operation.index}: expected a value [key, value]`);
}

/** For each invocation's position: position of its `ok`, NEVER when not known, DROPPED when it failed. */
function completions(history: readonly Operation[], open: Map<number, number>): Int32Array {
  const completion = new Int32Array(history.length).fill(NEVER);
  for (let at = 0; at < history.length; at++) {
    const { process, type, index } = history[at] as Operation;
    if (process === 'nemesis') continue;
    const invoked = open.get(process);
    if (type === 'invoke') {
      if (invoked !== undefined) {
        const earlier = history[invoked]?.index ?? invoked;
        throw new HistoryError(
          `operation ${index}: process ${process} invokes again while its operation ${earlier} is still open`,
        );
      }
      open.set(process, at);
      continue;
    }
    if (invoked === undefined) {
      throw new HistoryError(`operation ${index}: process ${process} completes what it never invoked`);
    }
    open.delete(process);
    completion[invoked] = type === 'ok' ? at : type === 'fail' ? DROPPED : NEVER;
  }
  return completion;
}

/**
 * The calls as known at a moment: those invoked at or before the position `end`, and of these the ones completed
 * later are of unknown outcome.
 */
export function prefixOf(calls: readonly Call[], end: number): readonly Call[] {
  const known: Call[] = [];
  for (const call of calls) {
    if (call.invoked > end) break;
    if (call.completed <= end) known.push(call);
    else known.push({ f: call.f, input: call.input, invoked: call.invoked, completed: NEVER });
  }
  return known;
}
