// The last step of a run: its results on disk.

import type { Screen } from '../report/screen.ts';
import { exitCodeOf } from '../runner/exit-code.ts';
import { saveResults } from '../store/create-run.ts';
import type { RunResults } from '../store/results.ts';
import type { RunFiles } from '../store/run-files.ts';
import { messageOf } from './failure.ts';

/** Saves the results; when that fails the run does not count, unless it has shown a violation. */
export async function saveRun(files: RunFiles, screen: Screen, results: RunResults): Promise<RunResults> {
  try {
    await saveResults(files, results);
    return results;
  } catch (error) {
    screen.line(screen.paint.red(messageOf(error)));
    const problems = [...results.problems, messageOf(error)];
    const outcome = ['valid', 'unknown', 'threshold-missed'].includes(results.outcome)
      ? 'invalid-run'
      : results.outcome;
    return { ...results, problems, outcome, exitCode: exitCodeOf(outcome) };
  }
}
