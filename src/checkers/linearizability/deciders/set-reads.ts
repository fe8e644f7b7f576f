// Sets that only grow, read as a whole: the reads must form a chain by inclusion, and that chain is their order. Each element was
// added after the last read without it and before the first read with it. So calls fall into layers, reads and adds in turn,
// and the history is linearizable iff no call ended before one of an earlier layer began.

import { shownValue } from '../../../history/shown-value.ts';
import { type CallColumns, NEVER } from '../call-columns.ts';
import { type Decision, linearizableDecision, undecidedDecision } from '../decision.ts';
import { contradictionOf } from './evidence.ts';

export interface GrowingSet {
  /** Calls that add, with the number of their element. */
  readonly adds: readonly number[];
  elementOf(add: number): number;
  /** Reads of known outcome. */
  readonly reads: readonly number[];
  /** Numbers of the elements a read found, possibly with repetitions. */
  elementsOf(read: number): readonly number[];
  /** Elements that are there at first. */
  readonly initial: readonly number[];
}

interface Layers {
  /** Per read, in the order of `order`: its group, from 0; reads of one group found the same. */
  readonly group: readonly number[];
  readonly order: readonly number[];
  /** Per element: the first group that found it. */
  readonly firstIn: ReadonlyMap<number, number>;
}

/** Decides a set with adds of unique elements and reads of the whole. */
export function decideGrowingSet(calls: CallColumns, set: GrowingSet): Decision {
  const adder = new Map<number, number>();
  for (const add of set.adds) {
    const element = set.elementOf(add);
    if (adder.has(element)) return undecidedDecision;
    adder.set(element, add);
  }
  if (set.initial.some((element) => adder.has(element))) return undecidedDecision;
  const chain = chainOf(calls, set);
  if ('kind' in chain) return chain;
  const groups = (chain.group.at(-1) ?? -1) + 1;
  const initial = new Set(set.initial);
  for (const [element, group] of chain.firstIn) {
    if (adder.has(element) || (initial.has(element) && group === 0)) continue;
    const at = chain.group.indexOf(group);
    const shown = shownValue(calls.values.valueOf(element));
    const reason = initial.has(element)
      ? `${shown} is there from the beginning, and a read did not find it`
      : `${shown} was found, and nothing added it`;
    return contradictionOf(calls, reason, [chain.order[initial.has(element) ? 0 : at] as number]);
  }
  const [first] = chain.order;
  const lost = set.initial.find((element) => !chain.firstIn.has(element));
  if (lost !== undefined && first !== undefined) {
    const shown = shownValue(calls.values.valueOf(lost));
    return contradictionOf(calls, `${shown} is there from the beginning, and a read did not find it`, [
      first,
    ]);
  }
  return compareLayers(calls, layersOf(calls, set, chain, groups));
}

/** Reads by what they found, smallest first; or a violation where two found what excludes each other. */
function chainOf(calls: CallColumns, set: GrowingSet): Layers | Decision {
  const found = set.reads.map((read) => ({ read, elements: [...new Set(set.elementsOf(read))] }));
  found.sort((a, b) => a.elements.length - b.elements.length);
  const firstIn = new Map<number, number>();
  const group: number[] = [];
  const order: number[] = [];
  let size = -1;
  for (const { read, elements } of found) {
    const last = group.at(-1) ?? -1;
    const grows = elements.length > size;
    let known = 0;
    for (const element of elements) {
      if (firstIn.has(element)) known++;
      else firstIn.set(element, last + 1);
    }
    if (known < Math.max(size, 0) || (!grows && known < elements.length)) {
      const reason = 'two reads found elements that the other did not find, and nothing is ever removed';
      return contradictionOf(calls, reason, [order.at(-1) as number, read]);
    }
    group.push(grows ? last + 1 : last);
    order.push(read);
    size = elements.length;
  }
  return { group, order, firstIn };
}

/** Calls of one layer after another: the adds before a group of reads, the reads, and so on. */
function layersOf(
  calls: CallColumns,
  set: GrowingSet,
  { group, order, firstIn }: Layers,
  groups: number,
): readonly (readonly number[])[] {
  const layers: number[][] = Array.from({ length: groups * 2 + 1 }, () => []);
  for (const add of set.adds) {
    const first = firstIn.get(set.elementOf(add));
    // One of unknown outcome that nobody found may never have taken effect.
    if (first === undefined && calls.completed[add] === NEVER) continue;
    layers[(first ?? groups) * 2]?.push(add);
  }
  for (const [at, read] of order.entries()) layers[(group[at] as number) * 2 + 1]?.push(read);
  return layers;
}

/** No call may have ended before one of an earlier layer began. */
function compareLayers(calls: CallColumns, layers: readonly (readonly number[])[]): Decision {
  let latest = -1;
  let latestLayer = -1;
  for (const [layer, members] of layers.entries()) {
    for (const call of members) {
      if (latest === -1 || (calls.completed[call] as number) > (calls.invoked[latest] as number)) continue;
      // A read between the two layers tells them apart.
      const between = layers.slice(latestLayer, layer + 1).findIndex((_, at) => (latestLayer + at) % 2 === 1);
      const witness = between === -1 ? -1 : (layers[latestLayer + between]?.[0] ?? -1);
      const reason =
        'a call ended before another began that must have taken effect earlier, by what reads found';
      return contradictionOf(calls, reason, [latest, witness, call]);
    }
    for (const call of members) {
      if (latest !== -1 && (calls.invoked[call] as number) <= (calls.invoked[latest] as number)) continue;
      latest = call;
      latestLayer = layer;
    }
  }
  return linearizableDecision;
}
