// What makes two failing runs the same failure: the outcome and whatever found it.

import type { RunResults } from '../store/results.ts';

/** `violation: linearizable`, `crash: the generator`, or the bare outcome. */
export function violationClass({
  outcome,
  verdicts,
  crash,
}: Pick<RunResults, 'outcome' | 'verdicts' | 'crash'>): string {
  const broken = verdicts.filter(({ valid, checker }) => valid === false && checker !== 'run-validity');
  if (outcome === 'violation') return `violation: ${broken[0]?.checker ?? 'unknown'}`;
  return crash === null ? outcome : `${outcome}: ${crash.where}`;
}
