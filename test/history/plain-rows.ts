// Columns as plain objects, to compare what two of them hold whatever numbers their tables gave out.

import { canonicalText } from '../../src/history/canonical-text.ts';
import type { Columns } from '../../src/history/columns.ts';
import { absent, type Table } from '../../src/history/interner.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { elementsRead } from '../../src/history/transactions.ts';

const held = (table: Table<JsonValue>, id: number | undefined): string =>
  id === undefined || id === absent ? 'nothing' : canonicalText(table.get(id));

function transactionOf({ transactions, keys, values }: Columns, row: number): readonly unknown[] {
  const { start, kind, key, value } = transactions;
  const parts: unknown[] = [];
  for (let at = start[row] as number; at < (start[row + 1] as number); at += 1) {
    const isList = (value[at] as number) < absent;
    const found = isList
      ? [...elementsRead(transactions, at)].map((id) => held(values, id))
      : held(values, value[at]);
    parts.push([kind[at], held(keys, key[at]), found]);
  }
  return parts;
}

/** Each row with its numbers looked up. */
export function plainRows(columns: Columns): readonly unknown[] {
  const { names, keys, values, errors, nodes } = columns;
  return Array.from({ length: columns.length }, (_, row) => ({
    time: columns.time[row],
    process: columns.process[row],
    type: columns.type[row],
    f: names.get(columns.f[row] as number),
    key: held(keys, columns.key[row]),
    value: held(values, columns.value[row]),
    pair: columns.pair[row],
    error: held(errors, columns.error[row]),
    node: held(nodes, columns.node[row]),
    transaction: transactionOf(columns, row),
  }));
}

/** Whether each text has one number: the tables hold nothing twice. */
export function holdsTwice(table: Table<JsonValue>): boolean {
  const texts = new Set(Array.from({ length: table.length }, (_, id) => canonicalText(table.get(id))));
  return texts.size !== table.length;
}
