// Whether some order of the versions satisfies a model. One that goes with all that is known is tried; where it does something
// that the model forbids, the orders of versions that this rests on cannot all hold, which is noted, and the next order tried
// contradicts no such note. An order that does nothing forbidden proves the history valid; notes that cannot all be followed
// prove that there is none, and are the reasons. (Lazy clause generation, as in the solvers that Zhang et al., "Viper", EuroSys
// 2023, and Huang et al., "PolySI", VLDB 2023, hand such questions to.)

import type { Memory } from '../memory.ts';
import { createClauses } from './clauses.ts';
import { eventGraphOf } from './event-graph.ts';
import { forbiddenWalks, type Surroundings } from './forbidden-walks.ts';
import type { Observed } from './observed.ts';
import { certainGraph, orderWithin } from './ordering.ts';
import type { Rules } from './rules.ts';
import { assumedBy, type Pair, type Walk } from './walk.ts';

export type Decision =
  | { readonly kind: 'satisfied' }
  /** Whatever the order of the versions, it does one of these. */
  | { readonly kind: 'impossible'; readonly walks: readonly Walk[] }
  | { readonly kind: 'bound'; readonly limit: 'steps' | 'time' };

export interface DecisionLimits {
  /** Edges and clauses looked at. */
  readonly steps: number;
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
  readonly memory: Memory;
}

/** Contradicting clauses that are reduced to those that are needed. */
const reducedMax = 400;

/** Decides whether an order of the versions satisfies the rules. @throws {MemoryRanOut} */
export function decide(observed: Observed, rules: Rules, limits: DecisionLimits): Decision {
  const surroundings = { memory: limits.memory, budget: { left: limits.steps } };
  const { budget } = surroundings;
  const clauses = createClauses();
  const walks: Walk[] = [];
  let granted: readonly Pair[] = [];
  for (;;) {
    const found = attempt(observed, rules, granted, surroundings);
    if (budget.left <= 0) return { kind: 'bound', limit: 'steps' };
    if (found.length === 0) return { kind: 'satisfied' };
    for (const walk of found) {
      const assumed = assumedBy(observed, walk);
      if (assumed.length === 0) return { kind: 'impossible', walks: [walk] };
      if (clauses.exclude(assumed)) walks.push(walk);
    }
    if (performance.now() > limits.deadlineMs) return { kind: 'bound', limit: 'time' };
    const choice = clauses.choose(budget);
    if (choice === 'bound') return { kind: 'bound', limit: 'steps' };
    if (choice === 'contradiction') {
      const needed = neededFor(clauses, limits.deadlineMs);
      return { kind: 'impossible', walks: needed.map((index) => walks[index] ?? []) };
    }
    granted = choice;
  }
}

/** What is forbidden of an order that has these pairs; nothing where nothing is. */
function attempt(
  observed: Observed,
  rules: Rules,
  granted: readonly Pair[],
  surroundings: Surroundings,
): readonly Walk[] {
  const { memory } = surroundings;
  const certain = certainGraph(observed, rules, granted, memory);
  const none = { of: observed.ofKey.of, position: new Int32Array(0) };
  const plain: Rules = { ...rules, sight: null, cursor: false };
  const contradictions = forbiddenWalks(observed, plain, none, certain, surroundings);
  if (contradictions.length > 0) {
    certain.edges.release();
    return contradictions;
  }
  const order = orderWithin(observed, certain, memory);
  certain.edges.release();
  const graph = eventGraphOf(observed, rules, order, memory);
  const found = forbiddenWalks(observed, rules, order, graph, surroundings);
  graph.edges.release();
  return found;
}

/** Clauses that contradict each other, as few as can be told one by one. */
function neededFor(clauses: ReturnType<typeof createClauses>, deadlineMs: number): readonly number[] {
  let needed = Array.from({ length: clauses.count }, (_, index) => index);
  if (needed.length > reducedMax) return needed;
  for (const one of needed) {
    const without = needed.filter((index) => index !== one);
    if (performance.now() > deadlineMs) break;
    if (clauses.choose({ left: 1_000_000 }, without) === 'contradiction') needed = without;
  }
  return needed;
}
