// A value as it stands in a sentence: whole where it is short, else its two ends and how long it is. A value may be a hundred
// megabytes, of which no sentence, page or picture may take more than a line.

import type { JsonValue } from './operation.ts';

const longestShown = 60;
const headShown = 20;
/** The tail is longer: what tells two long values apart is mostly there. */
const tailShown = longestShown - headShown - 3;
/** Items of a list or an object that are looked at, at either end. */
const mostItems = 20;

/** JSON, without its middle where it is long: `[1,2,3,4,5,6,7,8,9,1...98,99,100] (100 elements)`. */
export function shownValue(value: JsonValue): string {
  const text = endsOf(value);
  if (text.length <= longestShown && !isCut(value)) return text;
  return `${text.slice(0, headShown)}...${text.slice(-tailShown)} (${sizeOf(value)})`;
}

/** JSON of the value, or of its two ends where it is so long that its middle cannot be shown. */
function endsOf(value: JsonValue): string {
  if (typeof value === 'string') {
    if (!isCut(value)) return JSON.stringify(value);
    return JSON.stringify(value.slice(0, longestShown) + value.slice(-longestShown));
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${endItems(value as readonly JsonValue[])
      .map(endsOf)
      .join(',')}]`;
  const entries = endItems(Object.entries(value));
  return `{${entries.map(([name, item]) => `${endsOf(name)}:${endsOf(item)}`).join(',')}}`;
}

function endItems<Item>(items: readonly Item[]): readonly Item[] {
  return items.length <= mostItems * 2 ? items : [...items.slice(0, mostItems), ...items.slice(-mostItems)];
}

/** Whether `endsOf` leaves something out of the value itself. */
function isCut(value: JsonValue): boolean {
  return typeof value === 'string' && value.length > longestShown * 2;
}

function sizeOf(value: JsonValue): string {
  if (Array.isArray(value)) return counted(value.length, 'element');
  if (typeof value === 'object' && value !== null) return counted(Object.keys(value).length, 'field');
  return counted(String(value).length, 'character');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
