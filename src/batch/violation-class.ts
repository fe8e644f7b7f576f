// What makes two failing runs the same failure: the outcome and whatever found it.

import { type AnomalyName } from '../checkers/isolation/anomaly.ts';
import { type ModelName, ruledOut } from '../checkers/isolation/models.ts';
import type { RunResults } from '../store/results.ts';

type Judged = Pick<RunResults, 'outcome' | 'verdicts' | 'crash'>;

/** Verdicts that make a run a violation: neither that it does not count, nor that a threshold was missed. */
function brokenVerdicts({ verdicts }: Pick<Judged, 'verdicts'>): RunResults['verdicts'] {
  return verdicts.filter(
    ({ valid, checker, details }) =>
      valid === false && checker !== 'run-validity' && details['kind'] !== 'threshold-missed',
  );
}

/** `violation: linearizable`, `crash: the generator`, or the bare outcome. */
export function violationClass({ outcome, verdicts, crash }: Judged): string {
  const broken = brokenVerdicts({ verdicts });
  if (outcome === 'violation') return `violation: ${broken[0]?.checker ?? 'unknown'}`;
  return crash === null ? outcome : `${outcome}: ${crash.where}`;
}

/**
 * Every kind of violation in a run: `linearizable`, or with what exactly a checker of transactions found,
 * `list-append: G-single`. Each once, sorted.
 */
export function violationClasses(results: Pick<Judged, 'verdicts'>): readonly string[] {
  const classes = brokenVerdicts(results).flatMap(({ checker, details }) => {
    const { model, anomalies } = details;
    if (typeof model !== 'string' || typeof anomalies !== 'object' || anomalies === null) return [checker];
    const forbidden = Object.keys(anomalies).filter((name) =>
      ruledOut([name as AnomalyName]).has(model as ModelName),
    );
    return forbidden.length === 0 ? [checker] : forbidden.map((name) => `${checker}: ${name}`);
  });
  return [...new Set(classes)].sort();
}
