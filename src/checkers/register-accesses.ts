// Registers whose written values are unique per key: every read names the write it saw. The operations that took effect
// as accesses to versions, in columns, for checkers that order versions.

import { typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent, createInterner } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { endOf, isInvocation, positionOf, valueIn } from './rows.ts';

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

/** Version `k` below the number of keys is the null that key `k` begins with; writes make the others. */
export interface Versions {
  readonly count: number;
  readonly key: Int32Array;
  /** The access that made it; `absent` for a first one. */
  readonly writer: Int32Array;
  valueOf(version: number): JsonValue;
}

interface Attempt {
  readonly row: number;
  readonly key: number;
  /** Interned values, `absent` where it does not read or write. */
  readonly seen: number;
  readonly made: number;
  readonly acknowledged: boolean;
}

/**
 * The accesses of `read`, `weak-read`, `write` and `cas`, or why they cannot be judged. An operation of unknown outcome
 * took effect where somebody saw what it wrote; otherwise it stays out.
 */
export function collectAccesses(history: History): RegisterAccesses | string {
  const columns = history.columns();
  const values = createInterner<JsonValue>();
  const nothing = values.idOf(null);
  const attempts: Attempt[] = [];
  const [write, cas, ...readers] = ['write', 'cas', 'read', 'weak-read'].map((name) =>
    positionOf(columns.names, name),
  );
  for (let row = 0; row < columns.length; row++) {
    if (!isInvocation(columns, row)) continue;
    const end = endOf(columns, row);
    const name = columns.f[row] as number;
    if (end === typeCode.fail) continue;
    const place = { row, key: (columns.key[row] as number) + 1, acknowledged: end === typeCode.ok };
    if (readers.includes(name)) {
      if (!place.acknowledged) continue;
      const seen = values.idOf(valueIn(columns, columns.pair[row] as number));
      attempts.push({ ...place, seen, made: absent });
    } else if (name === write) {
      attempts.push({ ...place, seen: absent, made: values.idOf(valueIn(columns, row)) });
    } else if (name === cas) {
      const change = valueIn(columns, row);
      if (!Array.isArray(change) || change.length !== 2)
        return `operation ${history.operation(row).index}: a compare-and-set is a pair, not ${JSON.stringify(change)}.`;
      const [expected, next] = change.map((part: JsonValue) => values.idOf(part));
      attempts.push({ ...place, seen: expected as number, made: next as number });
    } else continue;
    if (attempts.at(-1)?.made === nothing)
      return `operation ${history.operation(row).index} writes null, which cannot be told from nothing written.`;
  }
  return resolve(history, attempts, values.length, columns.keys.length + 1, (value) => values.get(value));
}

function resolve(
  history: History,
  attempts: readonly Attempt[],
  valueCount: number,
  keyCount: number,
  valueOf: (value: number) => JsonValue,
): RegisterAccesses | string {
  /** The attempt that writes a value to a key. */
  const writers = new Map<number, number>();
  for (const [position, { key, made, row }] of attempts.entries()) {
    if (made === absent) continue;
    const id = key * valueCount + made;
    if (writers.has(id))
      return `operation ${history.operation(row).index} writes ${JSON.stringify(valueOf(made))} again: only values that are written once can be told apart.`;
    writers.set(id, position);
  }
  const seenOf = ({ key, seen }: Attempt): number | undefined => writers.get(key * valueCount + seen);
  const takesEffect = (attempt: Attempt, observed: ReadonlySet<number>, position: number): boolean =>
    attempt.acknowledged || observed.has(position);
  const observed = observedAttempts(attempts, seenOf);
  const kept = attempts.filter((attempt, position) => takesEffect(attempt, observed, position));
  const versionOf = new Map<number, number>();
  for (const { key, made } of kept)
    if (made !== absent) versionOf.set(key * valueCount + made, keyCount + versionOf.size);
  const count = keyCount + versionOf.size;
  const column = (length: number): Int32Array => new Int32Array(length).fill(absent);
  const accesses = {
    invocation: column(kept.length),
    completion: column(kept.length),
    session: column(kept.length),
    key: column(kept.length),
    reads: column(kept.length),
    writes: column(kept.length),
  };
  const versionKey = Int32Array.from({ length: count }, (_, version) => version);
  const writer = column(count);
  const versionValue = new Int32Array(count);
  const sessions = new Map<number, number>();
  const garbage: number[] = [];
  const { pair, process } = history.columns();
  for (const [access, { row, key, seen, made, acknowledged }] of kept.entries()) {
    const session = sessions.get(process[row] as number) ?? sessions.size;
    sessions.set(process[row] as number, session);
    accesses.invocation[access] = row;
    if (acknowledged) accesses.completion[access] = pair[row] as number;
    accesses.session[access] = session;
    accesses.key[access] = key;
    if (seen !== absent) {
      const version = valueOf(seen) === null ? key : versionOf.get(key * valueCount + seen);
      if (version === undefined) garbage.push(access);
      else accesses.reads[access] = version;
    }
    if (made === absent) continue;
    const version = versionOf.get(key * valueCount + made) as number;
    accesses.writes[access] = version;
    versionKey[version] = key;
    writer[version] = access;
    versionValue[version] = made;
  }
  const versions: Versions = {
    count,
    key: versionKey,
    writer,
    valueOf: (version) => (version < keyCount ? null : valueOf(versionValue[version] as number)),
  };
  return { ...accesses, length: kept.length, sessionCount: sessions.size, keyCount, versions, garbage };
}

/** Attempts whose value somebody saw who took effect, directly or through others of unknown outcome. */
function observedAttempts(
  attempts: readonly Attempt[],
  seenOf: (attempt: Attempt) => number | undefined,
): ReadonlySet<number> {
  const observed = new Set<number>();
  for (const attempt of attempts) {
    if (!attempt.acknowledged || attempt.seen === absent) continue;
    let writer = seenOf(attempt);
    while (writer !== undefined && !observed.has(writer)) {
      observed.add(writer);
      const next = attempts[writer] as Attempt;
      writer = next.seen === absent ? undefined : seenOf(next);
    }
  }
  return observed;
}
