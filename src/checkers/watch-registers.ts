// Watches reads of registers with unique values. A read that saw what nobody can have written is wrong, and so is one
// that saw what was certainly overwritten before it began: where a write began after the value's own had been
// acknowledged, and was acknowledged itself before the read began.

import { canonicalText } from '../history/canonical-text.ts';
import type { JsonValue, Operation, Process } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Watcher } from './watcher.ts';

const pending = Number.POSITIVE_INFINITY;

/** One attempt to write a value: index of its acknowledgement, and whether it certainly failed. */
interface Attempt {
  readonly invoked: number;
  acknowledged: number;
  hasFailed: boolean;
}

interface Register {
  readonly attempts: Map<string, Attempt>;
  /** Of the writes acknowledged so far, the index of the invocation that came last; -1 without any. */
  lastBegun: number;
  /** A value was written twice, so that reads no longer name the write they saw. */
  isAmbiguous: boolean;
}

/** Watches `read`, `write` and `cas` of registers that begin with null. */
export function watchRegisters(): Watcher {
  const registers = new Map<string, Register>();
  /** By process, what was so when its read began: `lastBegun` of the register. */
  const reads = new Map<Process, number>();
  const registerOf = (key: JsonValue | undefined): Register => {
    const text = canonicalText(key ?? null);
    const known = registers.get(text);
    if (known !== undefined) return known;
    const made: Register = { attempts: new Map(), lastBegun: -1, isAmbiguous: false };
    registers.set(text, made);
    return made;
  };

  return {
    add(event) {
      if (event.process === 'nemesis') return null;
      const register = registerOf(event.key);
      if (event.f === 'read') {
        if (event.type === 'invoke') reads.set(event.process, register.lastBegun);
        if (event.type !== 'ok') return null;
        return wrongRead(register, event, reads.get(event.process) ?? -1);
      }
      const written = writtenBy(event);
      if (written !== undefined) noteWrite(register, canonicalText(written), event);
      return null;
    },
  };
}

function writtenBy({ f, value }: Operation): JsonValue | undefined {
  if (f === 'write') return value;
  return f === 'cas' && Array.isArray(value) ? (value[1] as JsonValue | undefined) : undefined;
}

function noteWrite(register: Register, value: string, { type, index }: Operation): void {
  const known = register.attempts.get(value);
  if (type === 'invoke') {
    if (known !== undefined) register.isAmbiguous = true;
    register.attempts.set(value, { invoked: index, acknowledged: pending, hasFailed: false });
  } else if (known !== undefined && type === 'ok') {
    known.acknowledged = index;
    register.lastBegun = Math.max(register.lastBegun, known.invoked);
  } else if (known !== undefined && type === 'fail') known.hasFailed = true;
}

/** @param lastBegun of the register when the read began */
function wrongRead(register: Register, { value, key, node }: Operation, lastBegun: number): string | null {
  if (register.isAmbiguous) return null;
  const attempt = value === null ? null : register.attempts.get(canonicalText(value));
  const saw = `A read${node === undefined ? '' : ` at ${node}`} saw ${shownValue(value)}${key === undefined ? '' : ` in register ${shownValue(key)}`}`;
  if (attempt === undefined || attempt?.hasFailed === true) return `${saw}, which was never written.`;
  const acknowledged = attempt === null ? -1 : attempt.acknowledged;
  return acknowledged < lastBegun ? `${saw}, which had been overwritten before the read began.` : null;
}
