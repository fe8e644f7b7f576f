// A closed walk among transactions that the rules of a model forbid, and the orders of versions that it rests on: at least one
// of those must be the other way round.

import { absent } from '../../../history/interner.ts';
import { relation } from './event-edges.ts';
import type { EventGraph } from './event-graph.ts';
import type { Observed } from './observed.ts';

/** One step of a walk; what `ww` and `rw` follow from are the versions `low` and `high`, in that order. */
export interface WalkStep {
  readonly from: number;
  readonly to: number;
  readonly relation: number;
  readonly low: number;
  readonly high: number;
}

/** The last step ends where the first one begins. */
export type Walk = readonly WalkStep[];

/** The steps between transactions of edges that follow each other. */
export function stepsOf(graph: EventGraph, path: readonly number[]): readonly WalkStep[] {
  const { from, to, relation: relations, low, high } = graph.edges;
  const steps: WalkStep[] = [];
  let waiting = absent;
  for (const edge of path) {
    const said = relations[edge] as number;
    const [source, target] = [from[edge], to[edge]].map((node) => graph.transactionOf(node as number)) as [
      number,
      number,
    ];
    if (said === relation.realtime) waiting = source;
    else if (said !== relation.inside)
      steps.push({
        from: source,
        to: target,
        relation: said,
        low: low[edge] as number,
        high: high[edge] as number,
      });
    else if (target !== absent && source === absent) {
      // The end of a way through real time, whose beginning may be the end of the path.
      steps.push({ from: waiting, to: target, relation: relation.realtime, low: absent, high: absent });
      waiting = absent;
    }
  }
  return waiting === absent
    ? steps
    : steps.map((step) => (step.from === absent ? { ...step, from: waiting } : step));
}

/** Joins steps from version to version of one key: versions that are further apart have an order, too. */
export function shortened(steps: readonly WalkStep[]): Walk {
  let walk = [...steps];
  for (let again = true; again; ) {
    again = false;
    for (let index = 0; index < walk.length && walk.length > 2; index++) {
      const [one, next, beyond] = [0, 1, 2].map((by) => walk[(index + by) % walk.length]) as [
        WalkStep,
        WalkStep,
        WalkStep,
      ];
      const joins =
        next.relation === relation.ww &&
        one.high === next.low &&
        one.from !== next.to &&
        (one.relation === relation.ww || (one.relation === relation.rw && beyond.relation !== relation.rw));
      if (!joins) continue;
      const joined = { ...one, to: next.to, high: next.high };
      const removed = (index + 1) % walk.length;
      walk = walk
        .map((step, position) => (position === index ? joined : step))
        .filter((_, position) => position !== removed);
      again = true;
      break;
    }
  }
  return walk;
}

/** Two versions of a key, the one that is taken to be the earlier one first. */
export type Pair = readonly [low: number, high: number];

/** Whether an order of two versions was seen. */
export function isKnown({ rank }: Observed, [low]: Pair): boolean {
  return rank[low] !== absent;
}

/** The orders that a walk rests on and that nobody saw, each once. */
export function assumedBy(observed: Observed, walk: Walk): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { low, high } of walk)
    if (low !== absent && !isKnown(observed, [low, high])) pairs.set(`${low}-${high}`, [low, high]);
  return [...pairs.values()];
}
