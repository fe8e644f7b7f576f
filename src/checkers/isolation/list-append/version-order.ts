// The versions of a list are its prefixes. The longest read of a key shows their order; every other read must be a prefix
// of it. Where an element stands tells which transaction made that version, so that no read but the longest is looked at
// element by element, only compared with it.

import { absent } from '../../../history/interner.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { listOfValue, microKind } from '../../../history/transactions.ts';
import type { MicroOperationsByKey } from '../by-key.ts';
import { type Memory, withRoom } from '../memory.ts';
import { NotTransactions, outcome, type Transactions } from '../transactions.ts';

/** The versions of the key that was looked at last. The arrays are used again for the next key. */
export interface VersionOrder {
  /** Number of elements of the longest read. */
  length: number;
  /** Where the longest read begins in the elements of the history. */
  longest: number;
  /** The read itself, a slot, or `absent` where nothing was read. */
  longestSlot: number;
  /** The append that made version `i + 1`, a slot; `absent` where nobody wrote the element, or it is there again. */
  slots: Int32Array<ArrayBuffer>;
  /** First position of an element that nobody wrote, that a failed transaction wrote, that was there before; or length. */
  firstGarbage: number;
  firstAborted: number;
  firstDuplicate: number;
}

export interface VersionOrders {
  readonly order: VersionOrder;
  /** For each slot that is an append: where its element stands in the longest read, or `absent`. */
  readonly position: Int32Array;
  /** Makes `order` that of a key. @throws {NotTransactions} where two transactions may have appended one value */
  take(key: number): void;
  /** The append of a value to the key taken, a slot, or `absent`. */
  slotOf(value: number): number;
}

/** Reads version orders off the longest reads, key by key in ascending order. @throws {MemoryRanOut} as `take` does */
export function versionOrders(
  transactions: Transactions,
  byKey: MicroOperationsByKey,
  memory: Memory,
): VersionOrders {
  const { columns, outcome: outcomes, row } = transactions;
  const { kind, value, listStart, elements } = columns.transactions;
  const { start, operation, transaction } = byKey;
  memory.hold(
    (operation.length + columns.values.length) * Int32Array.BYTES_PER_ELEMENT,
    `the order of ${columns.values.length} elements`,
  );
  const position = new Int32Array(operation.length).fill(absent);
  // Slots ascend from key to key: whatever is less than the first slot of this key was left there by another one.
  const lastSlot = new Int32Array(columns.values.length).fill(absent);
  const order: VersionOrder = {
    length: 0,
    longest: 0,
    longestSlot: absent,
    slots: new Int32Array(0),
    firstGarbage: 0,
    firstAborted: 0,
    firstDuplicate: 0,
  };
  let from = 0;

  const rowAt = (slot: number): number => row[transaction[slot] as number] as number;
  const isAborted = (slot: number): boolean => outcomes[transaction[slot] as number] === outcome.aborted;

  function rememberAppend(slot: number): void {
    const element = value[operation[slot] as number] as number;
    if (element === absent) throw new NotTransactions(`operation ${rowAt(slot)} appends null`);
    const earlier = lastSlot[element] as number;
    if (earlier < from || isAborted(earlier)) {
      lastSlot[element] = slot;
      return;
    }
    if (isAborted(slot)) return;
    throw new NotTransactions(
      `operations ${rowAt(earlier)} and ${rowAt(slot)} both append ` +
        `${shownValue(columns.values.get(element))} to ${keyText(transactions, operation[slot] as number)}, ` +
        `so that nobody can tell whose it is`,
    );
  }

  function indexSlots(to: number): void {
    order.length = 0;
    order.longestSlot = absent;
    for (let slot = from; slot < to; slot++) {
      const at = operation[slot] as number;
      if (kind[at] === microKind.append) {
        rememberAppend(slot);
        continue;
      }
      if (outcomes[transaction[slot] as number] !== outcome.committed) continue;
      const list = listOfValue(value[at] as number);
      if ((value[at] as number) > absent) {
        throw new NotTransactions(
          `operation ${rowAt(slot)} reads ` +
            `${shownValue(columns.values.get(value[at] as number))} of ${keyText(transactions, at)}, which is no list`,
        );
      }
      if (list < 0) continue;
      const length = (listStart[list + 1] as number) - (listStart[list] as number);
      if (length > order.length) {
        order.length = length;
        order.longest = listStart[list] as number;
        order.longestSlot = slot;
      }
    }
  }

  function walkLongest(): void {
    const { length, longest } = order;
    order.slots = withRoom(memory, order.slots, length, `the versions of a list of ${length} elements`);
    order.firstGarbage = length;
    order.firstAborted = length;
    order.firstDuplicate = length;
    for (let index = 0; index < length; index++) {
      const slot = lastSlot[elements[longest + index] as number] as number;
      order.slots[index] = absent;
      if (slot < from) order.firstGarbage = Math.min(order.firstGarbage, index);
      else if (position[slot] !== absent) order.firstDuplicate = Math.min(order.firstDuplicate, index);
      else {
        position[slot] = index;
        order.slots[index] = slot;
        if (isAborted(slot)) order.firstAborted = Math.min(order.firstAborted, index);
      }
    }
  }

  return {
    order,
    position,
    take(key) {
      from = start[key] as number;
      indexSlots(start[key + 1] as number);
      walkLongest();
    },
    slotOf(element) {
      const slot = lastSlot[element] as number;
      return slot < from ? absent : slot;
    },
  };
}

function keyText({ columns }: Transactions, operation: number): string {
  return `key ${shownValue(columns.keys.get(columns.transactions.key[operation] as number))}`;
}
