// The flags that say what a run does, for every command that makes plans of flags.

import type { Command } from 'commander';
import { schedules } from '../../nemesis/schedule.ts';
import { linkTargets } from '../../nemesis/target.ts';
import { defaultPlan } from '../plan/defaults.ts';

/** Adds them to a command; `withFlags` lays what was typed over a plan. */
export function addPlanOptions(command: Command): Command {
  const plan = defaultPlan('docker');
  return command
    .option(
      '--nemesis <names>',
      `fault packages separated by commas, none, all, or hell: all of them at once (default: ${plan.nemesis.join(',')})`,
    )
    .option(
      '--packages <count>',
      'of these packages, how many each run takes, drawn by its seed (default: all)',
    )
    .option('--nodes <count>', `3 or 5 (default: ${plan.nodes})`)
    .option('--concurrency <clients>', `client threads (default: ${plan.concurrency})`)
    .option('--rate <per second>', `operations per second over all clients (default: ${plan.ratePerSecond})`)
    .option('--time <seconds>', `length of the load (default: ${plan.timeSeconds})`)
    .option(
      '--fault-interval <seconds>',
      `mean time between two faults of one package (default: ${plan.faultIntervalSeconds}, less in a short run)`,
    )
    .option(
      '--fault-share <percent>',
      'duration of a fault, as a share of that interval (default: about a third)',
    )
    .option(
      '--targets <names>',
      `nodes or links that faults hit: ${linkTargets.join(', ')} (default: each in turn)`,
    )
    .option('--schedule <name>', `how faults follow each other: ${schedules.join(', ')} (default: steady)`)
    .option(
      '--operation-timeout <ms>',
      `how long a client waits for an answer (default: ${plan.operationTimeoutMs})`,
    )
    .option(
      '--settle <seconds>',
      `how long the cluster may take to serve again after healing (default: ${plan.settleSeconds})`,
    )
    .option('--no-invariants', 'do not check invariants inside the simulated cluster, only what clients see')
    .option('--stop-early', 'end the load at the first violation seen while it is under way');
}
