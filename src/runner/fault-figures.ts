// What a nemesis operation says of itself, in words and figures: which kind of fault on which target was asked for, and
// how much of an effect its evidence shows.

import type { JsonValue } from '../history/operation.ts';

type Fields = Readonly<Record<string, JsonValue>>;

/** Effects in numbers, such as `hits`: added up over injections, but for `largestOffsetMs`. `dropped` is there for cuts, also where it is 0. */
export type FaultFigures = Readonly<Record<string, number>>;

const isObject = (value: JsonValue | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (value: JsonValue | undefined): Fields => (isObject(value) ? value : {});

/** The fields of a value that are words, in their order. */
function wordsOf(value: Fields): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const [field, item] of Object.entries(value)) if (typeof item === 'string') words.set(field, item);
  return words;
}

/** The field that names the target. `shape` does where it is all there is, as in partitions. */
function targetField(words: ReadonlyMap<string, string>): string {
  return ['target', 'scope', 'shape'].find((field) => words.has(field)) ?? '';
}

/** Whom an injection was meant for: `leader`, `all`, `halves`, `2 hosts`; empty where nothing says it. */
export function targetOf(asked: JsonValue): string {
  const value = fieldsOf(asked);
  const words = wordsOf(value);
  const target = words.get(targetField(words));
  if (target !== undefined) return target;
  for (const [name, one] of [
    ['hosts', 'host'],
    ['links', 'link'],
  ] as const) {
    const list = value[name];
    if (Array.isArray(list)) return list.length === 1 ? `1 ${one}` : `${list.length} ${name}`;
  }
  return '';
}

/** Which of the faults of one operation it was: `bit-flip`, `jump-back`; empty where there is but one. */
export function kindOf(asked: JsonValue): string {
  const words = new Map(wordsOf(fieldsOf(asked)));
  words.delete(targetField(words));
  return [...words.values()].join(' ');
}

/** Whether a host that was hit took itself for the leader just before; `null` unless one did or every one said otherwise. */
export function hitLeader(completion: JsonValue): boolean | null {
  const { hosts, roles } = fieldsOf(completion);
  const said = (Array.isArray(hosts) ? hosts : []).map((host) => fieldsOf(roles)[String(host)] ?? 'unknown');
  if (said.includes('leader')) return true;
  return said.length === 0 || said.includes('unknown') ? null : false;
}

/**
 * Whether the fault took the leader away and left a majority that can choose another: a leader that was hit with fewer than half
 * of the nodes, or was cut off from so many that it has no majority. `null` where it is not known whether it was hit.
 * Nodes that did not answer just before are not counted.
 */
export function unseatsLeader(completion: JsonValue): boolean | null {
  const hit = hitLeader(completion);
  if (hit !== true) return hit;
  const { hosts, roles, evidence } = fieldsOf(completion);
  const hitHosts = (hosts as readonly JsonValue[]).map(String);
  const said = fieldsOf(roles);
  const nodes = new Set([...hitHosts, ...Object.keys(said)]).size;
  const isMajority = (count: number): boolean => count > nodes / 2;
  const { cutLinks } = fieldsOf(evidence);
  if (!Array.isArray(cutLinks)) return isMajority(nodes - hitHosts.length);
  const leaders = hitHosts.filter((host) => said[host] === 'leader');
  return leaders.some((leader) => !isMajority(nodes - peersCutOff(leader, cutLinks.map(String))));
}

/** @param links as `n1->n2` */
function peersCutOff(node: string, links: readonly string[]): number {
  const ends = links.map((link) => link.split('->')).filter((pair) => pair.includes(node));
  return new Set(ends.flat().filter((end) => end !== node)).size;
}

/** Figures with those of one more injection. */
export function addFigures(figures: FaultFigures, evidence: JsonValue): FaultFigures {
  const sum: Record<string, number> = { ...figures };
  for (const [name, figure] of Object.entries(figuresOf(fieldsOf(evidence))))
    sum[name] = name === 'largestOffsetMs' ? Math.max(sum[name] ?? 0, figure) : (sum[name] ?? 0) + figure;
  return sum;
}

function figuresOf(evidence: Fields): FaultFigures {
  const hits = numbersOf(Object.values(fieldsOf(evidence['hits']))).reduce((total, hit) => total + hit, 0);
  const links = evidence['cutLinks'] ?? evidence['expectedLinks'] ?? evidence['links'];
  const linkCount = Array.isArray(links) ? links.length : 0;
  const { states } = evidence;
  const stopped = (Array.isArray(states) ? states : Object.values(fieldsOf(states))).filter(
    (state) => state !== 'running',
  ).length;
  const offset = largestOffset(evidence);
  return {
    ...(hits > 0 ? { hits } : {}),
    ...(linkCount > 0 ? { links: linkCount } : {}),
    ...(stopped > 0 ? { processes: stopped } : {}),
    ...(offset > 0 ? { largestOffsetMs: offset } : {}),
  };
}

/** The largest step between the offsets of a clock before and after, in ms. */
function largestOffset({ offsetsBeforeMs, offsetsAfterMs }: Fields): number {
  const before = numbersOf(offsetsBeforeMs);
  const after = numbersOf(offsetsAfterMs);
  const steps = after.map((offset, index) => Math.abs(offset - (before[index] ?? 0)));
  return Math.round(Math.max(0, ...steps));
}

function numbersOf(value: JsonValue | undefined): readonly number[] {
  return Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : [];
}
