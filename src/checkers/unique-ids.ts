// Unique ids: clients ask for ids, and no two acknowledged answers may be equal.

import { typeCode } from '../history/columns.ts';
import { briefValue } from '../history/evidence.ts';
import type { History } from '../history/history.ts';
import type { JsonValue } from '../history/operation.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { createDeadline } from './deadline.ts';
import { isInvocation } from './rows.ts';
import { listed, sentence, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'unique-ids';
const mostWitnessedIds = 5;

/** A checker of `generate`, whose value is the id. */
export function uniqueIds(): Checker {
  return { name: NAME, check: checkIds };
}

function checkIds(history: History, budget: Budget): Verdict {
  const deadline = createDeadline(budget);
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const columns = history.columns();
  const { names, f, type, value, values } = columns;
  const generate = names.find('generate');
  const times = new Int32Array(values.length);
  let attempted = 0;
  let acknowledged = 0;
  for (let row = 0; row < columns.length; row++) {
    if (deadline.isOver()) return unknown(deadline.reason(row, columns.length));
    if (f[row] !== generate) continue;
    if (isInvocation(columns, row)) attempted++;
    if (type[row] !== typeCode.ok) continue;
    acknowledged++;
    const id = value[row] as number;
    if (id >= 0) times[id] = (times[id] as number) + 1;
  }
  const doubled: number[] = [];
  for (let id = 0; id < times.length; id++) if ((times[id] as number) > 1) doubled.push(id);
  const details = {
    attempted,
    acknowledged,
    duplicatedCount: doubled.length,
    duplicated: listed(doubled).map((id): JsonValue => [briefValue(values.get(id)), times[id] as number]),
  };
  if (doubled.length === 0) {
    const nothing = 'There is nothing to judge: no id was acknowledged.';
    return acknowledged === 0 ? unknown(nothing, details) : valid(details);
  }
  const shown = new Set(doubled.slice(0, mostWitnessedIds));
  const rows: number[] = [];
  for (let row = 0; row < columns.length; row++)
    if (f[row] === generate && type[row] === typeCode.ok && shown.has(value[row] as number)) rows.push(row);
  return violation(
    sentences([sentence(doubled, values.get, 'id', 'given out more than once')]),
    rows,
    details,
  );
}
