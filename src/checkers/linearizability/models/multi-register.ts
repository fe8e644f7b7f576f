// Several registers behind one object; a call is a transaction: a list of [read | write, register, value], carried out in
// order at one instant. A register whose initial value was not given may have held anything: its first read decides,
// which is the same as asking whether some initial state explains the history.

import { canonicalText } from '../../../history/canonical-text.ts';
import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';
import { sameValue } from '../values.ts';

const FUNCTIONS = ['txn', 'read', 'write'];

interface Step {
  readonly write: boolean;
  readonly register: string;
  readonly value: JsonValue;
}

function readStep(part: JsonValue): Step {
  const [kind, register, value] = Array.isArray(part) ? (part as JsonValue[]) : [];
  const write = kind === 'write' || kind === 'w';
  if ((!write && kind !== 'read' && kind !== 'r') || register === undefined) {
    throw new ModelError(
      `a transaction needs steps [read | write, register, value], not ${shownValue(part)}`,
    );
  }
  return { write, register: canonicalText(register), value: value ?? null };
}

function steps(value: JsonValue): readonly Step[] {
  if (!Array.isArray(value)) throw new ModelError(`a transaction must be a list, not ${shownValue(value)}`);
  return (value as JsonValue[]).map(readStep);
}

function toValue(list: readonly Step[]): JsonValue {
  return list.map((step) => [step.write ? 'w' : 'r', JSON.parse(step.register) as JsonValue, step.value]);
}

/** Registers with the given initial values; any other starts with a value that is not known. */
export function multiRegisterModel(initial: JsonValue): Model {
  const given = initial !== null && typeof initial === 'object' && !Array.isArray(initial) ? initial : {};
  const start = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [canonicalText(name), value]),
  );
  const parsed = new WeakMap<Action, readonly Step[]>();
  return {
    name: 'multi-register',
    initial: start,
    functions: FUNCTIONS,
    takesLists: true,
    action(f, input, output): Action | null {
      if (!FUNCTIONS.includes(f)) throw unknownFunction('multi-register', f, FUNCTIONS);
      // What a transaction of unknown outcome read is not known either: only its writes count.
      const list = steps(output ?? input).filter((step) => step.write || output !== undefined);
      if (list.length === 0) return null;
      const reads = list.some((step) => !step.write);
      const writes = list.some((step) => step.write);
      return { f: 'txn', value: toValue(list), effect: !writes ? 'change' : reads ? 'change' : 'total' };
    },
    step(state, action) {
      let list = parsed.get(action);
      if (list === undefined) parsed.set(action, (list = steps(action.value)));
      const registers = state as { readonly [key: string]: JsonValue };
      let next: { [key: string]: JsonValue } | undefined;
      for (const { write, register, value } of list) {
        const current = (next ?? registers)[register];
        if (!write && current !== undefined) {
          if (!sameValue(current, value)) return inconsistent;
        } else if (current === undefined || !sameValue(current, value)) {
          next ??= { ...registers };
          next[register] = value;
        }
      }
      return next ?? state;
    },
  };
}
