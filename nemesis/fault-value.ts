// The values of fault operations that a plan lists: a person may have written them. Each package says what its operations
// take, and whatever else is given is told before anything runs.

import type { JsonValue } from '../src/history/operation.ts';
import { linkTargets, targets } from './target.ts';

type JsonObject = Readonly<Record<string, JsonValue>>;

/** One field of a value. */
export interface FaultField {
  /** What it holds, in words. */
  readonly words: string;
  /** @param beside all fields of the value, this one among them */
  readonly accepts: (held: JsonValue, beside: JsonObject) => boolean;
}

/** By name. */
export type FaultFields = Readonly<Record<string, FaultField>>;

/** What values the operations of a package take, by operation. One that is not named takes none, which every other may as well. */
export type FaultValues = Readonly<Record<string, FaultFields>>;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNode = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && /^n\d{1,3}$/.test(value);

/** One of these words. */
export function oneOf(words: readonly string[]): FaultField {
  return {
    words: `one of ${words.join(', ')}`,
    accepts: (held) => typeof held === 'string' && words.includes(held),
  };
}

/** A number between two bounds, both included. */
export function numberFrom(least: number, most: number): FaultField {
  return {
    words: `a number from ${least} to ${most}`,
    accepts: (held) => typeof held === 'number' && held >= least && held <= most,
  };
}

/** A whole number between two bounds, both included. */
export function wholeFrom(least: number, most: number): FaultField {
  const { accepts } = numberFrom(least, most);
  return {
    words: `a whole number from ${least} to ${most}`,
    accepts: (held, beside) => Number.isInteger(held) && accepts(held, beside),
  };
}

/** Also `null`, which `meaning` tells. */
export function orNull({ words, accepts }: FaultField, meaning: string): FaultField {
  return {
    words: `${words}, or null: ${meaning}`,
    accepts: (held, beside) => held === null || accepts(held, beside),
  };
}

const hostsMax = 100;
const hosts: FaultField = {
  words: 'a list of nodes such as n1',
  accepts: (held) => Array.isArray(held) && held.length <= hostsMax && held.every(isNode),
};

function linkOf(value: JsonValue): string | null {
  if (!isObject(value) || Object.keys(value).length > 2) return null;
  const { from, to } = value;
  return isNode(from) && isNode(to) && from !== to ? `${from}>${to}` : null;
}

const linksMax = 10_000;
const links: FaultField = {
  words: 'a list of links between two nodes, each once and with from and to',
  accepts: (held) => {
    if (!Array.isArray(held) || held.length > linksMax) return false;
    const named = held.map(linkOf);
    return !named.includes(null) && new Set(named).size === named.length;
  },
};

/** The number that decides every draw, and the hosts that a recorded fault hit: what every fault takes. */
export const drawn: FaultFields = { pick: wholeFrom(0, 0xffff_ffff), hosts };
/** Of a fault on hosts. */
export const onHosts: FaultFields = { ...drawn, target: oneOf(targets) };
/** Of a fault on links; `links` are those that a recorded one hit. */
export const onLinks: FaultFields = { ...drawn, links };
/** A target of a fault on links. */
export const linkTarget: FaultField = oneOf(linkTargets);

/** What is wrong with the value of a fault operation, as a clause about it; `null` where nothing is. */
export function faultValueProblem(fields: FaultFields | undefined, value: JsonValue): string | null {
  if (value === null) return null;
  if (!isObject(value)) return 'has a "value" that is neither null nor an object';
  if (fields === undefined) return 'has a "value", but takes none: it is null';
  for (const [name, held] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined)
      return `has an unknown field "${name}" in its "value", which takes ${Object.keys(fields).join(', ')}`;
    if (!field.accepts(held, value)) return `has a wrong "${name}": it is ${field.words}`;
  }
  return null;
}
