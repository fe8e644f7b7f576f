// What a batch of seeds came to: its exit code, and in one sentence what decided it.

import type { BatchSummary } from '../batch/tally.ts';
import { exitCodes, worstExitCode } from '../runner/exit-code.ts';
import type { SeedRecord } from '../store/batch.ts';
import { counted, formatCount } from './format.ts';

export interface BatchVerdict {
  readonly exitCode: number;
  readonly sentence: string;
}

/** Outcomes that end a batch, unless it collects them. */
const ending: readonly SeedRecord['outcome'][] = ['violation', 'crash', 'lost'];

/** Verdict of what is on disk of a batch: one that lacks seeds without a reason was interrupted, or still runs. */
export function batchVerdict(summary: BatchSummary): BatchVerdict {
  const { seeds, finished, failed } = summary;
  const isCutOff = finished < seeds.count && !failed.some(({ outcome }) => ending.includes(outcome));
  const exitCode = worstExitCode([summary.exitCode, ...(isCutOff ? [exitCodes.interrupted] : [])]);
  return { exitCode, sentence: sentenceOf(exitCode, summary) };
}

function sentenceOf(exitCode: number, { seeds, finished, failed }: BatchSummary): string {
  const cause = failed.filter((record) => record.exitCode === exitCode).length;
  const ofAll = `${formatCount(cause)} of ${counted(finished, 'seed')}`;
  const left = seeds.count - finished;
  const unrun = left <= 0 ? '' : `; ${counted(left, 'seed was', 'seeds were')} not run`;
  switch (exitCode) {
    case exitCodes.valid:
      return `Passed: ${finished === 1 ? 'the one seed is' : `all ${formatCount(finished)} seeds are`} valid.`;
    case exitCodes.violation:
      return `FAILED: ${ofAll} found a violation${unrun}.`;
    case exitCodes.unknown:
      return `Undecided: ${ofAll} could not be decided.`;
    case exitCodes['invalid-run']:
      return `Inconclusive: ${ofAll} ${cause === 1 ? 'was an invalid run' : 'were invalid runs'}.`;
    case exitCodes['threshold-missed']:
      return `Threshold missed by ${ofAll}.`;
    case exitCodes.interrupted:
      return `Interrupted, or still running: ${formatCount(finished)} of ${counted(seeds.count, 'seed')} finished.`;
    case exitCodes.usage:
      return `Not run as asked: ${ofAll} could not be started.`;
    default:
      return `CRASHED: ${ofAll} ended in a failure of Ordeal itself${unrun}.`;
  }
}
