// Where the operations of a history carry their key: in a field of its own, or in front of the value, as Jepsen's
// independent workloads write. Whichever it is, every checker gets a history whose keys stand in the field: this file alone
// decides what is a key.

import { type Columns, nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { HistoryError } from '../history/history-error.ts';
import { absent, createInterner } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Checker } from './checker.ts';
import { isInvocation, valueIn } from './rows.ts';
import { onHistory } from './seen-as.ts';

/** How keys stand in operations. `tuples`: every value is `[key, value]`. */
export type KeyStyle = (typeof keyStyles)[number];
export const keyStyles = ['field', 'tuples'] as const;

type Pair = readonly [JsonValue, JsonValue];

/** Functions that are asked without a value: `[key, null]` is then a key, which no plain object would be asked with. */
const asking: ReadonlySet<string> = new Set([
  ...['read', 'r', 'get', 'weak-read', 'dequeue', 'drain', 'acquire', 'release', 'generate'],
]);
const comparing: ReadonlySet<string> = new Set(['cas', 'compare-and-set']);
/** After so many invocations without a pair, none is looked for any more. */
const plainEnough = 100;

function isPair(value: JsonValue): value is Pair {
  return Array.isArray(value) && value.length === 2;
}

/**
 * Where the clients of a history put their keys, told by what they ask for: completions may be without a value, as those
 * of timed out requests are.
 * @throws {HistoryError} where it cannot be told, in a sentence that names the operation
 */
export function keyStyleOf(history: History): KeyStyle {
  const columns = history.columns();
  const { length, key, f, names } = columns;
  let plain = absent;
  let plainCount = 0;
  let tuples = 0;
  let answeredReads = 0;
  for (let row = 0; row < length; row++) {
    if (!isInvocation(columns, row)) continue;
    if (key[row] !== absent) return 'field';
    const asked = valueIn(columns, row);
    const name = names.get(f[row] as number);
    if (!isPair(asked)) {
      if (plain === absent) plain = row;
      if (++plainCount >= plainEnough && tuples === 0) return 'field';
    } else if (asking.has(name)) {
      if (asked[1] === null) tuples++;
      else answeredReads++;
    } else if (comparing.has(name) && isPair(asked[1])) tuples++;
  }
  if (tuples > 0 && plain !== absent)
    throw new HistoryError(
      `operation ${history.indexAt(plain)} has no value [key, value], but others have; \`--keys field\` takes every value as it is`,
    );
  if (tuples === 0 && answeredReads > 0 && plain === absent)
    throw new HistoryError(
      'every value is a pair, and nothing tells whether it is [key, value]: say `--keys tuples` or `--keys field`',
    );
  return tuples > 0 ? 'tuples' : 'field';
}

/**
 * The history with its keys in the field. Operations are shown as they stand in the original.
 * @param style where the keys are; told by the history itself when absent
 * @throws {HistoryError} where that cannot be told, and for a value without a key where all have one
 */
export function keyedHistory(history: History, style: KeyStyle = keyStyleOf(history)): History {
  if (style === 'field') return history;
  const columns = liftedColumns(history, history.columns());
  return { ...history, length: history.length, columns: () => columns };
}

/** A checker that is given every history with its keys in the field. */
export function withKeys(checker: Checker, style?: KeyStyle): Checker {
  return onHistory(checker, (history) => keyedHistory(history, style));
}

function liftedColumns(history: History, columns: Columns): Columns {
  const { length, process, type, pair, f, names } = columns;
  const keys = createInterner<JsonValue>();
  const values = createInterner<JsonValue>();
  const lifted = { key: new Int32Array(length).fill(absent), value: new Int32Array(length).fill(absent) };
  const nothing = values.idOf(null);
  const numbersOf = pairNumbers(columns, keys, values);
  const at = (row: number): string => `operation ${history.indexAt(row)}`;
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess) {
      lifted.value[row] = values.idOf(valueIn(columns, row));
      continue;
    }
    const begun = type[row] === typeCode.invoke ? absent : (pair[row] as number);
    const numbers = numbersOf(row);
    if (numbers === null) {
      const found = valueIn(columns, row);
      const isSilent = found === null && !asking.has(names.get(f[row] as number));
      if (begun === absent || (type[row] === typeCode.ok && !isSilent))
        throw new HistoryError(`${at(row)}: expected a value [key, value], not ${shownValue(found)}`);
      // An answer that did not come, and one that says no more than that it was done.
      lifted.key[row] = lifted.key[begun] as number;
      lifted.value[row] = nothing;
      continue;
    }
    lifted.key[row] = numbers.key;
    lifted.value[row] = numbers.value;
    if (begun !== absent && lifted.key[begun] !== numbers.key)
      throw new HistoryError(
        `${at(row)} answers for key ${shownValue(keys.get(numbers.key))}, but key ${shownValue(keys.get(lifted.key[begun] as number))} was asked for`,
      );
  }
  return { ...columns, ...lifted, keys, values };
}

interface PairNumbers {
  readonly key: number;
  readonly value: number;
}

/** The numbers of key and value of each row, null where it holds no pair; worked out once for equal values. */
function pairNumbers(
  columns: Columns,
  keys: ReturnType<typeof createInterner<JsonValue>>,
  values: ReturnType<typeof createInterner<JsonValue>>,
): (row: number) => PairNumbers | null {
  const known: (PairNumbers | null | undefined)[] = [];
  return (row) => {
    const id = columns.value[row] as number;
    if (id === absent) return null;
    const seen = known[id];
    if (seen !== undefined) return seen;
    const found = columns.values.get(id);
    const numbers = isPair(found) ? { key: keys.idOf(found[0]), value: values.idOf(found[1]) } : null;
    known[id] = numbers;
    return numbers;
  };
}
