// One run as a command asks for it, and the line that tells how to run it again.

import { join } from 'node:path';
import type { FaultPackage } from '../../nemesis/fault.ts';
import { fitsCommandLine, planCommand } from '../plan/command-line.ts';
import type { Plan } from '../plan/plan.ts';
import { describeSeed } from '../plan/seed.ts';
import type { Screen } from '../report/screen.ts';
import type { ProgressRecord } from '../store/progress.ts';
import { latestLink } from '../store/run-files.ts';
import type { Bundle } from '../worlds/build.ts';
import type { Interrupts } from './interrupts.ts';
import { programName, shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import type { ChosenWorld } from './worlds.ts';

export interface RunRequest {
  readonly plan: Plan;
  readonly world: ChosenWorld;
  /** The commit hash the seed was made from; `null` for a plain number. */
  readonly commit: string | null;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
  /** What makes its builds, where they are kept from one run to the next. */
  readonly build?: (version: string) => Promise<Bundle>;
  /** Told how the run goes, once a second. */
  readonly onProgress?: (progress: ProgressRecord) => void;
  /** Told where the run was saved. */
  readonly onSaved?: (directory: string) => void;
  /** What the fault packages are replaced by, such as a recorded schedule. */
  readonly changeFaults?: (packages: readonly FaultPackage[]) => readonly FaultPackage[];
}

/** A plan that flags cannot say is run again from the file it was saved to. */
export function againCommand(plan: Plan): string {
  if (fitsCommandLine(plan)) return planCommand(plan, programName());
  return `${programName()} run ${shownPath(join(resultsDirectory(), plan.name, latestLink, 'plan.json'))}`;
}

function seedText({ plan, commit }: RunRequest): string {
  return describeSeed({ number: plan.seed, commit });
}

/** Seed and command for the log of a run, which may never come to its end. */
export function plainAgain(request: RunRequest): string {
  return `seed ${seedText(request)}   again ${againCommand(request.plan)}`;
}

/** The last lines of a run: its seed, with the trace hash where there is one, and the command that runs the same again. */
export function tellAgain(request: RunRequest, traceHash?: string): void {
  const { screen, plan } = request;
  const { dim } = screen.paint;
  const trace = traceHash === undefined ? '' : `   ${dim('trace')} ${traceHash}`;
  screen.line(`${dim('seed')}  ${seedText(request)}${trace}`);
  screen.exact(`${dim('again')} ${againCommand(plan)}`);
}
