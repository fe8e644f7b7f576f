// Cycles by name, each once, the shortest ones kept: by class, and by shape where the shape has a name of its own.

import { type AnomalyName, cycleAnomaly } from '../anomaly.ts';
import { type Cycle, classOf, simpleCycles, withoutRelays } from './cycle.ts';
import type { TimedGraph } from './cyclic-core.ts';
import { claimOf, edgeKind, kindOf, layer, severity } from './edge.ts';

/** Cycles of one name; nodes are numbered as in the whole graph. */
export interface NamedCycles {
  readonly name: AnomalyName;
  /** The shortest of them. */
  readonly cycles: readonly Cycle[];
}

export interface CycleCollection {
  /** Adds the cycles that make up a closed walk. */
  add(walk: Cycle): void;
  has(name: AnomalyName): boolean;
  /** Transactions on the shortest one. */
  shortest(name: AnomalyName): number;
  all(): readonly NamedCycles[];
}

/** Cycles kept of each name. */
const KEPT = 3;

/** @param transactions nodes of the whole graph from that number on only carry edges on */
export function createCycleCollection({ origin }: TimedGraph, transactions: number): CycleCollection {
  const found = new Map<AnomalyName, Map<string, Cycle>>();
  const lengths = new Map<AnomalyName, number>();

  function note(name: AnomalyName, cycle: Cycle): void {
    const others = found.get(name) ?? new Map<string, Cycle>();
    found.set(name, others.set([...cycle.nodes].sort((a, b) => a - b).join(), cycle));
    lengths.set(name, Math.min(lengths.get(name) ?? Number.POSITIVE_INFINITY, cycle.nodes.length));
  }

  return {
    add(walk) {
      const whole = { nodes: walk.nodes.map((node) => origin[node] as number), labels: walk.labels };
      for (const cycle of simpleCycles(withoutRelays(whole, transactions))) {
        for (const name of namesOf(cycle)) note(name, cycle);
      }
    },
    has: (name) => found.has(name),
    shortest: (name) => lengths.get(name) ?? Number.POSITIVE_INFINITY,
    all: () =>
      [...found].map(([name, cycles]) => ({
        name,
        cycles: [...cycles.values()].sort((a, b) => a.nodes.length - b.nodes.length).slice(0, KEPT),
      })),
  };
}

/** The class of a cycle, and what its shape is called. */
export function namesOf(cycle: Cycle): readonly AnomalyName[] {
  const found = classOf(cycle);
  const names: AnomalyName[] = [cycleAnomaly(found)];
  const kinds = cycle.labels.map(kindOf);
  const count = (kind: number): number => kinds.filter((one) => one === kind).length;
  const [reads, misses] = [count(edgeKind.wr), count(edgeKind.rw)];
  const seen = cycle.labels.every((label) => claimOf(label) <= severity.g1c);
  if (kinds.length === 2 && misses === 2 && found.layer === layer.plain) names.push('write-skew');
  if (
    kinds.length === 4 &&
    reads === 2 &&
    found.severity === severity.gNonadjacent &&
    found.layer === layer.plain &&
    seen
  ) {
    names.push('long-fork');
  }
  if (misses !== 1 || !seen || reads + 1 + count(edgeKind.process) < kinds.length) return names;
  if (found.layer === layer.process) names.push('causal-violation-process');
  if (found.layer !== layer.plain) return names;
  names.push('causal-violation');
  if (kinds.length === 2) names.push('fractured-read');
  return names;
}
