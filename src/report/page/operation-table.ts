// Operations of a history as rows of a table.

import type { Operation } from '../../history/operation.ts';
import { formatMoment, formatValue } from '../format.ts';
import { html, type Markup } from './markup.ts';
import { moreThan, tableOf } from './tables.ts';

const mostRows = 60;
const longestValue = 160;

const words: Readonly<Record<Operation['type'], string>> = {
  invoke: 'begins',
  ok: 'ok',
  fail: 'fail',
  info: 'unknown',
};

function rowOf(operation: Operation, isFailing: boolean): readonly (string | Markup)[] {
  const { index, time, process, node, type, f, key, value, error } = operation;
  return [
    isFailing ? html`<span class="mark bad">✕ #${index}</span>` : `#${index}`,
    formatMoment(time),
    String(process),
    node ?? '',
    html`<span class="type ${type}">${words[type]}</span>`,
    formatValue(f, 40),
    key === undefined ? '' : formatValue(key, 40),
    html`<code>${formatValue(value, longestValue)}</code>`,
    error === undefined ? '' : formatValue(error, longestValue),
  ];
}

/**
 * The first and the last of them where there are many.
 * @param failing indexes of the operation that nothing explains, to stand out
 */
export function operationTable(
  caption: string,
  operations: readonly Operation[],
  where: string,
  failing: ReadonlySet<number> = new Set(),
): Markup {
  const half = mostRows / 2;
  const shown =
    operations.length <= mostRows ? operations : [...operations.slice(0, half), ...operations.slice(-half)];
  const columns = [
    { title: 'operation', isNumber: true },
    { title: 'time', isNumber: true },
    { title: 'process', isNumber: true },
    ...['node', 'event', 'what', 'key', 'value', 'error'].map((title) => ({ title })),
  ];
  return html`${tableOf(
    caption,
    columns,
    shown.map((operation) => rowOf(operation, failing.has(operation.index))),
  )}${moreThan(shown.length, operations.length, where)}`;
}
