// What every history must obey, whatever it is about: time does not go back, a process does one thing at a time, a
// completion answers the invocation before it, a process whose outcome is not known does nothing more. Works on columns as
// they grow; what is open is an entry of an array.

import type { ColumnStore } from './column-store.ts';
import { absent, type Table } from './interner.ts';
import type { JsonValue } from './operation.ts';
import { nemesisProcess, typeCode } from './operation-codes.ts';
import { shownValue } from './shown-value.ts';
import type { TransactionBuilder } from './transaction-builder.ts';

export interface StructureCheck {
  /**
   * Pairs the row appended last with the one that it completes.
   * @returns what is wrong with it, to follow the place, or null. Pairs then as well as it can
   */
  add(row: number, process: number, type: number): string | null;
}

/** What the check looks at. */
export interface GrowingHistory {
  readonly store: ColumnStore;
  readonly transactions: TransactionBuilder;
  readonly names: Table<string>;
  readonly keys: Table<JsonValue>;
}

/** What a process is at, where it is not the row of an open invocation. */
const idle = -1;
const retired = -2;
/** Most processes have small numbers and an entry of an array each. */
const maximumDense = 1 << 22;

export function createStructureCheck({ store, transactions, names, keys }: GrowingHistory): StructureCheck {
  /** Rows of open invocations by process; others than small numbers in the map. */
  let open = new Int32Array(64).fill(idle);
  const openElsewhere = new Map<number, number>();
  const openFaults = new Map<number, number>();

  const nameOf = (row: number): string => names.get(store.arrays.f[row] as number);

  function stateElsewhere(process: number): number {
    return openElsewhere.get(process) ?? idle;
  }

  function setElsewhere(process: number, state: number): void {
    if (process >= maximumDense) {
      openElsewhere.set(process, state);
      return;
    }
    const grown = new Int32Array(Math.max(process + 1, open.length * 2)).fill(idle);
    grown.set(open);
    grown[process] = state;
    open = grown;
  }

  /** The two events of a fault bear the same name. */
  function addFault(row: number): void {
    const { f: names, pair } = store.arrays;
    const f = names[row] as number;
    const begun = openFaults.get(f);
    if (begun === undefined) {
      openFaults.set(f, row);
      return;
    }
    openFaults.delete(f);
    pair[row] = begun;
    pair[begun] = row;
  }

  function wrongBeginning(row: number, process: number, state: number): string {
    if (state === retired) {
      return `process ${process} goes on after an operation of unknown outcome; it must be given a new number`;
    }
    return `process ${process} begins ${nameOf(row)} while its ${nameOf(state)} (index ${state}) is still open`;
  }

  function complete(row: number, process: number, begun: number): string | null {
    if (begun < 0) return `process ${process} completes ${nameOf(row)}, which it never began`;
    const { f, key, value, pair } = store.arrays;
    pair[row] = begun;
    pair[begun] = row;
    if (f[row] !== f[begun] || key[row] !== key[begun]) {
      return `process ${process} completes ${describe(row)}, but what it began (index ${begun}) is ${describe(begun)}`;
    }
    return value[row] === absent || value[begun] === absent ? wrongTransaction(row, begun, process) : null;
  }

  /** A completion asks for what its invocation asked for; one that is not `ok` may say nothing. */
  function wrongTransaction(row: number, begun: number, process: number): string | null {
    const { value, type } = store.arrays;
    // In a function of its own: a sentence costs more than all the rest.
    const began = (): string => `what it began (index ${begun})`;
    if (value[begun] !== absent) return `process ${process} completes a transaction, but ${began()} is none`;
    if (value[row] !== absent) {
      return type[row] === typeCode.ok
        ? `process ${process} completes no transaction, but ${began()} is one`
        : null;
    }
    const differs = transactions.difference(row, begun);
    if (differs === absent) return null;
    return `process ${process} completes another transaction than ${began()}: micro-operation ${differs + 1} differs`;
  }

  function describe(row: number): string {
    const key = store.arrays.key[row] as number;
    return key === absent ? nameOf(row) : `${nameOf(row)} of key ${shownValue(keys.get(key))}`;
  }

  return {
    add(row, process, type) {
      if (process === nemesisProcess) {
        addFault(row);
        return null;
      }
      const known = process < open.length;
      const state = known ? (open[process] as number) : stateElsewhere(process);
      const begins = type === typeCode.invoke;
      let next: number = idle;
      if (begins) next = row;
      else if (type === typeCode.info) next = retired;
      if (known) open[process] = next;
      else setElsewhere(process, next);
      if (!begins) return complete(row, process, state);
      return state === idle ? null : wrongBeginning(row, process, state);
    },
  };
}

/** What is wrong with a time, given that of the operation before. */
export function wrongTime(time: number, before: number): string | null {
  if (time >= before && time < Number.POSITIVE_INFINITY) return null;
  return time >= 0 && time < before
    ? `the time is ${time}, but the operation before was at ${before}`
    : `the time is ${time}, which is none`;
}
