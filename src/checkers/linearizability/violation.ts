// A violation in words and operations, for the verdict.

import type { JsonValue, Operation } from '../../history/operation.ts';
import { type Call, type KeyedCalls, NEVER } from './calls.ts';
import type { Explanation } from './explain.ts';

export interface Violation {
  readonly reason: string;
  readonly witnesses: readonly Operation[];
  readonly details: { readonly [key: string]: JsonValue };
}

const OPEN_SHOWN = 50;
const LAST_SHOWN = 4;
const STATES_SHOWN = 4;
const TEXT_SHOWN = 60;

/** "key 3", or what to call the only object there is. */
export function keyName(key: JsonValue | undefined): string {
  return key === undefined ? 'the object' : `key ${JSON.stringify(key)}`;
}

/** Long values lose their middle: what tells two of them apart is mostly at the ends. */
function shorten(text: string): string {
  return text.length <= TEXT_SHOWN ? text : `${text.slice(0, 20)}...${text.slice(-(TEXT_SHOWN - 23))}`;
}

function callText(call: Call): string {
  const value = call.output ?? call.input;
  return `${call.f} ${shorten(JSON.stringify(value))}`;
}

/** What was found of one object, with the operations that show it. */
export function describeViolation(
  history: readonly Operation[],
  { key, calls }: KeyedCalls,
  { end, exact, call, open, states, conflict }: Explanation,
): Violation {
  const at = (position: number): Operation => history[position] as Operation;
  const index = (position: number): JsonValue => (position === NEVER ? null : at(position).index);
  const summary = (one: Call): JsonValue => ({
    process: at(one.invoked).process,
    f: one.f,
    value: one.output ?? one.input,
    invoked: index(one.invoked),
    completed: index(one.completed),
  });
  const process = at(call.invoked).process;
  const shownStates = states.slice(0, STATES_SHOWN).map(shorten);
  if (states.length > STATES_SHOWN) shownStates.push('others');
  const held = states.length === 0 ? '' : `, when it could hold ${shownStates.join(' or ')}`;
  const why = conflict === null ? '' : `; ${conflict.reason}`;
  const reason =
    `${keyName(key)} is not linearizable: nothing explains ${callText(call)} of process ${process}, ` +
    `completed at operation ${at(end).index}${held}${why}.`;
  const before = calls.filter((one) => one.completed < end && one !== call);
  const last = [...before].sort((a, b) => a.completed - b.completed).slice(-LAST_SHOWN);
  const shown = new Set<number>(conflict?.positions ?? []);
  for (const one of conflict === null || conflict.positions.length === 0
    ? [...last, ...open.slice(0, OPEN_SHOWN), call]
    : [call]) {
    shown.add(one.invoked);
    if (one.completed !== NEVER) shown.add(one.completed);
  }
  const linearizablePrefix = end - 1;
  return {
    reason: reason.charAt(0).toUpperCase() + reason.slice(1),
    witnesses: [...shown].sort((a, b) => a - b).map(at),
    details: {
      key: key ?? null,
      prefixEnd: linearizablePrefix < 0 ? null : at(linearizablePrefix).index,
      prefixExact: exact,
      prefixCalls: before.length,
      failed: summary(call),
      lastCompleted: last.map(summary),
      open: open.slice(0, OPEN_SHOWN).map(summary),
      openCount: open.length,
      states: [...states],
      conflict: conflict === null ? null : conflict.reason,
    },
  };
}
