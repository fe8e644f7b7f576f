// What `--events` prints: one JSON document per line as a run goes, for whoever watches by program.

import type { Plan } from '../plan/plan.ts';
import { terminalJson } from '../report/terminal-text.ts';
import type { ProgressRecord } from '../store/progress.ts';
import type { RunResults } from '../store/results.ts';
import { outputFailure, plainValue } from './output.ts';
import { writeOutput } from './standard-streams.ts';

export type RunEvent =
  | { readonly event: 'start'; readonly plan: Plan }
  | ({ readonly event: 'progress' } & ProgressRecord)
  | {
      readonly event: 'end';
      readonly outcome: RunResults['outcome'];
      readonly exitCode: number;
      /** Events that are missing before this one, since nobody read them in time; absent for none. */
      readonly leftOut?: number;
      /** Folder of the run; `null` where it could not be saved. */
      readonly saved: string | null;
      readonly verdicts: readonly Pick<RunResults['verdicts'][number], 'checker' | 'valid' | 'reason'>[];
    };

/** What waits for a reader that does not read; progress beyond it is left out. */
const waitingBytesMax = 4 * 1024 * 1024;

/** What every stream of events has: `progress` may be left out where nobody reads, `end` says how much was. */
interface AnyEvent {
  readonly event: string;
}

export interface EventPrinter<Event extends AnyEvent> {
  /** Prints to standard output without waiting. */
  print(event: Event): void;
  /** Waits until all is taken. @throws {CommandFailure} where something could not be written */
  close(): Promise<void>;
}

export function createEventPrinter<Event extends AnyEvent>(): EventPrinter<Event> {
  let leftOut = 0;
  let failure: NodeJS.ErrnoException | null = null;
  let last = Promise.resolve();
  return {
    print(event) {
      if (event.event === 'progress' && process.stdout.writableLength > waitingBytesMax) {
        leftOut += 1;
        return;
      }
      const told = event.event === 'end' && leftOut > 0 ? { ...event, leftOut } : event;
      last = writeOutput(`${terminalJson(JSON.stringify(told, plainValue))}\n`).catch((error: unknown) => {
        failure ??= error as NodeJS.ErrnoException;
      });
    },
    async close() {
      await last;
      if (failure !== null) throw outputFailure(failure);
    },
  };
}

/** The last event of a run. */
export function endOf({ outcome, exitCode, verdicts }: RunResults, saved: string | null): RunEvent {
  const told = verdicts.map(({ checker, valid, reason }) => ({ checker, valid, reason }));
  return { event: 'end', outcome, exitCode, saved, verdicts: told };
}
