// Why one transaction depends on another, in words: the list is looked at again, for the few edges that people are shown.

import { absent } from '../../../history/interner.ts';
import { elementsRead, microKind } from '../../../history/transactions.ts';
import type { MicroOperationsByKey } from '../by-key.ts';
import { edgeKind } from '../graph/edge.ts';
import type { Transactions } from '../transactions.ts';
import { createWords, type EdgeWords } from '../words.ts';

export function listEdgeWords(
  transactions: Transactions,
  byKey: MicroOperationsByKey,
  longest: Int32Array,
): EdgeWords {
  const { columns, row } = transactions;
  const { start, kind, key, value } = columns.transactions;
  const words = createWords(transactions);

  const operationsOf = (transaction: number): readonly number[] => {
    const at = row[transaction] as number;
    const from = start[at] as number;
    return Array.from({ length: (start[at + 1] as number) - from }, (_, index) => from + index);
  };
  const listOf = (operation: number): Int32Array => elementsRead(columns.transactions, operation);
  const versionsOf = (key: number): Int32Array => {
    const slot = longest[key] as number;
    return slot === absent ? new Int32Array(0) : listOf(byKey.operation[slot] as number);
  };
  /** Where an element stands first in a list; its length where it does not. */
  const placesIn = (list: Int32Array): ((element: number) => number) => {
    const places = new Int32Array(columns.values.length).fill(list.length);
    for (let at = list.length - 1; at >= 0; at--) places[list[at] as number] = at;
    return (element) => places[element] as number;
  };
  const appendsTo = (transaction: number, wanted: number): readonly number[] =>
    operationsOf(transaction)
      .filter((one) => kind[one] === microKind.append && key[one] === wanted)
      .map((one) => value[one] as number);
  const keysOf = (transaction: number): readonly number[] => [
    ...new Set(operationsOf(transaction).map((one) => key[one] as number)),
  ];

  function writeAfterWrite(from: number, to: number): string | null {
    for (const one of keysOf(to)) {
      const versions = versionsOf(one);
      // Transactions and lists may both be long: no element is looked for in a list of them.
      const place = placesIn(versions);
      const earlier = appendsTo(from, one).filter((element) => place(element) < versions.length);
      const first = earlier.reduce((least, element) => Math.min(least, place(element)), versions.length);
      for (const later of appendsTo(to, one)) {
        if (place(later) <= first) continue;
        const before = earlier.filter((element) => place(element) < place(later)).at(-1);
        if (before === undefined) continue;
        const unread = place(later) < versions.length ? '' : ', which the longest read does not show';
        return `${words.transaction(to)} appended ${words.value(later)} to ${words.key(one)}${unread}, after ${words.transaction(from)} had appended ${words.value(before)}`;
      }
    }
    return null;
  }

  function readOfWrite(from: number, to: number): string | null {
    for (const read of operationsOf(to)) {
      if (kind[read] !== microKind.read) continue;
      const last = listOf(read).at(-1);
      const wanted = key[read] as number;
      if (last === undefined || !appendsTo(from, wanted).includes(last)) continue;
      return `${words.transaction(to)} read ${words.value(last)} in ${words.key(wanted)}, which ${words.transaction(from)} had appended`;
    }
    return null;
  }

  function missedWrite(from: number, to: number): string | null {
    for (const read of operationsOf(from)) {
      if (kind[read] !== microKind.read) continue;
      const list = listOf(read);
      const place = placesIn(list);
      const missed = appendsTo(to, key[read] as number).find((element) => place(element) === list.length);
      if (missed === undefined) continue;
      return `${words.transaction(to)} appended ${words.value(missed)} to ${words.key(key[read] as number)} after ${words.transaction(from)} had read ${words.list(list)} without it`;
    }
    return null;
  }

  return (from, to, kind) => {
    if (kind === edgeKind.ww) return writeAfterWrite(from, to);
    if (kind === edgeKind.wr) return readOfWrite(from, to);
    return kind === edgeKind.rw ? missedWrite(from, to) : null;
  };
}
