// One text for each JSON value, so that equal values have equal texts whatever the order of keys in their objects was.

import type { JsonValue } from './operation.ts';

/** JSON without blanks and with the keys of objects sorted. */
export function canonicalText(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: JsonValue) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
