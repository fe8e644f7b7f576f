// One plan under many seeds, as `ordeal compare` and `ordeal bisect` take it from their flags: the same flags in the same words.

import type { Command } from 'commander';
import { type PlanFlags, seedFlag } from '../../plan/from-flags.ts';
import type { Plan } from '../../plan/plan.ts';
import { parseSeedRange, type SeedRange } from '../../plan/seed-range.ts';
import { addCheckingFlags, type CheckingFlags } from '../checker-flags.ts';
import { usageFailure } from '../failure.ts';
import { plansOf } from '../run-command.ts';

export interface SeededPlanFlags extends PlanFlags, CheckingFlags {
  readonly plan?: string;
  readonly workload?: string;
  readonly seeds?: string;
  readonly threads?: string;
}

const usualWorkload = 'register';
const usualSeeds = '30';

/** Adds the flags. @param seeds what the seeds are for, to begin the description of `--seeds` */
export function addSeededPlanOptions(command: Command, seeds: string): Command {
  const planned = command
    .option('--plan <file>', 'a saved plan, or the folder of a saved run')
    .option('--workload <name>', `without a plan (default: ${usualWorkload})`)
    .option('--nemesis <names>', 'as in `ordeal run`; so are the next ones')
    .option('--packages <count>')
    .option('--nodes <count>')
    .option('--concurrency <clients>')
    .option('--rate <per second>')
    .option('--time <seconds>')
    .option('--fault-interval <seconds>')
    .option('--fault-share <percent>')
    .option('--targets <names>')
    .option('--schedule <name>');
  return addCheckingFlags(planned)
    .option(
      '--seeds <seeds>',
      `${seeds}: how many from --seed on, or a range as 100-199 (default: ${usualSeeds})`,
    )
    .option('--seed <seed>', 'the first seed (default: 1)')
    .option('--threads <count>', 'threads in the simulated world (default: one for each core)');
}

/**
 * The plan and the seeds of the flags; version and world are not theirs.
 * @param command what runs it, to begin an error
 * @throws {CommandFailure} when they name several workloads, or what is no plan
 */
export async function seededPlan(
  flags: SeededPlanFlags,
  command: string,
): Promise<{ readonly plan: Plan; readonly seeds: SeedRange }> {
  const { version: _, ...planFlags } = flags;
  const plans = await plansOf(flags.plan ?? flags.workload ?? usualWorkload, planFlags);
  const [plan] = plans;
  if (plan === undefined || plans.length > 1) throw usageFailure(`${command} runs one workload at a time.`);
  return { plan, seeds: parseSeedRange(flags.seeds ?? usualSeeds, seedFlag(flags)?.number ?? 1) };
}
