// What every history must obey, whatever it is about: time does not go back, a process does one thing at a time, a
// completion answers the invocation before it, a process whose outcome is not known does nothing more. Works on columns as
// they grow; what is open is an entry of an array.

import type { ColumnStore } from './column-store.ts';
import { absent, type Table } from './interner.ts';
import type { JsonValue } from './operation.ts';
import { nemesisProcess, typeCode } from './operation-codes.ts';
import type { TransactionBuilder } from './transaction-builder.ts';

export interface StructureCheck {
  /**
   * Pairs the row appended last with the one that it completes.
   * @returns what is wrong with it, to follow the place, or null. Pairs then as well as it can
   */
  add(row: number): string | null;
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

export function createStructureCheck({ store, transactions, names, keys }: GrowingHistory): StructureCheck {
  const clients = createProcessTable();
  const faults = createProcessTable();
  let lastTime = 0;

  const nameOf = (row: number): string => names.get(store.arrays.f[row] as number);

  function join(row: number, other: number): void {
    store.arrays.pair[row] = other;
    store.arrays.pair[other] = row;
  }

  /** The two events of a fault bear the same name. */
  function addFault(row: number): void {
    const f = store.arrays.f[row] as number;
    const begun = faults.get(f);
    faults.set(f, begun === idle ? row : idle);
    if (begun !== idle) join(row, begun);
  }

  function begin(row: number, process: number): string | null {
    const state = clients.get(process);
    clients.set(process, row);
    if (state === idle) return null;
    if (state === retired) {
      return `process ${process} goes on after an operation of unknown outcome; it must be given a new number`;
    }
    return `process ${process} begins ${nameOf(row)} while its ${nameOf(state)} (index ${state}) is still open`;
  }

  function complete(row: number, process: number): string | null {
    const begun = clients.get(process);
    clients.set(process, store.arrays.type[row] === typeCode.info ? retired : idle);
    if (begun < 0) return `process ${process} completes ${nameOf(row)}, which it never began`;
    join(row, begun);
    const { f, key } = store.arrays;
    if (f[row] !== f[begun] || key[row] !== key[begun]) {
      return `process ${process} completes ${describe(row)}, but what it began (index ${begun}) is ${describe(begun)}`;
    }
    return wrongTransaction(row, begun, process);
  }

  /** A completion asks for what its invocation asked for; one that is not `ok` may say nothing. */
  function wrongTransaction(row: number, begun: number, process: number): string | null {
    const { value, type } = store.arrays;
    const done = value[row] === absent;
    if (value[begun] !== absent) {
      return done
        ? `process ${process} completes a transaction, but what it began (index ${begun}) is none`
        : null;
    }
    if (!done) {
      return type[row] === typeCode.ok
        ? `process ${process} completes the transaction that it began (index ${begun}), but the value is no transaction`
        : null;
    }
    const differs = transactions.difference(row, begun);
    if (differs === absent) return null;
    return `process ${process} completes another transaction than it began (index ${begun}): micro-operation ${differs + 1} differs`;
  }

  function describe(row: number): string {
    const key = store.arrays.key[row] as number;
    return key === absent ? nameOf(row) : `${nameOf(row)} of key ${JSON.stringify(keys.get(key))}`;
  }

  function wrongTime(time: number): string | null {
    const before = lastTime;
    lastTime = time;
    if (!(time >= 0 && time < Number.POSITIVE_INFINITY)) return `the time is ${time}, which is none`;
    return time < before ? `the time is ${time}, but the line before was at ${before}` : null;
  }

  return {
    add(row) {
      const { process: processes, type, time } = store.arrays;
      const process = processes[row] as number;
      const problem = wrongTime(time[row] as number);
      if (process === nemesisProcess) {
        addFault(row);
        return problem;
      }
      const other = type[row] === typeCode.invoke ? begin(row, process) : complete(row, process);
      return problem ?? other;
    },
  };
}

interface ProcessTable {
  get(process: number): number;
  set(process: number, state: number): void;
}

/** Most processes have small numbers and an entry of an array each. */
const maximumDense = 1 << 22;

function createProcessTable(): ProcessTable {
  let dense = new Int32Array(64).fill(idle);
  const others = new Map<number, number>();
  return {
    get(process) {
      if (process < maximumDense) return process < dense.length ? (dense[process] as number) : idle;
      return others.get(process) ?? idle;
    },
    set(process, state) {
      if (process >= maximumDense) {
        others.set(process, state);
        return;
      }
      if (process >= dense.length) {
        const grown = new Int32Array(Math.max(process + 1, dense.length * 2)).fill(idle);
        grown.set(dense);
        dense = grown;
      }
      dense[process] = state;
    },
  };
}
