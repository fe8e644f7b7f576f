// The three verdicts of a checker, and how they name what was found: counts in full, examples for the reader.

import { briefValue } from '../history/evidence.ts';
import type { History } from '../history/history.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Verdict } from './checker.ts';

const mostListed = 100;
const mostExamples = 5;

/** Verdicts of one checker. */
export interface Verdicts {
  valid(details: Verdict['details']): Verdict;
  /** @param rows of the operations that show it, in any order; a row may stand there twice */
  violation(reason: string, rows: Iterable<number>, details: Verdict['details']): Verdict;
  unknown(reason: string, details?: Verdict['details']): Verdict;
}

export function verdictsOf(checker: string, history: Pick<History, 'evidence'>): Verdicts {
  return {
    valid: (details) => ({ checker, valid: true, reason: '', witnesses: [], details }),
    violation: (reason, rows, details) => ({
      checker,
      valid: false,
      reason,
      witnesses: [...new Set(rows)].sort((a, b) => a - b).map((row) => history.evidence(row)),
      details,
    }),
    unknown: (reason, details = {}) => ({ checker, valid: 'unknown', reason, witnesses: [], details }),
  };
}

/** Operations that are shown of a violation. */
export const mostShown = 20;

/** Whole groups one after the other as long as they are few together; of the first one, as much as may be shown. */
export function fewOf<T>(groups: readonly (readonly T[])[], most: number): readonly T[] {
  const [first = [], ...others] = groups;
  const shown = first.slice(0, most);
  for (const group of others) if (shown.length + group.length <= most) shown.push(...group);
  return shown;
}

/** As many as a list in the details holds. */
export function listed<T>(found: readonly T[]): readonly T[] {
  return found.slice(0, mostListed);
}

/** The same of values that are made when they are asked for, the long ones shortened. */
export function listedValues<T>(found: readonly T[], valueOf: (one: T) => JsonValue): readonly JsonValue[] {
  return listed(found).map((one) => briefValue(valueOf(one)));
}

/** `3 elements lost: 1, 2, 3`, or nothing where nothing was found. */
export function sentence<T>(
  found: readonly T[],
  valueOf: (one: T) => JsonValue,
  noun: string,
  what: string,
): string {
  if (found.length === 0) return '';
  const shown = found.slice(0, mostExamples).map((one) => shownValue(valueOf(one)));
  const left = found.length - shown.length;
  const more = left > 0 ? ` and ${left} more` : '';
  return `${found.length} ${found.length === 1 ? noun : `${noun}s`} ${what}: ${shown.join(', ')}${more}`;
}

/** The sentences that are not empty as one text. */
export function sentences(parts: readonly string[]): string {
  const said = parts.filter((part) => part !== '');
  return said.length === 0 ? '' : `${said.join('; ')}.`;
}
