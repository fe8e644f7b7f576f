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

/** What speaks against a run, for one line of a list. */
export interface Against {
  /** Checkers and invariants that found a violation. */
  readonly violations: readonly string[];
  readonly classes: readonly string[];
  /** The first and worst reason why it is not valid; empty where it is, and where nothing says why. */
  readonly reason: string;
}

/** A crash first, then what was found, then what could not be decided or does not count, then any other problem. */
export function speaksAgainst(results: Judged & Pick<RunResults, 'problems'>): Against {
  const { outcome, verdicts, crash, problems } = results;
  const bad = verdicts.filter(({ valid }) => valid !== true);
  const broken = bad.filter(({ valid, checker }) => valid === false && checker !== 'run-validity');
  const reasons = [
    ...(crash === null ? [] : [`crash in ${crash.where}: ${crash.message}`]),
    ...[...broken, ...bad].map(({ reason }) => reason),
    ...problems,
  ];
  return {
    violations: brokenVerdicts(results).map(({ checker }) => checker),
    classes: violationClasses(results),
    reason: outcome === 'valid' ? '' : (reasons[0] ?? ''),
  };
}
