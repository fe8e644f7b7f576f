// Operations as other harnesses write them: less strict than our own form, where what is missing can be made up without
// claiming anything. The order of the operations is the order of the history; times and indexes are only looked at.

import type { JsonValue, Operation, OperationType, Process } from '../operation.ts';
import { shownValue } from '../shown-value.ts';
import { isTransaction } from '../transactions.ts';

/** What is wrong, as the end of a sentence after its place. */
interface Problem {
  readonly problem: string;
}

/** What is written of one operation, as JSON; null for what is not there. */
export interface ForeignFields {
  readonly index: JsonValue;
  /** A problem where it is written, and is no number. */
  readonly time: number | null | Problem;
  readonly process: JsonValue;
  readonly type: JsonValue;
  readonly f: JsonValue;
  readonly value: JsonValue;
  readonly key: JsonValue;
  readonly error: JsonValue;
  readonly node: JsonValue;
}

/** What of an operation was made up when it was read first. */
export type MadeUp = Pick<Operation, 'index' | 'time' | 'process' | 'f'>;

/** Operations of one history in their order. */
export interface ForeignOperations {
  readonly count: number;
  /** What a person has to know of the history, a sentence each. */
  notes(): readonly string[];
  /** @returns the operation, or what is wrong with it, as the end of a sentence after its place */
  add(fields: ForeignFields): Operation | string;
}

const types: ReadonlySet<JsonValue> = new Set(['invoke', 'ok', 'fail', 'info']);
const processMost = 2 ** 31 - 1;
/** Clients that only completed something, and have no name, are numbered from here. */
const firstNameless = 2 ** 30;
/** Times go back by so much where they are taken before the place in the history, as Jepsen does. */
const usualDisorderNs = 1e9;

/** @param mark stands before the name of a field in sentences: `:` in EDN */
export function createForeignOperations(mark: ':' | ''): ForeignOperations {
  let count = 0;
  let time = -1;
  let lastIndex = -1;
  let isWithoutF = false;
  /** How clients without a process are told apart: one after the other, or by the completion that is all they did. */
  let nameless: 'none' | 'in turn' | 'completions' | null = null;
  let inTurn = 0;
  let isOpen = false;
  let backMostNs = 0;
  let firstBack = 0;

  /** -1 is how Jepsen writes that there is none; parts of a history leave some out. */
  function indexProblem(index: JsonValue): string | null {
    if (typeof index !== 'number' || index === -1)
      return index === null || index === -1
        ? null
        : `the ${mark}index is ${shownValue(index)}, which is no number`;
    if (!Number.isSafeInteger(index) || index <= lastIndex)
      return `the ${mark}index is ${index} after ${lastIndex}`;
    lastIndex = index;
    return null;
  }

  function nextTime(found: number | null): number {
    if (found === null || found === -1) return time + 1;
    if (found >= time) return found;
    const backNs = time - found;
    if (backNs >= usualDisorderNs && backMostNs === 0) firstBack = count;
    if (backNs >= usualDisorderNs) backMostNs = Math.max(backMostNs, backNs);
    return time;
  }

  function processOf(process: JsonValue, type: OperationType): Process | Problem {
    if (process === null) return processOfNameless(type);
    const read = processNamed(process, type, mark);
    if (typeof read !== 'number') return read;
    if (nameless === 'in turn')
      return { problem: `the operation has a ${mark}process, but those before have none` };
    nameless ??= 'none';
    return read;
  }

  function processOfNameless(type: OperationType): Process | Problem {
    nameless ??= type === 'invoke' ? 'in turn' : 'completions';
    if (nameless === 'none') return { problem: `the operation has no ${mark}process, but others have` };
    const untold = `the operation has no ${mark}process: nothing tells which completion is its own`;
    if (nameless === 'completions') return type === 'invoke' ? { problem: untold } : firstNameless + count;
    if (type === 'invoke' && isOpen) return { problem: untold };
    isOpen = type === 'invoke';
    return type === 'info' ? inTurn++ : inTurn;
  }

  return {
    get count() {
      return count;
    },
    notes() {
      if (backMostNs === 0) return [];
      const seconds = Math.round(backMostNs / 1e8) / 10;
      return [
        `Times go back by up to ${seconds} s, first at operation ${firstBack}: the order of the lines is taken for the order of the history, and latencies say little.`,
      ];
    },
    add(fields) {
      const { type, value, f, index } = fields;
      if (typeof type !== 'string' || !types.has(type))
        return `${mark}type must be ${mark}invoke, ${mark}ok, ${mark}fail or ${mark}info, not ${shownValue(type)}`;
      const wrongIndex = indexProblem(index);
      if (wrongIndex !== null) return wrongIndex;
      if (fields.time !== null && typeof fields.time === 'object') return fields.time.problem;
      const process = processOf(fields.process, type as OperationType);
      if (typeof process === 'object') return process.problem;
      // Published histories of transactions leave it out.
      if (f === null && Array.isArray(value) && isTransaction(value)) isWithoutF = true;
      else if (f === null && !(isWithoutF && value === null)) return `the operation has no ${mark}f`;
      time = nextTime(fields.time);
      const madeUp = { index: count, time, process, f: f === null ? 'txn' : textOf(f) };
      count += 1;
      return operationOf(fields, madeUp);
    },
  };
}

/** The operation of fields that were read before. */
export function operationOf({ type, value, key, error, node }: ForeignFields, madeUp: MadeUp): Operation {
  const { index, time, process, f } = madeUp;
  return {
    index,
    time,
    process,
    type: type as OperationType,
    f,
    value,
    ...(key === null ? {} : { key }),
    ...(error === null ? {} : { error: textOf(error) }),
    ...(typeof node === 'string' ? { node } : {}),
  };
}

/** A time as it is written. */
export function timeOf(time: JsonValue | bigint, mark: ':' | ''): ForeignFields['time'] {
  if (time === null) return null;
  if (typeof time === 'bigint') return timeOf(Number(time), mark);
  if (typeof time === 'number' && (time === -1 || (time >= 0 && Number.isFinite(time)))) return time;
  return { problem: `${mark}time must be a number of nanoseconds from 0, not ${shownValue(time)}` };
}

/** Anything that is no client, and whose operations are all of unknown outcome, is the nemesis. */
function processNamed(process: JsonValue, type: OperationType, mark: string): Process | Problem {
  if (typeof process === 'number' && Number.isInteger(process) && process >= 0 && process <= processMost)
    return process;
  if (process === 'nemesis') return process;
  if (typeof process !== 'string')
    return { problem: `${mark}process must be a number or ${mark}nemesis, not ${shownValue(process)}` };
  // Taken for the nemesis, a client would go unjudged.
  if (type === 'info') return 'nemesis';
  return { problem: `a client's ${mark}process must be a number, not ${shownValue(process)}` };
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
