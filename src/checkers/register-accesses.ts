// Registers whose written values are unique per key: every read names the write it saw. The operations that took effect
// as accesses to versions, in columns, for checkers that order versions.

import { typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent, createInterner } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Budget } from './checker.ts';
import { createDeadline } from './deadline.ts';
import { otherAnswer } from './other-answer.ts';
import { createPairTable, type PairTable } from './pair-table.ts';
import { endOf, isInvocation, valueIn } from './rows.ts';

/** Entry `i` of the columns of accesses is the i-th operation that took effect, in the order in which they began. */
export interface RegisterAccesses {
  readonly length: number;
  /** Rows; the completion is `absent` for an operation of unknown outcome, which may take effect at any later time. */
  readonly invocation: Int32Array;
  readonly completion: Int32Array;
  /** Sessions are processes, counted from 0. */
  readonly session: Int32Array;
  readonly sessionCount: number;
  /** Keys counted from 0; an operation without a key is about a key of its own. */
  readonly key: Int32Array;
  readonly keyCount: number;
  /** The version it saw, and the one it made; `absent` for neither. */
  readonly reads: Int32Array;
  readonly writes: Int32Array;
  readonly versions: Versions;
  /** Accesses that saw a value nobody can have written. */
  readonly garbage: readonly number[];
}

/** Version `k` below the number of keys is what key `k` begins with; writes make the others. */
export interface Versions {
  readonly count: number;
  readonly key: Int32Array;
  /** The access that made it; `absent` for a first one. */
  readonly writer: Int32Array;
  valueOf(version: number): JsonValue;
}

/** Operations that did not certainly fail, before it is known which of them took effect. */
interface Attempts {
  readonly length: number;
  readonly row: Int32Array;
  readonly key: Int32Array;
  /** Values by number, `absent` where it does not read or write. */
  readonly seen: Int32Array;
  readonly made: Int32Array;
  readonly acknowledged: Uint8Array;
  /** The attempt that writes a value to a key. */
  readonly writers: PairTable;
}

/** Values by number: those of the history, and where there are compare-and-sets also the two parts of those. */
interface Numbers {
  readonly nothing: number;
  ofRow(row: number): number;
  of(value: JsonValue): number;
  valueOf(number: number): JsonValue;
}

/**
 * The accesses of `read`, `weak-read`, `write` and `cas`, or why they cannot be judged. An operation of unknown outcome
 * took effect where somebody saw what it wrote; otherwise it stays out.
 * @param initial what every register holds at first
 */
export function collectAccesses(
  history: History,
  budget: Budget,
  initial: JsonValue = null,
): RegisterAccesses | string {
  const other = otherAnswer(history, ['write', 'cas']);
  if (other !== null) return `${other}.`;
  const numbers = numberValues(history, initial);
  const attempts = collectAttempts(history, budget, numbers);
  return typeof attempts === 'string' ? attempts : resolve(history, attempts, numbers);
}

function numberValues(history: History, initial: JsonValue): Numbers {
  const { value, values } = history.columns();
  const interner = createInterner<JsonValue>();
  const known = new Int32Array(values.length).fill(absent);
  const nothing = interner.idOf(initial);
  const none = interner.idOf(null);
  return {
    nothing,
    ofRow(row) {
      const id = value[row] as number;
      if (id === absent) return none;
      if (known[id] === absent) known[id] = interner.idOf(values.get(id));
      return known[id] as number;
    },
    of: (part) => interner.idOf(part),
    valueOf: (number) => interner.get(number),
  };
}

