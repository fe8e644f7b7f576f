// The last steps of a run in any world: what it found for people, its results on disk, and how to run it again.

import type { History } from '../history/history.ts';
import type { Screen } from '../report/screen.ts';
import { summarizeOperations } from '../report/statistics.ts';
import { summaryLines } from '../report/summary.ts';
import { exitCodeOf } from '../runner/exit-code.ts';
import { saveResults } from '../store/create-run.ts';
import type { RunResults } from '../store/results.ts';
import type { RunFiles } from '../store/run-files.ts';
import { messageOf } from './failure.ts';
import { shownPath } from './repository.ts';
import { saveRunPage } from './run-page.ts';
import { type RunRequest, tellAgain } from './run-request.ts';

/** Tells and saves what a run found. When it cannot be saved, the run does not count, unless it has shown a violation. */
export async function finishRun(
  request: RunRequest,
  files: RunFiles,
  results: RunResults,
  history: History,
): Promise<RunResults> {
  const { screen } = request;
  for (const line of summaryLines(results, summarizeOperations(history.columns()), screen)) screen.line(line);
  screen.clearStatus();
  const saved = await save(files, screen, results);
  await saveRunPage(files, screen, history);
  request.onSaved?.(files.directory);
  screen.line(`${screen.paint.dim('saved')} ${shownPath(files.directory)}`);
  tellAgain(request, results.traceHash);
  return saved;
}

async function save(files: RunFiles, screen: Screen, results: RunResults): Promise<RunResults> {
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
