// Orders of pairs of versions that cannot all hold, and a choice that contradicts none of them (Davis, Logemann and Loveland,
// "A machine program for theorem-proving", CACM 5, 1962). What nothing asks for is left open.

import type { StepBudget } from './step-budget.ts';
import type { Pair } from './walk.ts';

/** A choice, none because there is none, or none because the budget ran out. */
export type Choice = readonly Pair[] | 'contradiction' | 'bound';

export interface Clauses {
  /** Not all of these orders hold together. @returns whether that was not known yet */
  exclude(pairs: readonly Pair[]): boolean;
  readonly count: number;
  /** Orders that contradict none of the clauses, or of those listed. */
  choose(budget: StepBudget, among?: readonly number[]): Choice;
}

/** The number of an order is that of its pair, twice, and one more where the larger version comes first. */
export function createClauses(): Clauses {
  const numbers = new Map<string, number>();
  const pairs: Pair[] = [];
  /** Each at least one of whose orders must hold. */
  const clauses: (readonly number[])[] = [];
  const known = new Set<string>();
  /** The choice before: orders that held then are tried first. */
  let before = new Set<number>();

  function numberOf([low, high]: Pair): number {
    const pair: Pair = low < high ? [low, high] : [high, low];
    const name = pair.join();
    let number = numbers.get(name);
    if (number === undefined) {
      number = pairs.length;
      numbers.set(name, number);
      pairs.push(pair);
    }
    return number * 2 + (low < high ? 0 : 1);
  }

  function pairOf(literal: number): Pair {
    const [low, high] = pairs[literal >> 1] as Pair;
    return (literal & 1) === 0 ? [low, high] : [high, low];
  }

  /** Sets what follows. @returns the first clause left to be decided, `null` for none, `'contradiction'` where one fails */
  function propagate(
    held: Int8Array,
    trail: number[],
    chosen: readonly (readonly number[])[],
    budget: StepBudget,
  ): readonly number[] | null | 'contradiction' {
    for (;;) {
      let open: readonly number[] | null = null;
      let changed = false;
      for (const clause of chosen) {
        budget.left -= clause.length;
        if (clause.some((literal) => held[literal] === 1)) continue;
        const free = clause.filter((literal) => held[literal] === 0);
        if (free.length === 0) return 'contradiction';
        if (free.length === 1) {
          set(held, trail, free[0] as number);
          changed = true;
        } else open ??= free;
      }
      if (!changed) return open;
    }
  }

  function set(held: Int8Array, trail: number[], literal: number): void {
    held[literal] = 1;
    held[literal ^ 1] = -1;
    trail.push(literal);
  }

  return {
    exclude(excluded) {
      const clause = excluded.map((pair) => numberOf(pair) ^ 1).sort((a, b) => a - b);
      const name = clause.join();
      if (known.has(name)) return false;
      known.add(name);
      clauses.push(clause);
      return true;
    },
    get count() {
      return clauses.length;
    },
    choose(budget, among) {
      const chosen = among === undefined ? clauses : among.map((index) => clauses[index] ?? []);
      const held = new Int8Array(pairs.length * 2);
      const trail: number[] = [];
      /** Length of the trail before each decision, and what else may be decided there. */
      const decisions: { readonly length: number; readonly others: number[] }[] = [];
      while (budget.left > 0) {
        const open = propagate(held, trail, chosen, budget);
        if (open === null) {
          before = new Set(trail);
          return trail.map(pairOf);
        }
        if (open !== 'contradiction') {
          const others = open.toSorted((a, b) => Number(before.has(a)) - Number(before.has(b)));
          decisions.push({ length: trail.length, others });
        }
        for (;;) {
          const decision = decisions.at(-1);
          if (decision === undefined) return 'contradiction';
          while (trail.length > decision.length) {
            const literal = trail.pop() as number;
            held[literal] = 0;
            held[literal ^ 1] = 0;
          }
          const next = decision.others.pop();
          if (next !== undefined) {
            set(held, trail, next);
            break;
          }
          decisions.pop();
        }
      }
      return 'bound';
    },
  };
}
