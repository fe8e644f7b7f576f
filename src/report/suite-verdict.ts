// What a suite came to, in one sentence: what decided its exit code, and how much of it was run.

import { exitCodes } from '../runner/exit-code.ts';
import type { SuiteSummary } from '../suite/summary.ts';
import { counted, formatCount } from './format.ts';

/** Names in a sentence. */
const namesMax = 3;

/** Runs with one of these outcomes, those of canaries included. */
function ended({ groups }: SuiteSummary, ...names: readonly string[]): number {
  const counts = groups.flatMap(({ outcomes }) => names.map((name) => outcomes[name] ?? 0));
  return counts.reduce((sum, count) => sum + count, 0);
}

function caughtText({ groups }: SuiteSummary): string {
  const canaries = groups.filter(({ isCanary }) => isCanary).length;
  return canaries === 0 ? '' : `, and ${counted(canaries, 'canary was', 'canaries were')} caught`;
}

function failedSentence(summary: SuiteSummary): string {
  const violations = summary.outcomes['violation'] ?? 0;
  const escaped = summary.groups.filter(
    ({ isCanary, exitCode }) => isCanary && exitCode === exitCodes.violation,
  );
  const parts = [
    ...(violations === 0 ? [] : [`${counted(violations, 'run', 'runs')} found a violation`]),
    ...(escaped.length === 0 ? [] : [`canary ${escaped.map(({ name }) => name).join(', ')} was not caught`]),
  ];
  return `FAILED: ${parts.join(', and ')}.`;
}

/** What alone would end the suite with this exit code. */
function causes(summary: SuiteSummary, ofRuns: (count: number) => string): string {
  const { exitCode, failed, groups, neverReached, isWhole, planned, finished } = summary;
  const runs = failed.filter((record) => record.exitCode === exitCode).length;
  const canaries = groups.filter((group) => group.isCanary && group.exitCode === exitCode);
  const unreached = isWhole && exitCode === exitCodes['invalid-run'] ? neverReached : [];
  const parts = [
    ...(runs === 0 ? [] : [ofRuns(runs)]),
    ...canaries.map(({ name }) => `no result from canary ${name}`),
    ...(unreached.length === 0
      ? []
      : [
          `${counted(unreached.length, 'condition', 'conditions')} never reached (${unreached.slice(0, namesMax).join(', ')})`,
        ]),
  ];
  return parts.length === 0
    ? `${formatCount(finished)} of ${formatCount(planned)} runs were made`
    : parts.join(', and ');
}

function missedSentence({ thresholds, isWhole, outcomes }: SuiteSummary): string {
  const missed = thresholds.filter(
    ({ met, over, measured }) => !met && (isWhole || (over === 'eachRun' && measured !== null)),
  );
  const shown = missed.slice(0, namesMax).map(({ text, found }) => `${text} (${found})`);
  const left = missed.length - shown.length;
  const runs = outcomes['threshold-missed'] ?? 0;
  if (shown.length === 0) return `Threshold missed by ${counted(runs, 'run', 'runs')}.`;
  return `${missed.length === 1 ? 'Threshold' : 'Thresholds'} missed: ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}.`;
}

function passedSentence(summary: SuiteSummary): string {
  const own = summary.groups.filter(({ isCanary }) => !isCanary);
  const planned = own.reduce((sum, group) => sum + group.planned, 0);
  const finished = own.reduce((sum, group) => sum + group.finished, 0);
  const caught = caughtText(summary);
  if (finished === planned)
    return `Passed: ${planned === 1 ? 'the one run is' : `all ${formatCount(planned)} runs are`} valid${caught}.`;
  return `Passed as far as it got: ${formatCount(finished)} of ${formatCount(planned)} runs were made, all of them valid${caught}.`;
}

/** Verdict of a suite that has ended; what else is wrong with it stands in `problems`. */
export function suiteSentence(summary: SuiteSummary): string {
  const { exitCode, planned, finished } = summary;
  const made = `${formatCount(finished)} of ${formatCount(planned)} runs were made`;
  switch (exitCode) {
    case exitCodes.valid:
      return passedSentence(summary);
    case exitCodes.violation:
      return failedSentence(summary);
    case exitCodes.unknown:
      return `Undecided: ${counted(ended(summary, 'unknown'), 'run', 'runs')} could not be decided.`;
    case exitCodes['threshold-missed']:
      return missedSentence(summary);
    case exitCodes.interrupted:
      return `Interrupted: ${made}.`;
    case exitCodes['invalid-run']:
      if (summary.end === 'incomplete') return `Incomplete: ${made}.`;
      if (summary.end === 'cut-off') return `Cut off before its end, or still running: ${made}.`;
      return `Inconclusive: ${causes(summary, (runs) => counted(runs, 'invalid run', 'invalid runs'))}.`;
    case exitCodes.usage:
      return `Not run as asked: ${causes(summary, (runs) => `${counted(runs, 'run', 'runs')} could not be begun`)}.`;
    default:
      return `CRASHED: ${counted(ended(summary, 'crash', 'lost'), 'run', 'runs')} ended in a failure of Ordeal itself.`;
  }
}
