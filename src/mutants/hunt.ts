// Hunting a broken build: seed after seed until the first one that shows the break, then again in other ranges of seeds,
// so that the count is no matter of luck. The unbroken build must pass the very seeds that kill.

import type { Plan } from '../plan/plan.ts';
import { type Mutant, settingsIn } from './mutant.ts';
import { variantPrefix } from './variant.ts';

/** How a run of a build under a plan ended, as far as the hunt cares. */
export interface Trial {
  /** What found a broken promise; `null` where none was found. */
  readonly killer: string | null;
  /** In one sentence, for a broken promise. */
  readonly reason: string;
  /** Equal for equal runs; `null` in worlds without it. */
  readonly traceHash: string | null;
}

export interface HuntOptions {
  /** Runs a plan with the build that its `version` names; `null` when it came to no verdict. */
  readonly run: (plan: Plan) => Promise<Trial | null>;
  /** What makes of a plan the same plan without the mutant. */
  readonly unbroken: Pick<Plan, 'version' | 'upgradeTo'>;
  /** Most seeds of each range. */
  readonly seeds: number;
  /** Disjoint ranges of seeds. */
  readonly ranges: number;
  readonly firstSeed: number;
  /** Seeds run at a time; the first of them that kills counts. */
  readonly width: number;
  /** Told after each seed how many were tried. */
  readonly onSeed?: (seedsTried: number) => void;
  readonly signal: AbortSignal;
}

export interface Kill {
  readonly plan: Plan;
  readonly killer: string;
  readonly reason: string;
  /** Seeds of its range up to this one. */
  readonly seeds: number;
}

export interface Hunt {
  readonly status: 'killed' | 'survived' | 'not-exercised' | 'no-results' | 'interrupted';
  /** One for each range that killed, in order. */
  readonly kills: readonly Kill[];
  readonly rangesTried: number;
  readonly seedsTried: number;
  /** Kills that count for nothing, because the unbroken build fails under the same plan and seed. */
  readonly falseAlarms: readonly Kill[];
  /** Runs, controls among them, that came to no verdict: invalid, unknown, crashed. */
  readonly lost: number;
}

/** Distance between the beginnings of two ranges. */
const rangeDistance = 10_000_000;
/** Seeds on which a survivor is compared with the unbroken build, to see whether it did anything at all. */
const comparedSeeds = 20;
const seedCount = 2 ** 32;

/** @param plan with the mutant as one of its builds, and any seed */
export async function huntMutant(plan: Plan, options: HuntOptions): Promise<Hunt> {
  const { run, unbroken, seeds, ranges, firstSeed, width, onSeed, signal } = options;
  const kills: Kill[] = [];
  const falseAlarms: Kill[] = [];
  let seedsTried = 0;
  let lost = 0;
  let rangesTried = 0;
  const traces = new Map<number, string>();

  for (let range = 0; range < ranges && !signal.aborted; range += 1) {
    rangesTried += 1;
    const kill = await huntRange((firstSeed + range * rangeDistance) % seedCount);
    if (kill !== null) kills.push(kill);
    // What a whole range of seeds does not show needs no further ranges.
    else if (range === 0) break;
  }
  return { status: await statusOf(), kills, rangesTried, seedsTried, falseAlarms, lost };

  async function huntRange(first: number): Promise<Kill | null> {
    for (let position = 0; position < seeds && !signal.aborted; position += width) {
      const plans = Array.from({ length: Math.min(width, seeds - position) }, (_, index) => ({
        ...plan,
        seed: (first + position + index) % seedCount,
      }));
      const trials = await Promise.all(plans.map(run));
      for (const [index, trial] of trials.entries()) {
        const seeded = plans[index] as Plan;
        const kill = await judge(seeded, trial, position + index + 1);
        if (kill !== null) return kill;
      }
    }
    return null;
  }

  /** Takes note of one run; a kill that the unbroken build does not share is the end of its range. */
  async function judge(seeded: Plan, trial: Trial | null, seedsSoFar: number): Promise<Kill | null> {
    seedsTried += 1;
    onSeed?.(seedsTried);
    if (trial === null) lost += 1;
    else if (trial.killer !== null) {
      const { killer, reason } = trial;
      const kill: Kill = { plan: seeded, killer, reason, seeds: seedsSoFar };
      const control = await run({ ...seeded, ...unbroken });
      if (control?.killer === null) return kill;
      // A control that came to nothing tells neither a kill nor a false alarm.
      if (control === null) lost += 1;
      else falseAlarms.push(kill);
    } else if (trial.traceHash !== null && traces.size < comparedSeeds) {
      traces.set(seeded.seed, trial.traceHash);
    }
    return null;
  }

  async function statusOf(): Promise<Hunt['status']> {
    if (kills.length > 0) return 'killed';
    if (signal.aborted) return 'interrupted';
    if (lost >= seedsTried) return 'no-results';
    return traces.size > 0 && (await behavesAsUnbroken()) ? 'not-exercised' : 'survived';
  }

  /** Equal traces throughout: the edited code never ran, or never did anything else than before. */
  async function behavesAsUnbroken(): Promise<boolean> {
    for (const [seed, traceHash] of traces) {
      const control = await run({ ...plan, seed, ...unbroken });
      if (control?.traceHash !== traceHash) return false;
    }
    return true;
  }
}

/** The plan that should expose a mutant in the world of `base`. @param version what names the mutant's build in a plan */
export function exposingPlan(mutant: Mutant, version: string, base: Plan): Plan {
  const { upgradeFrom, upgradeTo } = mutant.exposedBy;
  const { rate, ...settings } = settingsIn(base.world, mutant);
  const second = upgradeFrom === undefined ? upgradeTo : version;
  return {
    ...base,
    ...settings,
    ...(rate === undefined ? {} : { ratePerSecond: rate }),
    name: `mutant-${mutant.name}`,
    version: upgradeFrom ?? version,
    ...(second === undefined ? {} : { upgradeTo: second }),
  };
}

/** What stands for the mutant in the plan that exposes it, when it is taken out: what its edits were made on top of. */
export function unbrokenBuilds({ onTopOf, exposedBy }: Mutant): Pick<Plan, 'version' | 'upgradeTo'> {
  const sound = onTopOf === undefined ? 'current' : variantPrefix + onTopOf;
  const { upgradeFrom } = exposedBy;
  return upgradeFrom === undefined ? { version: sound } : { version: upgradeFrom, upgradeTo: sound };
}
