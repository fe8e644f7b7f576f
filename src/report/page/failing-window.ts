// The window of a run in which the failure shows: from the first to the last of the operations that show it, with what
// else was done to the same keys meanwhile.

import type { Verdict } from '../../checkers/checker.ts';
import { type Columns, nemesisProcess, typeCode } from '../../history/columns.ts';
import type { History } from '../../history/history.ts';
import { absent } from '../../history/interner.ts';
import type { Operation } from '../../history/operation.ts';

/** One operation from its beginning to its end. */
export interface WindowOperation {
  readonly process: number;
  readonly node: string;
  readonly fromMs: number;
  /** `null` where it never ended. */
  readonly toMs: number | null;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly begun: Operation;
  readonly ended: Operation | null;
  /** One of those that show the failure. */
  readonly isWitness: boolean;
  /** Of these, the one that nothing explains. */
  readonly isFailing: boolean;
}

export interface FailingWindow {
  readonly checker: string;
  /** `end`: what broke was seen inside the cluster, and these are the last moments before it. */
  readonly kind: 'operations' | 'end';
  readonly fromMs: number;
  readonly toMs: number;
  /** By beginning. */
  readonly operations: readonly WindowOperation[];
  /** Operations on the same keys in the window that are left out. */
  readonly left: number;
}

const mostOperations = 300;
const mostWitnesses = 200;

/** How long before a moment operations are shown. */
const beforeNs = 500e6;

/** The window of the first violation that names operations, or else a moment; `null` where none does. */
export function failingWindowOf(history: History, verdicts: readonly Verdict[]): FailingWindow | null {
  const broken = verdicts.filter(
    ({ valid, details }) => valid === false && details['kind'] !== 'threshold-missed',
  );
  const verdict = broken.find(({ witnesses }) => witnesses.some(({ process }) => process !== 'nemesis'));
  if (verdict === undefined) return windowBefore(history, broken);
  const columns = history.columns();
  const rows = invocationRows(history, verdict.witnesses);
  if (rows.length === 0) return null;
  const span = spanOf(columns, rows);
  const others = otherRows(columns, rows, span);
  const room = Math.max(0, mostOperations - rows.length);
  const shown = [...rows, ...others.slice(0, room)].sort((left, right) => left - right);
  const witnesses = new Set(rows);
  const failing = failingRows(verdict, columns, rows);
  return {
    checker: verdict.checker,
    kind: 'operations',
    fromMs: span.fromNs / 1e6,
    toMs: span.toNs / 1e6,
    operations: shown.map((row) => operationAt(history, row, witnesses.has(row), failing.has(row))),
    left: others.length - Math.min(others.length, room),
  };
}

/** What was under way before the moment that a verdict names: the last operations, where they are too many. */
function windowBefore(history: History, broken: readonly Verdict[]): FailingWindow | null {
  const verdict = broken.find(({ details }) => typeof details['timeNs'] === 'number');
  if (verdict === undefined) return null;
  const toNs = Number(verdict.details['timeNs']);
  const fromNs = Math.max(0, toNs - beforeNs);
  const { length, type, process, time, pair } = history.columns();
  const rows: number[] = [];
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess || type[row] !== typeCode.invoke) continue;
    const end = pair[row] === absent ? Number.POSITIVE_INFINITY : (time[pair[row] as number] as number);
    if ((time[row] as number) <= toNs && end >= fromNs) rows.push(row);
  }
  const shown = rows.slice(-mostOperations);
  return {
    checker: verdict.checker,
    kind: 'end',
    fromMs: fromNs / 1e6,
    toMs: toNs / 1e6,
    operations: shown.map((row) => operationAt(history, row, false, false)),
    left: rows.length - shown.length,
  };
}

/** Rows of the invocations that witnesses belong to, as far as they stand in this history at all. */
function invocationRows(history: History, witnesses: readonly Operation[]): readonly number[] {
  const { length, pair, process, type, time } = history.columns();
  const rows = new Set<number>();
  for (const { index, time: moment } of witnesses.slice(0, mostWitnesses)) {
    if (index < 0 || index >= length || process[index] === nemesisProcess || time[index] !== moment) continue;
    const begun = type[index] === typeCode.invoke ? index : (pair[index] as number);
    if (begun !== absent) rows.add(begun);
  }
  return [...rows];
}

/** The operation that a checker says nothing explains; where it names none, the last one that shows the failure. */
function failingRows({ details }: Verdict, { pair }: Columns, rows: readonly number[]): ReadonlySet<number> {
  const violations = Array.isArray(details['violations']) ? details['violations'] : [];
  const named = violations.flatMap((violation) => {
    const failed = (violation as { readonly failed?: { readonly invoked?: unknown } } | null)?.failed;
    return typeof failed?.invoked === 'number' ? [failed.invoked] : [];
  });
  const found = rows.filter((row) => named.includes(row));
  if (found.length > 0) return new Set(found);
  const endOf = (row: number): number => ((pair[row] as number) === absent ? row : (pair[row] as number));
  const last = rows.reduce((latest, row) => (endOf(row) > endOf(latest) ? row : latest), rows[0] as number);
  return new Set([last]);
}

interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Of operations whose end is known, where there are any: one of unknown outcome may have begun long before. */
function spanOf({ time, pair, type }: Columns, rows: readonly number[]): Span {
  const known = rows.filter((row) => pair[row] !== absent && type[pair[row] as number] !== typeCode.info);
  const told = known.length === 0 ? rows : known;
  const ends = told.map((row) => time[pair[row] === absent ? row : (pair[row] as number)] as number);
  return {
    fromNs: told.reduce((least, row) => Math.min(least, time[row] as number), Number.POSITIVE_INFINITY),
    toNs: ends.reduce((most, end) => Math.max(most, end), 0),
  };
}

/** Other operations in the span on the keys of these, the latest first. */
function otherRows(columns: Columns, rows: readonly number[], { fromNs, toNs }: Span): readonly number[] {
  const { length, type, process, key, time, pair } = columns;
  const keys = new Set(rows.map((row) => key[row] as number));
  const taken = new Set(rows);
  const others: number[] = [];
  for (let row = 0; row < length; row++) {
    if (type[row] !== typeCode.invoke || process[row] === nemesisProcess) continue;
    if ((time[row] as number) > toNs) break;
    const end = pair[row] as number;
    if (end !== absent && (time[end] as number) < fromNs) continue;
    if (end === absent && (time[row] as number) < fromNs) continue;
    if (keys.has(key[row] as number) && !taken.has(row)) others.push(row);
  }
  return others.reverse();
}

function operationAt(history: History, row: number, isWitness: boolean, isFailing: boolean): WindowOperation {
  const end = history.columns().pair[row] as number;
  const begun = history.evidence(row);
  const ended = end === absent ? null : history.evidence(end);
  return {
    process: begun.process === 'nemesis' ? nemesisProcess : begun.process,
    node: begun.node ?? '',
    fromMs: begun.time / 1e6,
    toMs: ended === null ? null : ended.time / 1e6,
    outcome: ended === null || ended.type === 'invoke' ? 'info' : ended.type,
    begun,
    ended,
    isWitness,
    isFailing,
  };
}
