// A promise that was seen broken inside the cluster, in words: what was violated, what happened, and what the history says
// beside it. Clients need not have noticed.

import type { Verdict } from '../../checkers/checker.ts';
import { isBrokenInside } from '../../runner/judge.ts';
import type { RunResults } from '../../store/results.ts';

/** Checkers that say what a run measured or whether it counts, and nothing of what clients saw. */
const aboutTheRun: ReadonlySet<string> = new Set([
  'availability',
  'statistics',
  'run-validity',
  'log-patterns',
  'recovery',
]);

/** The first of them; `null` where there is none. */
export function insideViolationOf({ verdicts }: Pick<RunResults, 'verdicts'>): Verdict | null {
  return verdicts.find(isBrokenInside) ?? null;
}

/** `A guarantee inside the cluster was violated: leases-never-overlap.` */
export function insideSentence({ checker, details }: Verdict): string {
  if (details['kind'] === 'stuck') return 'VIOLATION: a node of the cluster got stuck.';
  if (details['kind'] === 'crash') return 'VIOLATION: a node of the cluster crashed by itself.';
  if (details['kind'] === 'liveness') return `VIOLATION: the healed cluster did not get on: ${checker}.`;
  return `VIOLATION: a guarantee inside the cluster was violated: ${checker}.`;
}

/** `What clients saw up to then: linearizable valid, durability valid.` */
export function historySentence({ verdicts }: Pick<RunResults, 'verdicts'>): string {
  const judged = verdicts.filter((verdict) => !isBrokenInside(verdict) && !aboutTheRun.has(verdict.checker));
  if (judged.length === 0) return '';
  const words = judged.map(({ checker, valid }) => {
    const word = valid === true ? 'valid' : valid === false ? 'violated' : 'unknown';
    return `${checker} ${word}`;
  });
  return `What clients saw up to then: ${words.join(', ')}.`;
}
