// A tiny history of transactions as plain objects: what each did, and what it read of others.

import type { JsonValue, Operation } from '../../../src/history/operation.ts';

export interface Micro {
  readonly kind: string;
  readonly key: string;
  readonly value: JsonValue;
}

export interface Transaction {
  readonly process: Operation['process'];
  readonly begun: number;
  readonly over: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly micros: readonly Micro[];
}

/** A read of what others wrote: by which write of which transaction; nobody's is what was there at first. */
export interface External {
  readonly place: number;
  readonly key: string;
  /** What it found, without what its own transaction had appended. */
  readonly found: readonly JsonValue[];
  /** Position of the writer, -1 for nobody. */
  readonly from: number;
  /** Whether it found its own appends behind that: then nobody else's come between. */
  readonly own: boolean;
}

export function transactionsOf(history: readonly Operation[]): readonly Transaction[] {
  return history
    .filter(({ type }) => type === 'invoke')
    .map((invocation) => {
      const end = history.find(
        ({ index, process, type }) =>
          index > invocation.index && process === invocation.process && type !== 'invoke',
      );
      const outcome = end?.type === 'ok' || end?.type === 'fail' ? end.type : 'info';
      const value = (outcome === 'ok' ? end?.value : invocation.value) as readonly (readonly JsonValue[])[];
      return {
        process: invocation.process,
        begun: invocation.index,
        over: outcome === 'ok' ? (end?.index ?? 0) : Number.POSITIVE_INFINITY,
        outcome,
        micros: value.map(([kind, key, found]) => ({
          kind: kind as string,
          key: JSON.stringify(key),
          value: found as JsonValue,
        })),
      };
    });
}

export const isWrite = ({ kind }: Micro): boolean => kind !== 'r';
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
export const asList = (value: JsonValue): readonly JsonValue[] =>
  value === null ? [] : Array.isArray(value) ? (value as readonly JsonValue[]) : [value];

/** The reads of others of each transaction; null where one reads what nobody wrote, or not to the last, or only later itself. */
export function externalReads(happened: readonly Transaction[]): readonly (readonly External[])[] | null {
  const lists: External[][] = [];
  for (const [self, { outcome, micros }] of happened.entries()) {
    const externals: External[] = [];
    lists.push(externals);
    if (outcome !== 'ok') continue;
    for (const [place, micro] of micros.entries()) {
      if (isWrite(micro)) continue;
      const own = micros.filter((one) => isWrite(one) && one.key === micro.key).map(({ value }) => value);
      const before = micros
        .slice(0, place)
        .filter((one) => isWrite(one) && one.key === micro.key)
        .map(({ value }) => value);
      const later = own.slice(before.length);
      const found = [...asList(micro.value)];
      if (later.some((value) => found.some((one) => same(one, value)))) return null;
      const isList = Array.isArray(micro.value);
      if (!isList && micro.value !== null && before.some((value) => same(value, micro.value))) continue;
      const whole = found.length;
      while (isList && found.length > 0 && before.some((value) => same(value, found.at(-1)))) found.pop();
      // Every element was written by somebody, and the last one last by its writer.
      const writerOf = (value: JsonValue): number =>
        happened.findIndex(({ micros: others }) =>
          others.some((one) => isWrite(one) && one.key === micro.key && same(one.value, value)),
        );
      if (found.some((value) => writerOf(value) === -1)) return null;
      const last = found.at(-1);
      const from = last === undefined ? -1 : writerOf(last);
      if (from === self) return null;
      if (from !== -1) {
        const written = happened[from]?.micros.filter((one) => isWrite(one) && one.key === micro.key).at(-1);
        if (!same(written?.value, last)) return null;
      }
      externals.push({ place, key: micro.key, found, from, own: found.length < whole });
    }
  }
  return lists;
}

/** Orders of the transactions, as positions, in which every read comes after the write it found. */
export function* ordersOf(
  happened: readonly Transaction[],
  externals: readonly (readonly External[])[],
  order: readonly number[] = [],
): Generator<readonly number[]> {
  if (order.length === happened.length) {
    yield order;
    return;
  }
  for (const next of happened.keys()) {
    if (order.includes(next)) continue;
    if (externals[next]?.some(({ from }) => from !== -1 && !order.includes(from)) === true) continue;
    yield* ordersOf(happened, externals, [...order, next]);
  }
}