function collectAttempts(history: History, budget: Budget, numbers: Numbers): Attempts | string {
  const deadline = createDeadline(budget);
  const columns = history.columns();
  let most = 0;
  for (let row = 0; row < columns.length; row++) if (isInvocation(columns, row)) most++;
  const column = (): Int32Array => new Int32Array(most).fill(absent);
  const attempts = { row: column(), key: column(), seen: column(), made: column() };
  const acknowledged = new Uint8Array(most);
  const writers = createPairTable(most);
  const [write, cas, ...readers] = ['write', 'cas', 'read', 'weak-read'].map((name) =>
    columns.names.find(name),
  );
  const at = (row: number): string => `operation ${history.indexAt(row)}`;
  let length = 0;
  for (let row = 0; row < columns.length; row++) {
    if (deadline.isOver()) return deadline.reason(row, columns.length);
    if (!isInvocation(columns, row)) continue;
    const end = endOf(columns, row);
    const name = columns.f[row] as number;
    const isRead = readers.includes(name);
    if (end === typeCode.fail || (isRead && end !== typeCode.ok)) continue;
    if (!isRead && name !== write && name !== cas) continue;
    const key = (columns.key[row] as number) + 1;
    if (isRead) attempts.seen[length] = numbers.ofRow(columns.pair[row] as number);
    else if (name === write) attempts.made[length] = numbers.ofRow(row);
    else {
      const change = valueIn(columns, row);
      if (!Array.isArray(change) || change.length !== 2)
        return `${at(row)}: a compare-and-set is a pair, not ${shownValue(change)}.`;
      attempts.seen[length] = numbers.of(change[0] as JsonValue);
      attempts.made[length] = numbers.of(change[1] as JsonValue);
    }
    const made = attempts.made[length] as number;
    if (made === numbers.nothing)
      return `${at(row)} writes ${shownValue(numbers.valueOf(made))}, which cannot be told from nothing written.`;
    if (made !== absent && !writers.add(key, made, length))
      return `${at(row)} writes ${shownValue(numbers.valueOf(made))} again: only values that are written once can be told apart.`;
    attempts.row[length] = row;
    attempts.key[length] = key;
    acknowledged[length] = end === typeCode.ok ? 1 : 0;
    length++;
  }
  return { length, ...attempts, acknowledged, writers };
}

function resolve(history: History, attempts: Attempts, numbers: Numbers): RegisterAccesses {
  const { pair, process, keys } = history.columns();
  const keyCount = keys.length + 1;
  const accessOf = accessesOf(attempts);
  const length = accessOf.reduce((count, access) => (access === absent ? count : count + 1), 0);
  const column = (): Int32Array => new Int32Array(length).fill(absent);
  const accesses = {
    invocation: column(),
    completion: column(),
    session: column(),
    key: column(),
    reads: column(),
    writes: column(),
  };
  const sessions = new Map<number, number>();
  const versionKey: number[] = Array.from({ length: keyCount }, (_, key) => key);
  const writer: number[] = Array.from({ length: keyCount }, () => absent);
  for (let attempt = 0; attempt < attempts.length; attempt++) {
    const access = accessOf[attempt] as number;
    if (access === absent) continue;
    const row = attempts.row[attempt] as number;
    const session = sessions.get(process[row] as number) ?? sessions.size;
    sessions.set(process[row] as number, session);
    accesses.invocation[access] = row;
    if (attempts.acknowledged[attempt] === 1) accesses.completion[access] = pair[row] as number;
    accesses.session[access] = session;
    accesses.key[access] = attempts.key[attempt] as number;
    if (attempts.made[attempt] === absent) continue;
    accesses.writes[access] = writer.length;
    versionKey.push(attempts.key[attempt] as number);
    writer.push(access);
  }
  const attemptOf = new Int32Array(length);
  for (let attempt = 0; attempt < attempts.length; attempt++)
    if (accessOf[attempt] !== absent) attemptOf[accessOf[attempt] as number] = attempt;
  const garbage: number[] = [];
  for (let access = 0; access < length; access++) {
    const seen = attempts.seen[attemptOf[access] as number] as number;
    const key = accesses.key[access] as number;
    if (seen === numbers.nothing) accesses.reads[access] = key;
    if (seen === absent || seen === numbers.nothing) continue;
    const source = attempts.writers.get(key, seen);
    if (source === absent) garbage.push(access);
    else accesses.reads[access] = accesses.writes[accessOf[source] as number] as number;
  }
  const versions: Versions = {
    count: writer.length,
    key: Int32Array.from(versionKey),
    writer: Int32Array.from(writer),
    valueOf: (version) => {
      const made =
        version < keyCount ? absent : attempts.made[attemptOf[writer[version] as number] as number];
      return numbers.valueOf(made === undefined || made === absent ? numbers.nothing : made);
    },
  };
  return { ...accesses, length, sessionCount: sessions.size, keyCount, versions, garbage };
}

/** The access that each attempt became; `absent` for one of unknown outcome whose value nobody saw who took effect. */
function accessesOf({ length, key, seen, acknowledged, writers }: Attempts): Int32Array {
  const took = acknowledged.slice(0, length);
  for (let attempt = 0; attempt < length; attempt++) {
    if (acknowledged[attempt] === 0) continue;
    // What was seen was written, and what its writer had seen to write it was written too.
    let reader = attempt;
    while (seen[reader] !== absent) {
      const writer = writers.get(key[reader] as number, seen[reader] as number);
      if (writer === absent || took[writer] === 1) break;
      took[writer] = 1;
      reader = writer;
    }
  }
  let count = 0;
  return Int32Array.from(took, (isTaken) => (isTaken === 1 ? count++ : absent));
}
