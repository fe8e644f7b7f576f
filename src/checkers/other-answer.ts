// Answers that belong to another request. A write that is answered with another value than it wrote was not answered at all:
// its line stands in the wrong history, or the line it belongs to is missing. What it says is then no evidence of anything.

import { nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import { shownValue } from '../history/shown-value.ts';
import { valueIn } from './rows.ts';

/**
 * What is wrong with the first `ok` of one of these functions whose value is neither that of its invocation nor null; null
 * where nothing is.
 * @param functions those that are answered with their own argument
 */
export function otherAnswer(history: History, functions: readonly string[]): string | null {
  const columns = history.columns();
  const { length, type, f, process, pair, value, names } = columns;
  const repeats = Uint8Array.from({ length: names.length }, (_, name) =>
    functions.includes(names.get(name)) ? 1 : 0,
  );
  for (let row = 0; row < length; row++) {
    if (type[row] !== typeCode.ok || repeats[f[row] as number] === 0) continue;
    const begun = pair[row] as number;
    if (begun === absent || value[row] === value[begun] || process[row] === nemesisProcess) continue;
    const answer = valueIn(columns, row);
    if (answer === null) continue;
    const asked = `${names.get(f[begun] as number)} ${shownValue(valueIn(columns, begun))}`;
    return `operation ${history.indexAt(row)}: process ${process[row]} was asked for ${asked} and is answered ${shownValue(answer)}`;
  }
  return null;
}
