// Operations and values as evidence: what a verdict keeps of a history for people. A value may be a hundred megabytes; of one
// that long only its ends are kept, and what holds them says so.

import type { JsonValue, Operation } from './operation.ts';
import { shownValue } from './shown-value.ts';

/** Characters of JSON that are kept whole. */
const longestWhole = 1 << 14;

/** The value itself, or, where its JSON is long, a text of its two ends that tells how long it is. */
export function briefValue(value: JsonValue): JsonValue {
  return isLong(value) ? shownValue(value) : value;
}

/** The operation itself, or, where something in it is long, one with texts of its ends that is marked as shortened. */
export function briefOperation(operation: Operation): Operation {
  const { value, key = null, error = '' } = operation;
  if (!isLong(value) && !isLong(key) && !isLong(error)) return operation;
  return {
    ...operation,
    value: briefValue(value),
    ...(operation.key === undefined ? {} : { key: briefValue(key) }),
    ...(isLong(error) ? { error: shownValue(error) } : {}),
    shortened: true,
  };
}

function isLong(value: JsonValue): boolean {
  return roomAfter(value, longestWhole) < 0;
}

/** What is left of a room of so many characters with the value in it; looks no further when there is none left. */
function roomAfter(value: JsonValue, room: number): number {
  if (typeof value === 'string') return room - value.length - 2;
  if (value === null || typeof value !== 'object') return room - String(value).length;
  let left = room - 2;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) {
      left = roomAfter(item, left) - 1;
      if (left < 0) return left;
    }
    return left;
  }
  const fields = value as { readonly [key: string]: JsonValue };
  for (const name in fields) {
    left = roomAfter(fields[name] as JsonValue, left - name.length - 4);
    if (left < 0) return left;
  }
  return left;
}
