// The operations that show a violation, as a small table: what a person looks at first.

import type { Operation } from '../history/operation.ts';
import { formatMoment, formatValue } from './format.ts';
import type { Screen } from './screen.ts';
import { alignRows } from './table.ts';

const mostRows = 24;

function keyAndValue(operation: Operation): string {
  const value = formatValue(operation.value);
  return operation.key === undefined ? value : `key ${formatValue(operation.key, 20)}: ${value}`;
}

function row(operation: Operation, screen: Screen): readonly string[] {
  const { paint } = screen;
  const colour = { invoke: paint.dim, ok: paint.green, fail: paint.yellow, info: paint.magenta }[
    operation.type
  ];
  return [
    `#${operation.index}`,
    formatMoment(operation.time),
    operation.process === 'nemesis' ? 'nemesis' : `process ${operation.process}`,
    operation.node ?? '',
    colour(operation.type),
    operation.f,
    keyAndValue(operation),
    operation.error === undefined ? '' : paint.dim(formatValue(operation.error, 50)),
  ];
}

/** Lines of the table; the first and last ones with a count between when there are many. */
export function evidenceLines(witnesses: readonly Operation[], screen: Screen): readonly string[] {
  const lines = alignRows(
    witnesses.map((operation) => row(operation, screen)),
    ['right', 'right'],
  );
  if (lines.length <= mostRows) return lines;
  const half = mostRows / 2;
  const left = `… ${lines.length - mostRows} more operations, all in results.json …`;
  return [...lines.slice(0, half), screen.paint.dim(left), ...lines.slice(-half)];
}
