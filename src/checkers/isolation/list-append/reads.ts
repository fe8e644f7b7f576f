// What one read, or one transaction with several micro-operations of one key, shows by itself.

import { absent } from '../../../history/interner.ts';
import { elementsRead, listOfValue, microKind } from '../../../history/transactions.ts';
import type { AnomalyName, Findings } from '../anomaly.ts';
import type { MicroOperationsByKey } from '../by-key.ts';
import { type Memory, withRoom } from '../memory.ts';
import { outcome, type Transactions } from '../transactions.ts';
import { createWords } from '../words.ts';
import { type Expected, internalProblem } from './internal.ts';
import type { VersionOrders } from './version-order.ts';

/** What a read found. Used again for the next read. */
interface ReadVersion {
  /** The append of its last element, a slot; `absent` for the empty list, and where nobody wrote the element. */
  writer: number;
  /** Number of elements of the version in the order of versions; `absent` where it is not among them. */
  length: number;
}

export interface ReadChecks {
  /** A new key has been taken. */
  begin(): void;
  /** Judges a read of a committed transaction, a slot. */
  versionOf(slot: number): ReadVersion;
  /** Judges the slots of one committed transaction on this key together. */
  withinTransaction(from: number, to: number): void;
  /** Judges the order of a transaction's own appends, whether it is known to have committed or not. */
  ownAppends(from: number, to: number): void;
}

