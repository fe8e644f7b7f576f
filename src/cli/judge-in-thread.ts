// What a thread that judges needs, wired: entry of the module that is bundled for it.

import type { Budget, Checker, Verdict } from '../checkers/checker.ts';
import { checkerNamed } from '../checkers/registry.ts';
import { readHistory } from '../history/read.ts';
import type { CheckerSource } from '../runner/checker-threads.ts';
import { nodesOf, partsOf } from './plan-parts.ts';

/** The checkers of a source, in its order. */
function checkersOf(source: CheckerSource): readonly Checker[] {
  if (source.kind === 'plan') return partsOf(source.plan).workload(nodesOf(source.plan)).checkers;
  const { name, model, failed } = source;
  return [
    checkerNamed(name, {
      ...(model === undefined ? {} : { model }),
      ...(failed === undefined ? {} : { failed }),
    }),
  ];
}

/** Reads a history and answers with a function that asks the checker at a position about it. */
export async function openJudge(
  historyPath: string,
  source: CheckerSource,
): Promise<(position: number, budget: Budget) => Promise<Verdict>> {
  const checkers = checkersOf(source);
  const history = await readHistory(historyPath);
  return async (position, budget) => {
    const checker = checkers[position];
    if (checker === undefined) throw new RangeError(`there is no checker ${position} of ${checkers.length}`);
    return checker.check(history, budget);
  };
}
