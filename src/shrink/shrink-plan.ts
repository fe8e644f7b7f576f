// From a failing plan to a small one that fails the same way. First the plan as a whole gets simpler, then its faults and
// operations become explicit lists and are reduced. Each candidate may try a few seeds, since taking something away
// shifts the moment of everything after it.

import type { JobEnd } from '../batch/pool.ts';
import type { Plan } from '../plan/plan.ts';
import { type FailingRun, failingRunOf } from './failing-run.ts';
import { reduceList } from './reduce-list.ts';
import { simplerPlans } from './simpler-plans.ts';

export interface ShrinkOptions {
  /** Carries a plan out and keeps the history of a failing run. */
  readonly run: (plan: Plan) => Promise<JobEnd>;
  /** Runs at a time. */
  readonly threads: number;
  /** When to stop with what was reached by then. */
  readonly timeMs: number;
  readonly signal: AbortSignal;
  /** Told of every smaller run. */
  readonly onSmaller?: (run: FailingRun) => void;
}

export interface Shrunk {
  /** As small as it got; its plan lists faults and operations explicitly where that could be reached. */
  readonly run: FailingRun;
  /** Plans that were run. */
  readonly attempts: number;
  readonly wallMs: number;
  /** True when nothing of it could be left out; false when the time ran out first. */
  readonly minimal: boolean;
}

/** How long one candidate is tried: at least some seeds, then more while they take no longer than this. */
interface Effort {
  readonly leastSeeds: number;
  readonly mostSeeds: number;
  readonly timeMs: number;
}

const forPlan: Effort = { leastSeeds: 4, mostSeeds: 16, timeMs: 1_000 };
const forList: Effort = { leastSeeds: 6, mostSeeds: 60, timeMs: 1_500 };
/** From schedules to lists: much depends on it, and the failure may hang on moments that shift. */
const forFirstList: Effort = { leastSeeds: 6, mostSeeds: 200, timeMs: 10_000 };
const seedCount = 2 ** 32;

/**
 * Shrinks a plan.
 * @returns `null` when the plan does not fail
 */
export async function shrinkPlan(plan: Plan, options: ShrinkOptions): Promise<Shrunk | null> {
  const startMs = performance.now();
  const mayGoOn = (): boolean => performance.now() - startMs < options.timeMs && !options.signal.aborted;
  let attempts = 0;

  const runOnce = async (candidate: Plan): Promise<FailingRun | null> => {
    attempts += 1;
    const end = await options.run(candidate);
    return end.kind === 'done' ? failingRunOf(candidate, end.result) : null;
  };
  const first = await runOnce(plan);
  if (first === null) return null;
  let best = first;
  const take = (found: FailingRun): void => {
    best = found;
    options.onSmaller?.(found);
  };
  /** The same failure under this plan, with its seed or one of the next ones. */
  const attempt = async (candidate: Plan, { leastSeeds, mostSeeds, timeMs }: Effort): Promise<boolean> => {
    const beganMs = performance.now();
    const worthIt = (tried: number): boolean =>
      tried < leastSeeds || (tried < mostSeeds && performance.now() - beganMs < timeMs);
    for (let tried = 0; worthIt(tried) && mayGoOn(); tried += options.threads) {
      const batch = Array.from({ length: options.threads }, (_, index) =>
        runOnce({ ...candidate, seed: (candidate.seed + tried + index) % seedCount }),
      );
      const found = (await Promise.all(batch)).find((run) => run?.class === first.class);
      if (found === undefined || found === null) continue;
      take(found);
      return true;
    }
    return false;
  };

  await simplify(() => best, attempt, mayGoOn);
  const { faults } = best;
  if (await attempt({ ...best.plan, faults }, forFirstList)) {
    await reduceList(faults, (fewer) => attempt({ ...best.plan, faults: fewer }, forList), mayGoOn);
  }
  const { operations } = best;
  if (await attempt({ ...best.plan, operations }, forFirstList)) {
    await reduceList(operations, (fewer) => attempt({ ...best.plan, operations: fewer }, forList), mayGoOn);
    await simplify(() => best, attempt, mayGoOn);
    // With fewer operations, fewer faults may do.
    if (best.plan.faults !== undefined) {
      await reduceList(
        best.plan.faults,
        (fewer) => attempt({ ...best.plan, faults: fewer }, forList),
        mayGoOn,
      );
    }
  }
  return { run: best, attempts, wallMs: performance.now() - startMs, minimal: mayGoOn() };
}

/** Takes the first simpler plan that still fails, and begins again from there, until none does. */
async function simplify(
  current: () => FailingRun,
  attempt: (candidate: Plan, effort: Effort) => Promise<boolean>,
  mayGoOn: () => boolean,
): Promise<void> {
  const refused = new Set<string>();
  for (let simpler = true; simpler && mayGoOn(); ) {
    simpler = false;
    for (const candidate of simplerPlans(current())) {
      // What did not help once is not tried again for every small step elsewhere.
      const change = changeOf(current().plan, candidate);
      if (refused.has(change)) continue;
      if (await attempt(candidate, forPlan)) {
        simpler = true;
        break;
      }
      refused.add(change);
    }
  }
}

/** Which field a candidate changes, and to what. */
function changeOf(before: Plan, after: Plan): string {
  const keys = Object.keys(after) as (keyof Plan)[];
  return JSON.stringify(keys.filter((key) => before[key] !== after[key]).map((key) => [key, after[key]]));
}
