// What an EDN text holds (https://github.com/edn-format/edn), and how it reads as JSON: names of keywords and symbols
// become strings, lists, vectors and sets become lists, maps become objects, tags are dropped.

import type { JsonValue } from './operation.ts';

export interface EdnName {
  readonly type: 'keyword' | 'symbol' | 'character';
  /** Without the colon or backslash; with the namespace, as in `jepsen/process`. */
  readonly name: string;
}

export interface EdnSequence {
  readonly type: 'list' | 'vector' | 'set';
  readonly items: readonly EdnValue[];
}

export interface EdnMap {
  readonly type: 'map';
  readonly entries: readonly (readonly [EdnValue, EdnValue])[];
}

export interface EdnTagged {
  readonly type: 'tagged';
  readonly tag: string;
  readonly value: EdnValue;
}

export interface EdnRatio {
  readonly type: 'ratio';
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Integers that a double cannot hold exactly are bigint; so is any written with the suffix N. */
export type EdnValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | EdnName
  | EdnSequence
  | EdnMap
  | EdnTagged
  | EdnRatio;

/** The nearest JSON. Integers beyond a double's precision and numbers that are none become strings. */
export function ednToJson(value: EdnValue): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  switch (value.type) {
    case 'list':
    case 'vector':
    case 'set':
      return value.items.map(ednToJson);
    case 'map':
      return Object.fromEntries(value.entries.map(([key, held]) => [ednKeyText(key), ednToJson(held)]));
    case 'tagged':
      return ednToJson(value.value);
    case 'ratio':
      return `${value.numerator}/${value.denominator}`;
    default:
      return value.name;
  }
}

/** The name that a key of a map has in JSON. */
export function ednKeyText(key: EdnValue): string {
  const json = ednToJson(key);
  return typeof json === 'string' ? json : JSON.stringify(json);
}
