// Who is told what of runs: people on a screen, programs by events, or nobody before the end.

import type { Plan } from '../plan/plan.ts';
import { quietScreen, type Screen } from '../report/screen.ts';
import { outcomeSentence } from '../report/summary.ts';
import type { ProgressRecord } from '../store/progress.ts';
import type { RunResults } from '../store/results.ts';
import { usageFailure } from './failure.ts';
import { type JsonFlag, openScreen } from './output.ts';
import { createEventPrinter, endOf, type RunEvent } from './run-events.ts';

export interface OutputFlags extends JsonFlag {
  readonly events?: boolean;
  readonly quiet?: boolean;
  readonly seeds?: string;
}

export interface RunOutput {
  readonly screen: Screen;
  started(plan: Plan): void;
  progress(progress: ProgressRecord): void;
  ended(plan: Plan, results: RunResults, saved: string | null): void;
  /** The end of a batch. @param told one line */
  batchEnded(plan: Plan, told: string): void;
  /** Waits until all is taken by who reads it. @throws {CommandFailure} where events could not be written */
  close(): Promise<void>;
}

/** @throws {CommandFailure} for flags that contradict each other */
export function openRunOutput(flags: OutputFlags): RunOutput {
  const { json = false, events = false, quiet = false, seeds } = flags;
  if (events && json)
    throw usageFailure('--events and --json both want standard output: leave one of them out.');
  if (events && seeds !== undefined)
    throw usageFailure('--events tells of single runs: leave --seeds or --events out.');
  const loud = openScreen({ json: json || events });
  const printer = events ? createEventPrinter<RunEvent>() : null;
  const lastLine = (text: string): void => {
    if (quiet) loud.line(text);
  };
  return {
    screen: quiet ? quietScreen(loud) : loud,
    started: (plan) => printer?.print({ event: 'start', plan }),
    progress: (progress) => printer?.print({ event: 'progress', ...progress }),
    ended({ name }, results, saved) {
      printer?.print(endOf(results, saved));
      const { exitCode } = results;
      const where = saved === null ? '' : `  ${saved}`;
      lastLine(`${name}: ${outcomeSentence(results)} (exit code ${exitCode})${where}`);
    },
    batchEnded: ({ name }, told) => lastLine(`${name}: ${told}`),
    close: async () => printer?.close(),
  };
}
