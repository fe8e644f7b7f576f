// From a history to a judgement: every checker of the workload, the statistics, and whether the run counts at all.
// A violation outranks everything, then a crash, then a run that does not count, then not knowing, then a threshold
// that was missed.

import type { FaultPackage } from '../../nemesis/fault.ts';
import type { Workload } from '../../workloads/workload.ts';
import { availability } from '../checkers/availability.ts';
import type { Budget, Checker, Verdict } from '../checkers/checker.ts';
import type { FaultWindow } from '../checkers/fault-windows.ts';
import { logPatterns } from '../checkers/log-patterns.ts';
import { runValidity, runValidityName } from '../checkers/run-validity.ts';
import { statistics } from '../checkers/statistics.ts';
import { nemesisProcess } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import type { AskedFigures } from '../plan/asked-figures.ts';
import type { Outcome } from '../store/results.ts';
import { type Crash, crashOf } from './crash.ts';
import { createFaultTracker } from './fault-records.ts';
import { excused, type PlaceFindings } from './place-losses.ts';
import { thresholdVerdicts } from './threshold-verdict.ts';

export interface JudgeOptions {
  readonly workload: Pick<Workload, 'checkers' | 'minimumSuccesses'>;
  readonly packages: readonly Pick<FaultPackage, 'name' | 'startOperations' | 'stopOperations'>[];
  /** What is asked of the figures; absent where a history is no run, whose figures nobody asks for. */
  readonly thresholds?: AskedFigures | undefined;
  /** What the run itself said of the cluster's recovery; absent or `null` where nothing is known of it. */
  readonly recovery?: Verdict | null;
  /** Promises that were seen broken inside the cluster, at which the run ended; absent where nobody looks inside. */
  readonly brokenInside?: readonly Verdict[];
  /** What the run found out about its place. */
  readonly place?: PlaceFindings;
  /** What `findNodePanics` found. */
  readonly nodePanics: readonly string[];
  /** What `findFailedAssertions` found; absent where there are no logs to look through. */
  readonly failedAssertions?: readonly string[];
  /** What `findMissingLogs` found. */
  readonly missingLogs?: readonly string[];
  /** For each checker. */
  readonly budget: Budget;
  /**
   * Asks the workload's checker at a position somewhere else, such as in a thread that reads the history itself. Several
   * may be asked at a time. Absent: here, one after the other.
   */
  readonly checkElsewhere?: (position: number, name: string, budget: Budget) => Promise<Verdict>;
}

export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly validity: Exclude<Outcome, 'interrupted'>;
  /** A checker that failed itself; its verdict is `unknown`. */
  readonly crash: Crash | null;
  /** How long each checker took, by its name. */
  readonly checkMs: Readonly<Record<string, number>>;
}

/** What is noted while checkers are asked. */
interface Notes {
  readonly crashes: Crash[];
  readonly checkMs: Record<string, number>;
}

/** Never rejects: a checker that throws is a crash, and the others are still asked. */
export async function judge(history: History, options: JudgeOptions): Promise<Judgement> {
  const { workload, packages, thresholds, recovery = null, nodePanics, failedAssertions, budget } = options;
  const { brokenInside = [], missingLogs = [], place = {} } = options;
  const notes: Notes = { crashes: [], checkMs: {} };
  const elsewhere = askElsewhere(options, notes);
  const ask = (checker: Checker): Promise<Verdict> =>
    verdictOf(checker.name, () => checker.check(history, budget), notes);
  const counts =
    brokenInside.length > 0
      ? endedByViolation
      : await ask(
          runValidity({
            minimumSuccesses: workload.minimumSuccesses,
            faults: packages,
            nodePanics,
            ...(place.losses === undefined ? {} : { losses: place.losses }),
          }),
        );
  const verdicts: Verdict[] = [...brokenInside, ...(recovery === null ? [] : [recovery])];
  const measuring = [
    ...(thresholds === undefined ? [] : [availability({ faults: faultWindows(history, packages) })]),
    ...(failedAssertions === undefined
      ? []
      : [logPatterns({ failedAssertions, panics: nodePanics, missing: missingLogs })]),
    statistics(),
  ];
  const measured: Verdict[] = [];
  for (const checker of measuring) measured.push(excused(await ask(checker), place));
  measured.push(...thresholdVerdicts(thresholds ?? {}, measured).map((verdict) => excused(verdict, place)));
  if (elsewhere !== null) verdicts.push(...(await elsewhere));
  else for (const checker of workload.checkers) verdicts.push(await ask(checker));
  verdicts.push(...measured);
  const crash = notes.crashes[0] ?? null;
  const validity = validityOf(verdicts, counts, crash);
  return { verdicts: [...verdicts, counts], validity, crash, checkMs: notes.checkMs };
}

/** Whether a verdict of a saved run is of a promise that was seen broken inside the cluster: no history shows it. */
export function isBrokenInside({ valid, details }: Verdict): boolean {
  return valid === false && typeof details['timeNs'] === 'number' && Array.isArray(details['nodes']);
}

/** What a whole run is asked for says nothing of one that ended in the middle, with faults still in effect. */
const endedByViolation: Verdict = {
  checker: runValidityName,
  valid: 'unknown',
  reason: 'Not checked: the run stopped at the violation.',
  witnesses: [],
  details: {},
};

/** Begins with all checkers that are asked elsewhere; null where they are asked here. */
function askElsewhere(
  { workload, budget, checkElsewhere }: JudgeOptions,
  notes: Notes,
): Promise<readonly Verdict[]> | null {
  if (checkElsewhere === undefined) return null;
  return Promise.all(
    workload.checkers.map(({ name }, position) =>
      verdictOf(name, () => checkElsewhere(position, name, budget), notes),
    ),
  );
}

async function verdictOf(
  name: string,
  check: () => Verdict | Promise<Verdict>,
  { crashes, checkMs }: Notes,
): Promise<Verdict> {
  const startMs = performance.now();
  try {
    return await check();
  } catch (error) {
    const crash = crashOf(`checker ${name}`, error);
    crashes.push(crash);
    const reason = `The checker failed: ${crash.message}.`;
    return { checker: name, valid: 'unknown', reason, witnesses: [], details: {} };
  } finally {
    checkMs[name] = Math.round((checkMs[name] ?? 0) + performance.now() - startMs);
  }
}

function validityOf(
  verdicts: readonly Verdict[],
  counts: Verdict,
  crash: Crash | null,
): Judgement['validity'] {
  const failed = verdicts.filter(({ valid }) => valid === false);
  const missed = failed.filter(({ details }) => details['kind'] === 'threshold-missed');
  if (failed.length > missed.length) return 'violation';
  if (crash !== null) return 'crash';
  if (counts.valid === false) return 'invalid-run';
  if ([...verdicts, counts].some(({ valid }) => valid === 'unknown')) return 'unknown';
  return missed.length > 0 ? 'threshold-missed' : 'valid';
}

/** Every fault that took effect, as the run's own packages tell. */
function faultWindows(history: History, packages: JudgeOptions['packages']): readonly FaultWindow[] {
  const tracker = createFaultTracker(packages);
  const { process } = history.columns();
  for (let row = 0; row < process.length; row++)
    if (process[row] === nemesisProcess) tracker.add(history.operation(row));
  return tracker
    .records()
    .filter(({ verified, hosts }) => verified && hosts.length > 0)
    .map(({ description, f, startNs, endNs }) => ({
      name: description === '' ? f : description,
      startNs,
      endNs,
    }));
}
