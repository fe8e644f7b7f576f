// Lifts a checker of one object to a history of many: each key is judged on its own, the nemesis' events with every one.
// The whole is valid when every key is, violated when one is, unknown otherwise. A key with
// which nothing succeeded says nothing, unless all are like that.

import { nemesisProcess } from '../history/columns.ts';
import { briefValue } from '../history/evidence.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { partOfHistory } from './part-of-history.ts';
import { hasSuccess } from './rows.ts';
import { fewOf, listed, listedValues, mostShown } from './verdicts.ts';

const mostWitnessedKeys = 3;

/** The checker for histories whose operations have keys; without keys it is the checker itself. */
export function perKey(checker: Checker): Checker {
  return { name: checker.name, check: (history, budget) => checkEachKey(checker, history, budget) };
}

interface Judged {
  readonly key: JsonValue;
  readonly verdict: Verdict;
  /** Anything that was done to it succeeded. */
  readonly isSeen: boolean;
}

async function checkEachKey(checker: Checker, history: History, budget: Budget): Promise<Verdict> {
  const { keys } = history.columns();
  const parts = rowsByKey(history);
  if (parts === null) return checker.check(history, budget);
  const endMs = performance.now() + budget.timeMs;
  const judged: Judged[] = [];
  for (const [key, rows] of parts) {
    const timeMs = endMs - performance.now();
    if (timeMs <= 0) break;
    const part = partOfHistory(history, rows);
    const verdict = await checker.check(part, { ...budget, timeMs });
    const isSeen = hasSuccess(part.columns());
    judged.push({ key: key === absent ? null : keys.get(key), verdict, isSeen });
  }
  return together(checker.name, judged, parts.size, budget);
}

/** Ascending rows of each key, in the order in which keys first appear; null where no operation has one. */
function rowsByKey(history: History): ReadonlyMap<number, Int32Array> | null {
  const { length, key, keys, process } = history.columns();
  const counts = new Map<number, number>();
  const nemesis: number[] = [];
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess) nemesis.push(row);
    else counts.set(key[row] as number, (counts.get(key[row] as number) ?? 0) + 1);
  }
  if (keys.length === 0 || counts.size === 0 || (counts.size === 1 && counts.has(absent))) return null;
  const parts = new Map<number, Int32Array>();
  const filled = new Map<number, number>();
  for (const [id, count] of counts) parts.set(id, new Int32Array(count));
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess) continue;
    const id = key[row] as number;
    const at = filled.get(id) ?? 0;
    (parts.get(id) as Int32Array)[at] = row;
    filled.set(id, at + 1);
  }
  if (nemesis.length === 0) return parts;
  return new Map([...parts].map(([id, rows]) => [id, Int32Array.from([...rows, ...nemesis]).sort()]));
}

function together(name: string, judged: readonly Judged[], keyCount: number, { timeMs }: Budget): Verdict {
  const failed = judged.filter(({ verdict }) => verdict.valid === false);
  const isOneSeen = judged.some(({ isSeen }) => isSeen);
  const isOpen = ({ verdict, isSeen }: Judged): boolean =>
    verdict.valid === 'unknown' && (isSeen || !isOneSeen);
  const open = judged.filter(isOpen);
  const shown = failed.length > 0 ? failed : open;
  const valid = failed.length > 0 ? false : open.length > 0 || judged.length < keyCount ? 'unknown' : true;
  const left = keyCount - judged.length;
  const reasons = shown
    .slice(0, mostWitnessedKeys)
    .map(({ key, verdict }) => `key ${shownValue(key)}: ${verdict.reason}`);
  if (shown.length > mostWitnessedKeys)
    reasons.push(`${shown.length - mostWitnessedKeys} more keys likewise.`);
  if (left > 0) reasons.push(`The time budget of ${timeMs} ms ran out before ${left} of ${keyCount} keys.`);
  // Details of every key would make the results as long as the history; those of the keys at fault are what is read.
  const kept = listed([
    ...failed,
    ...open,
    ...judged.filter((one) => one.verdict.valid !== false && !isOpen(one)),
  ]);
  return {
    checker: name,
    valid,
    reason: reasons.join(' '),
    witnesses: fewOf(
      failed.slice(0, mostWitnessedKeys).map(({ verdict }) => verdict.witnesses),
      mostShown * 2,
    ),
    details: {
      keyCount,
      violatedKeys: listedValues(failed, ({ key }) => key),
      undecidedKeys: listedValues(open, ({ key }) => key),
      keys: kept.map(
        ({ key, verdict }): JsonValue => ({ key: briefValue(key), valid: verdict.valid, ...verdict.details }),
      ),
    },
  };
}
