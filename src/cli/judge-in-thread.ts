// What a thread that judges needs, wired: entry of the module that is bundled for it.

import type { Budget, Checker, Verdict } from '../checkers/checker.ts';
import { checkerNamed } from '../checkers/registry.ts';
import { readHistory } from '../history/read.ts';
import type { CheckerSource } from '../runner/checker-threads.ts';
import { savedFacts } from '../runner/persisted/cluster-facts.ts';
import { nodesOf, partsOf } from './plan-parts.ts';

/** The checkers of a source, in its order. */
async function checkersOf(source: CheckerSource): Promise<readonly Checker[]> {
  if (source.kind === 'plan') return checkersOfRun(source);
  return [checkerNamed(source.name, source.options)];
}

/** Those of the workload, which are told what the nodes had on their disks. */
async function checkersOfRun({
  plan,
  nodesDirectory,
}: CheckerSource & { readonly kind: 'plan' }): Promise<readonly Checker[]> {
  const parts = partsOf(plan);
  const nodes = nodesOf(plan);
  const { persisted: form, checkers } = parts.workload(nodes);
  if (nodesDirectory === undefined || form === undefined) return checkers;
  return parts.workload(nodes, await savedFacts(nodesDirectory, nodes, form)).checkers;
}

/** Reads a history and answers with a function that asks the checker at a position about it. */
export async function openJudge(
  historyPath: string,
  source: CheckerSource,
): Promise<(position: number, budget: Budget) => Promise<Verdict>> {
  const checkers = await checkersOf(source);
  const history = await readHistory(historyPath);
  return async (position, budget) => {
    const checker = checkers[position];
    if (checker === undefined) throw new RangeError(`there is no checker ${position} of ${checkers.length}`);
    return checker.check(history, budget);
  };
}
