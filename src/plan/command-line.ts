// A plan as the command that runs it again, and the quoting a shell needs.

import type { Plan, PlannedChecking } from './plan.ts';
import { thresholdWords } from './threshold-flag.ts';

/** Quotes one word for a POSIX shell where it needs quoting. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The arguments after `ordeal` that make exactly this plan. */
export function planArguments(plan: Plan): readonly string[] {
  return [
    'run',
    plan.workload,
    ...['--world', plan.world],
    ...['--nemesis', plan.nemesis.length === 0 ? 'none' : plan.nemesis.join(',')],
    ...(plan.packagesPerRun === undefined ? [] : ['--packages', String(plan.packagesPerRun)]),
    ...['--nodes', String(plan.nodes)],
    ...['--concurrency', String(plan.concurrency)],
    ...['--rate', String(plan.ratePerSecond)],
    ...['--time', String(plan.timeSeconds)],
    ...['--fault-interval', String(plan.faultIntervalSeconds)],
    ...(plan.faultSharePercent === undefined ? [] : ['--fault-share', String(plan.faultSharePercent)]),
    ...(plan.targets === undefined ? [] : ['--targets', plan.targets.join(',')]),
    ...(plan.schedule === undefined ? [] : ['--schedule', plan.schedule]),
    ...['--operation-timeout', String(plan.operationTimeoutMs)],
    ...['--settle', String(plan.settleSeconds)],
    ...thresholdWords(plan.thresholds ?? {}).flatMap((words) => ['--threshold', words]),
    ...(plan.stopEarly === true ? ['--stop-early'] : []),
    ...(plan.invariants === false ? ['--no-invariants'] : []),
    ...checkingArguments(plan.checking ?? {}),
    ...['--seed', String(plan.seed)],
    ...['--name', plan.name],
    ...['--version', plan.version],
    ...(plan.upgradeTo === undefined ? [] : ['--upgrade-to', plan.upgradeTo]),
  ];
}

function checkingArguments(checking: PlannedChecking): readonly string[] {
  const { model, failed, total, accounts, budgetSeconds, memoryMebibytes } = checking;
  return [
    ...(model === undefined ? [] : ['--model', model]),
    ...(failed === undefined ? [] : ['--failed', failed]),
    ...(total === undefined ? [] : ['--total', String(total)]),
    ...(accounts === undefined ? [] : ['--accounts', JSON.stringify(accounts)]),
    ...(budgetSeconds === undefined ? [] : ['--budget', String(budgetSeconds)]),
    ...(memoryMebibytes === undefined ? [] : ['--memory', String(memoryMebibytes)]),
  ];
}

/** Flags cannot say what lists of operations say: a plan that has any is run from a file. */
export function fitsCommandLine({ faults, operations, knobs }: Plan): boolean {
  return [faults, operations, knobs].every((part) => part === undefined);
}

/** The plan as one line for a shell; `program` is how Ordeal itself is started from here. */
export function planCommand(plan: Plan, program: string): string {
  return [program, ...planArguments(plan).map(shellWord)].join(' ');
}
