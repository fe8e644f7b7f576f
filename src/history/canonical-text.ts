// One text for each JSON value, so that equal values have equal texts whatever the order of keys in their objects was.

import type { JsonValue } from './operation.ts';

/** JSON without blanks and with the keys of objects sorted. */
export function canonicalText(value: JsonValue): string {
  // Without objects there is nothing to sort, and writing without a replacer is many times as fast.
  if (isFlat(value)) return JSON.stringify(value);
  return JSON.stringify(value, (_key, part: JsonValue) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** True for what is neither an object nor a list with objects or lists in it. */
function isFlat(value: JsonValue): boolean {
  if (value === null || typeof value !== 'object') return true;
  return Array.isArray(value) && value.every((part) => part === null || typeof part !== 'object');
}
