// What `--events` prints: one JSON document a line as a run goes, for whoever watches by program.

import type { Plan } from '../plan/plan.ts';
import { terminalJson } from '../report/terminal-text.ts';
import type { ProgressRecord } from '../store/progress.ts';
import type { RunResults } from '../store/results.ts';
import { plainValue } from './output.ts';

type RunEvent =
  | { readonly event: 'start'; readonly plan: Plan }
  | ({ readonly event: 'progress' } & ProgressRecord)
  | {
      readonly event: 'end';
      readonly outcome: RunResults['outcome'];
      readonly exitCode: number;
      /** Folder of the run; `null` where it could not be saved. */
      readonly saved: string | null;
      readonly verdicts: readonly Pick<RunResults['verdicts'][number], 'checker' | 'valid' | 'reason'>[];
    };

/** Prints to standard output. */
export function printEvent(event: RunEvent): void {
  process.stdout.write(`${terminalJson(JSON.stringify(event, plainValue))}\n`);
}

/** The last event of a run. */
export function endOf({ outcome, exitCode, verdicts }: RunResults, saved: string | null): RunEvent {
  const told = verdicts.map(({ checker, valid, reason }) => ({ checker, valid, reason }));
  return { event: 'end', outcome, exitCode, saved, verdicts: told };
}
