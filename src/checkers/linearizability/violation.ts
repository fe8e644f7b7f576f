// A violation in words and operations, for the verdict.

import { briefValue } from '../../history/evidence.ts';
import type { History } from '../../history/history.ts';
import type { JsonValue, Operation } from '../../history/operation.ts';
import { shownValue } from '../../history/shown-value.ts';
import { NEVER } from './call-columns.ts';
import type { Explanation, ShownCall } from './explain.ts';
import { drawTimeline } from './picture.ts';

export interface Violation {
  readonly reason: string;
  readonly witnesses: readonly Operation[];
  readonly details: { readonly [key: string]: JsonValue };
}

/** Most operations shown as witnesses, and how many of them are not among the open ones. */
const WITNESSES = 20;
const BEFORE_AND_FAILED = 5;
const STATES_SHOWN = 4;

/** "key 3", or what to call the only object there is. */
export function keyName(key: JsonValue | undefined): string {
  return key === undefined ? 'the object' : `key ${shownValue(key)}`;
}

/** What was found of one object, with the operations that show it. */
export function describeViolation(
  history: History,
  key: JsonValue | undefined,
  explanation: Explanation,
): Violation {
  const { end, exact, call, before, open, states, conflict } = explanation;
  const index = (row: number): number | null => (row === NEVER ? null : history.indexAt(row));
  const { process } = history.columns();
  const processOf = (one: ShownCall): number => process[one.invoked] as number;
  const summary = (one: ShownCall): JsonValue => ({
    process: processOf(one),
    f: one.f,
    value: one.value,
    invoked: index(one.invoked),
    completed: index(one.completed),
  });
  const shownStates = states.slice(0, STATES_SHOWN);
  if (states.length > STATES_SHOWN) shownStates.push('others');
  const held = states.length === 0 ? '' : `, when it could hold ${shownStates.join(' or ')}`;
  const why = conflict === null ? '' : `; ${conflict.reason}`;
  const reason =
    `${keyName(key)} is not linearizable: nothing explains ${call.text} of process ${processOf(call)}, ` +
    `completed at operation ${index(end)}${held}${why}.`;
  const rows = witnessRows(explanation);
  const caption = `${keyName(key)}: nothing explains ${call.text}${held}`;
  return {
    reason: reason.charAt(0).toUpperCase() + reason.slice(1),
    witnesses: rows.map((row) => history.evidence(row)),
    details: {
      key: briefValue(key ?? null),
      prefixEnd: end === 0 ? null : index(end - 1),
      prefixExact: exact,
      prefixCalls: explanation.beforeCount,
      failed: summary(call),
      lastCompleted: before.map(summary),
      open: open.map(summary),
      openCount: explanation.openCount,
      states: [...states],
      conflict: conflict === null ? null : conflict.reason,
      witnesses: rows.map(index),
      svg: drawTimeline(history, { rows, end, caption }),
    },
  };
}

/** The operations that contradict each other where they are known; else what was done and under way at the end. */
function witnessRows({ call, before, open, conflict }: Explanation): readonly number[] {
  const rows = new Set<number>(conflict?.positions ?? []);
  const told = rows.size > 0 ? [call] : [...before, ...open.slice(0, WITNESSES - BEFORE_AND_FAILED), call];
  for (const { invoked, completed } of told) {
    rows.add(invoked);
    if (completed !== NEVER) rows.add(completed);
  }
  return [...rows].sort((a, b) => a - b);
}