export function createReadChecks(
  transactions: Transactions,
  byKey: MicroOperationsByKey,
  orders: VersionOrders,
  findings: Findings,
  memory: Memory,
): ReadChecks {
  const { columns, outcome: outcomes } = transactions;
  const { kind, value, key, listStart, elements } = columns.transactions;
  const { operation, transaction } = byKey;
  const { order, position } = orders;
  const words = createWords(transactions);
  const found: ReadVersion = { writer: absent, length: absent };
  /** What `findList` found. */
  const seen = { from: 0, length: 0 };
  /** For each version the first transaction that read it and went on to append. */
  let updater = new Int32Array(0);
  /** The same for lists that are no version. */
  const otherUpdater = new Map<string, number>();
  let otherBytes = 0;
  /** Lists that are no version, counted from 1, and for each value the last of them that held it. */
  let others = 0;
  let metIn = new Int32Array(0);

  function report(name: AnomalyName, slots: readonly number[], text: () => string): void {
    findings.add(name, () => ({
      transactions: [...new Set(slots.map((slot) => transaction[slot] as number))],
      text: text(),
    }));
  }

  const who = (slot: number): string => words.transaction(transaction[slot] as number);
  const keyAt = (slot: number): string => words.key(key[operation[slot] as number] as number);

  const valueAt = (slot: number): string => words.value(value[operation[slot] as number] as number);

  const listOf = (slot: number): Int32Array => elementsRead(columns.transactions, operation[slot] as number);

  /** Where the list that a read found begins and ends; nowhere where it found nothing. */
  function findList(slot: number): void {
    const list = listOfValue(value[operation[slot] as number] as number);
    seen.from = list < 0 ? 0 : (listStart[list] as number);
    seen.length = list < 0 ? 0 : (listStart[list + 1] as number) - seen.from;
  }

  function isPrefix(from: number, length: number): boolean {
    const { longest } = order;
    if (from === longest) return true;
    for (let index = length - 1; index >= 0; index--) {
      if (elements[from + index] !== elements[longest + index]) return false;
    }
    return true;
  }

  /** Is the append of a slot one that its transaction followed by another of the key? */
  function isIntermediate(slot: number): boolean {
    for (let next = slot + 1; next < transaction.length && transaction[next] === transaction[slot]; next++) {
      if (key[operation[next] as number] !== key[operation[slot] as number]) return false;
      if (kind[operation[next] as number] === microKind.append) return true;
    }
    return false;
  }

  // Each in a function of its own: what is only said of anomalies must cost other reads nothing.
  function intermediateRead(slot: number, writer: number): void {
    report(
      'G1b',
      [writer, slot],
      () =>
        `${who(slot)} read ${keyAt(slot)} up to ${valueAt(writer)}, after which ${who(writer)} appended more.`,
    );
  }

  function inconsistent(slot: number, { expected, exact }: Expected): void {
    report(
      'internal',
      [slot],
      () =>
        `${who(slot)} read ${words.list(listOf(slot))} in ${keyAt(slot)}, but after its own earlier micro-operations it must be ${exact ? '' : 'something that ends in '}${words.list(expected)}.`,
    );
  }

  function disordered(before: number, slot: number): void {
    report(
      'incompatible-order',
      [slot, order.longestSlot],
      () =>
        `${who(slot)} appended ${valueAt(before)} before ${valueAt(slot)} to ${keyAt(slot)}, but ${who(order.longestSlot)} read ${words.list(listOf(order.longestSlot))}.`,
    );
  }

  function garbage(slot: number, element: number): void {
    report(
      'garbage-read',
      [slot],
      () => `${who(slot)} read ${words.value(element)} in ${keyAt(slot)}, which nobody appended.`,
    );
  }

  function abortedRead(slot: number, writer: number): void {
    report(
      'G1a',
      [writer, slot],
      () =>
        `${who(slot)} read ${valueAt(writer)} in ${keyAt(slot)}, which ${who(writer)} appended, but that failed.`,
    );
  }

  function duplicate(slot: number, element: number): void {
    report(
      'duplicate-elements',
      [slot],
      () => `${who(slot)} read ${words.value(element)} more than once in ${keyAt(slot)}.`,
    );
  }

  /** What is wrong with a prefix of the longest read is known from that one. */
  function checkPrefix(slot: number, length: number): void {
    const { longest } = order;
    if (length > order.firstGarbage) garbage(slot, elements[longest + order.firstGarbage] as number);
    if (length > order.firstAborted) abortedRead(slot, order.slots[order.firstAborted] as number);
    if (length > order.firstDuplicate) duplicate(slot, elements[longest + order.firstDuplicate] as number);
  }

  function checkOther(slot: number): void {
    report(
      'incompatible-order',
      [order.longestSlot, slot],
      () =>
        `${who(slot)} read ${words.list(listOf(slot))} in ${keyAt(slot)}, but ${who(order.longestSlot)} read ${words.list(listOf(order.longestSlot))}: neither begins with the other.`,
    );
    metIn = withRoom(memory, metIn, columns.values.length, `the elements of lists that are no versions`);
    others += 1;
    for (const element of listOf(slot)) {
      const writer = orders.slotOf(element);
      if (metIn[element] === others) duplicate(slot, element);
      else if (writer === absent) garbage(slot, element);
      else if (outcomes[transaction[writer] as number] === outcome.aborted) abortedRead(slot, writer);
      metIn[element] = others;
    }
  }

  function dirtyUpdates(): void {
    for (let index = order.firstAborted; index < order.length; index++) {
      const writer = order.slots[index] as number;
      if (writer === absent || outcomes[transaction[writer] as number] !== outcome.committed) continue;
      const aborted = order.slots[order.firstAborted] as number;
      report(
        'dirty-update',
        [aborted, writer],
        () =>
          `${who(writer)} appended ${valueAt(writer)} to ${keyAt(writer)} behind ${valueAt(aborted)}, which ${who(aborted)} appended, but that failed.`,
      );
      return;
    }
  }

  /** The version that a transaction saw of a read, without judging the read again. */
  function plainVersion(slot: number): number {
    findList(slot);
    return isPrefix(seen.from, seen.length) ? seen.length : absent;
  }

  function checkLostUpdate(slot: number): void {
    const version = plainVersion(slot);
    const other = version === absent ? listOf(slot).join() : '';
    const earlier = version === absent ? (otherUpdater.get(other) ?? absent) : (updater[version] as number);
    if (earlier === absent) {
      if (version === absent) {
        memory.hold(other.length, 'lists that are no versions');
        otherBytes += other.length;
        otherUpdater.set(other, slot);
      } else updater[version] = slot;
    } else {
      report(
        'lost-update',
        [earlier, slot],
        () =>
          `${who(earlier)} and ${who(slot)} both read ${words.list(listOf(slot))} in ${keyAt(slot)} and then appended to it.`,
      );
    }
  }

  function checkFutureRead(read: number, append: number): void {
    const element = value[operation[append] as number] as number;
    const version = plainVersion(read);
    const stands = position[append] as number;
    const seen = version === absent ? listOf(read).includes(element) : stands !== absent && stands < version;
    if (!seen) return;
    report(
      'future-read',
      [read],
      () => `${who(read)} read ${words.value(element)} in ${keyAt(read)} before it appended it itself.`,
    );
  }

  return {
    begin() {
      const what = `the readers of a list of ${order.length} elements`;
      updater = withRoom(memory, updater, order.length + 1, what);
      updater.fill(absent, 0, order.length + 1);
      otherUpdater.clear();
      memory.release(otherBytes);
      otherBytes = 0;
      dirtyUpdates();
    },
    versionOf(slot) {
      findList(slot);
      const { from, length } = seen;
      const last = length === 0 ? absent : orders.slotOf(elements[from + length - 1] as number);
      found.writer = last;
      if (isPrefix(from, length)) {
        found.length = length;
        checkPrefix(slot, length);
      } else {
        const stands = last === absent ? absent : (position[last] as number);
        found.length = stands === absent ? absent : stands + 1;
        checkOther(slot);
      }
      if (last !== absent && transaction[last] !== transaction[slot] && isIntermediate(last)) {
        intermediateRead(slot, last);
      }
      return found;
    },
    ownAppends(from, to) {
      let earlier = absent;
      for (let slot = from; slot < to; slot++) {
        if (kind[operation[slot] as number] !== microKind.append) continue;
        const before = earlier;
        earlier = slot;
        if (before === absent || position[slot] === absent) continue;
        const stands = position[before] as number;
        if (stands !== absent && stands < (position[slot] as number)) continue;
        disordered(before, slot);
      }
    },
    withinTransaction(from, to) {
      const ownReads: number[] = [];
      let firstRead = absent;
      let appended = false;
      for (let slot = from; slot < to; slot++) {
        const at = operation[slot] as number;
        if (kind[at] === microKind.read) {
          const problem = slot === from ? null : internalProblem(columns.transactions, operation, from, slot);
          if (problem !== null) inconsistent(slot, problem);
          if (firstRead === absent && !appended) firstRead = slot;
          ownReads.push(slot);
          continue;
        }
        if (!appended && firstRead !== absent) checkLostUpdate(firstRead);
        appended = true;
        for (const read of ownReads) checkFutureRead(read, slot);
      }
    },
  };
}
