// How transactions, keys and values are called in sentences.

import { shownValue } from '../../history/shown-value.ts';
import type { Transactions } from './transactions.ts';

export interface Words {
  /** `T7`, by the index of its invocation in the history. */
  transaction(transaction: number): string;
  key(key: number): string;
  value(value: number): string;
  /** A list, without its middle where it is long. */
  list(elements: ArrayLike<number>): string;
}

/** Describes an edge by data between two transactions; `null` where there is none of that kind. */
export type EdgeWords = (from: number, to: number, kind: number) => string | null;

const ENDS_SHOWN = 6;

export function createWords({ columns, invocation }: Transactions): Words {
  const value = (id: number): string => (id < 0 ? 'null' : shownValue(columns.values.get(id)));
  return {
    transaction: (transaction) => `T${invocation[transaction] as number}`,
    key: (key) => `key ${shownValue(columns.keys.get(key))}`,
    value,
    list(elements) {
      const { length } = elements;
      const shown = (from: number, to: number): readonly string[] =>
        Array.from({ length: to - from }, (_, index) => value(elements[from + index] as number));
      if (length <= ENDS_SHOWN * 2) return `[${shown(0, length).join(' ')}]`;
      return `[${[...shown(0, ENDS_SHOWN), '...', ...shown(length - ENDS_SHOWN, length)].join(' ')}]`;
    },
  };
}
