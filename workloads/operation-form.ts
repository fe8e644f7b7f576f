// What an operation of a workload looks like: a plan may list operations that a person wrote, and a wrong one is told before
// anything runs.

import type { Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';

export interface OperationForm {
  /** Whether it is on a key, which is a whole number. */
  readonly keyed?: true;
  /** What its value is, in words. */
  readonly words: string;
  readonly accepts: (value: JsonValue) => boolean;
}

/** By `f`. */
export type OperationForms = Readonly<Record<string, OperationForm>>;

export const isWhole = (value: JsonValue | undefined): value is number => Number.isSafeInteger(value);

export const nothing: OperationForm = { words: 'null', accepts: (value) => value === null };
export const wholeNumber: OperationForm = { words: 'a whole number', accepts: isWhole };

/** A value that is an object with these whole numbers. */
export function wholeNumbers(...fields: readonly string[]): OperationForm {
  return {
    words: `an object with the whole numbers ${fields.join(', ')}`,
    accepts: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      fields.every((field) => isWhole((value as Readonly<Record<string, JsonValue>>)[field])),
  };
}

/** What is wrong with an operation, as a clause about it; `null` where nothing is. */
export function operationProblem(forms: OperationForms, { f, key, value }: Invocation): string | null {
  const form = Object.hasOwn(forms, f) ? forms[f] : undefined;
  if (form === undefined) return `is "${f}", but the operations are ${Object.keys(forms).join(', ')}`;
  if (form.keyed === true && !isWhole(key)) return 'has no "key" that is a whole number';
  return form.accepts(value) ? null : `has a wrong "value": that of ${f} is ${form.words}`;
}
