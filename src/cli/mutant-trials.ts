// Tries builds under plans: in the simulated world many at a time, on real hosts one after the other, each saved like any run.

import { violationClass } from '../batch/violation-class.ts';
import type { Trial } from '../mutants/hunt.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { drawPackages } from '../plan/draw-packages.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunResults } from '../store/results.ts';
import { messageOf } from './failure.ts';
import { editHits } from './mutant-hits.ts';
import { keepBuilds, openPlanRunner, type PlanRunner } from './mutant-runner.ts';
import { performRun } from './perform-run.ts';
import type { RunRequest } from './run-request.ts';

export interface Trials {
  /** Plans that are run at a time. */
  readonly width: number;
  /** What shrinks a failure; `null` where a run does not repeat. */
  readonly runner: PlanRunner | null;
  /** Makes these builds now, so that all are of the source as it is at this moment. */
  prepare(versions: readonly string[]): Promise<void>;
  /** `null` when the run was lost or came to no verdict. */
  run(plan: Plan): Promise<Trial | null>;
  /** How often each edit of a mutant is executed in one run of a plan; `null` where that cannot be counted. */
  hits(mutant: Mutant, plan: Plan): Promise<readonly number[] | null>;
  close(): Promise<void>;
}

const violationPrefix = 'violation: ';

/** Outcomes of a run in which promises could have been seen to be broken, and were not. */
const clearing: readonly RunResults['outcome'][] = ['valid', 'threshold-missed'];

/** What a run's results say of the build under test; `null` for nothing at all: an invalid run clears nobody. */
function trialOf(
  results: Pick<RunResults, 'outcome' | 'verdicts' | 'crash'>,
  traceHash: string | null,
): Trial | null {
  if (clearing.includes(results.outcome)) return { killer: null, reason: '', traceHash };
  if (results.outcome !== 'violation') return null;
  const killer = violationClass(results).replace(violationPrefix, '');
  const reason = results.verdicts.find(({ checker }) => checker === killer)?.reason ?? '';
  return { killer, reason, traceHash };
}

export async function openSimulatedTrials(threads: number | null): Promise<Trials> {
  const runner = await openPlanRunner(threads);
  return {
    width: runner.threads,
    runner,
    prepare: (versions) => runner.prepare(versions),
    async run(plan) {
      const end = await runner.run(drawPackages(plan), false);
      return end.kind === 'lost' ? null : trialOf(end.result.results, end.result.traceHash);
    },
    hits: editHits,
    close: () => runner.close(),
  };
}

/** @param request all of a run but its plan */
export function openHostedTrials(request: Pick<RunRequest, 'world' | 'screen' | 'interrupts'>): Trials {
  const build = keepBuilds('server');
  const { screen, interrupts } = request;
  return {
    width: 1,
    runner: null,
    async prepare(versions) {
      for (const version of versions) await build(version);
    },
    async run(plan) {
      try {
        return trialOf(await performRun({ ...request, plan: drawPackages(plan), commit: null, build }), null);
      } catch (error) {
        if (interrupts.signal.aborted) return null;
        // A cluster that did not boot once is no reason to give up what is known of the others.
        screen.line(screen.paint.red(`run lost: ${messageOf(error)}`));
        return null;
      }
    },
    hits: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
}
