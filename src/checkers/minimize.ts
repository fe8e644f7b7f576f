// The smallest part of a history that a checker still rejects: delta debugging (Zeller and Hildebrandt, "Simplifying and
// Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002) over operations, each an invocation with its completion.

import { canonicalText } from '../history/canonical-text.ts';
import { historyInMemory } from '../history/history.ts';
import type { Operation } from '../history/operation.ts';
import type { Budget, Checker, Verdict } from './checker.ts';

export interface MinimizedHistory {
  /** Operations as they stand in the original, nemesis left out, in its order. */
  readonly history: readonly Operation[];
  /** What the checker says of it: a violation. */
  readonly verdict: Verdict;
  /** True when leaving out any single operation more makes the violation go away; false when the budget ran out first. */
  readonly minimal: boolean;
  readonly checks: number;
}

/** An operation: its invocation and, where there is one, its completion. */
type Pair = readonly Operation[];

interface Attempt {
  readonly pairs: readonly Pair[];
  readonly verdict: Verdict;
}

/**
 * Shrinks a history that the checker rejects; null when it does not reject it within the budget. The budget is for all
 * checks together.
 */
export async function minimizeHistory(
  history: readonly Operation[],
  checker: Checker,
  budget: Budget,
): Promise<MinimizedHistory | null> {
  const end = performance.now() + budget.timeMs;
  let checks = 0;
  const attempt = async (pairs: readonly Pair[]): Promise<Attempt | null> => {
    const timeMs = end - performance.now();
    if (timeMs <= 0) return null;
    checks++;
    const verdict = await checker.check(historyInMemory(inOrder(pairs)), {
      timeMs,
      memoryBytes: budget.memoryBytes,
    });
    return verdict.valid === false ? { pairs, verdict } : null;
  };
  const whole = await attempt(pairsOf(history));
  if (whole === null) return null;
  const rough = await narrow(whole, attempt);
  const { best, minimal } = await reduce(rough, attempt, () => performance.now() < end);
  return { history: inOrder(best.pairs), verdict: best.verdict, minimal, checks };
}

function pairsOf(history: readonly Operation[]): readonly Pair[] {
  const pairs: Operation[][] = [];
  const open = new Map<number, Operation[]>();
  for (const operation of history) {
    if (operation.process === 'nemesis') continue;
    if (operation.type === 'invoke') {
      const pair = [operation];
      open.set(operation.process, pair);
      pairs.push(pair);
    } else open.get(operation.process)?.push(operation);
  }
  return pairs;
}

function inOrder(pairs: readonly Pair[]): readonly Operation[] {
  return pairs.flat().sort((a, b) => a.index - b.index);
}

/** Two big cuts that nearly always work: what begins after the last witness, and keys that no witness is about. */
async function narrow(
  whole: Attempt,
  attempt: (pairs: readonly Pair[]) => Promise<Attempt | null>,
): Promise<Attempt> {
  let best = whole;
  const { witnesses } = whole.verdict;
  if (witnesses.length === 0) return best;
  const keyOf = ({ key }: Operation): string => (key === undefined ? '' : canonicalText(key));
  const keys = new Set(witnesses.map(keyOf));
  const last = Math.max(...witnesses.map(({ index }) => index));
  const cuts: ((operation: Operation) => boolean)[] = [
    (operation) => keys.has(keyOf(operation)),
    (operation) => operation.index <= last,
  ];
  for (const keep of cuts) {
    const kept = best.pairs.filter(([invocation]) => invocation !== undefined && keep(invocation));
    if (kept.length < best.pairs.length) best = (await attempt(kept)) ?? best;
  }
  return best;
}

/** Leaves out ever smaller chunks until no single operation can be left out. */
async function reduce(
  start: Attempt,
  attempt: (pairs: readonly Pair[]) => Promise<Attempt | null>,
  hasTime: () => boolean,
): Promise<{ readonly best: Attempt; readonly minimal: boolean }> {
  let best = start;
  let size = Math.max(1, best.pairs.length >> 1);
  for (;;) {
    let reduced = false;
    for (let from = 0; from < best.pairs.length; ) {
      if (!hasTime()) return { best, minimal: false };
      const rest = [...best.pairs.slice(0, from), ...best.pairs.slice(from + size)];
      const smaller = rest.length === 0 ? null : await attempt(rest);
      if (smaller === null) from += size;
      else {
        best = smaller;
        reduced = true;
      }
    }
    if (size === 1 && !reduced) return { best, minimal: hasTime() };
    if (size > 1) size = Math.max(1, size >> 1);
  }
}
