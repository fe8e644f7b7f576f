// The flags of everything that can be said to a checker, and how they are read: the same for every command that judges.

import type { Command } from 'commander';
import type { Budget } from '../checkers/checker.ts';
import type { CheckerOptions } from '../checkers/checker-options.ts';
import { type KeyStyle, keyStyles } from '../checkers/keyed-history.ts';
import { type FailureReading, failureReadings } from '../checkers/linearizability/checker.ts';
import type { JsonValue } from '../history/operation.ts';
import type { PlannedChecking } from '../plan/plan.ts';
import { usageFailure } from './failure.ts';

/** As they were typed. */
export interface CheckerFlags {
  readonly model?: string;
  readonly initial?: string;
  readonly failed?: string;
  readonly keys?: string;
  readonly permits?: string;
  readonly total?: string;
  readonly accounts?: string;
  readonly functions?: string;
}

/** What one checker may take of the machine. */
export interface BudgetFlags {
  readonly budget?: string;
  readonly memory?: string;
}

const secondsMost = 7 * 24 * 3600;
const mebibytesMost = 1 << 20;

/** Adds `--model` and every other option of a checker. */
export function addCheckerFlags(command: Command): Command {
  return command
    .option('--model <name>', 'consistency model to check, one of those of the checker (default: its first)')
    .option(
      '--initial <JSON>',
      'what every object holds before the first operation: of linearizable, rw-register, counter, causal, session-guarantees',
    )
    .option(
      '--failed <reading>',
      'what a failed operation tells the linearizable checker: dropped, or observed (default: dropped)',
    )
    .option(
      '--keys <style>',
      'where operations have their key: field, or tuples of [key, value] (default: told by the history)',
    )
    .option('--permits <count>', 'of --model semaphore: how many permits there are (default: 1)')
    .option('--total <number>', 'bank: the sum of all balances (default: the sum of most reads)')
    .option(
      '--accounts <names>',
      'of bank: every account, separated by commas or as a JSON list (default: any)',
    )
    .option('--functions <names>', 'of monotonic: what reads, separated by commas (default: read,weak-read)');
}

/** Flags of what a plan may say to the checkers of its workload. */
export type CheckingFlags = Pick<CheckerFlags, 'model' | 'failed' | 'total' | 'accounts'> & BudgetFlags;

/** Adds them. */
export function addCheckingFlags(command: Command): Command {
  const withModel = command
    .option('--model <name>', 'consistency model to check, one of those of the checker of the workload')
    .option('--failed <reading>', 'register: how a failed operation counts, dropped or observed')
    .option('--total <number>', 'bank: the sum of all balances')
    .option('--accounts <names>', 'of bank: every account, separated by commas or as a JSON list');
  return addBudgetFlags(withModel);
}

/** What the flags say to the checkers of a plan; undefined for nothing. @throws {CommandFailure} */
export function checkingOf({
  model,
  failed,
  total,
  accounts,
  ...flags
}: CheckingFlags): PlannedChecking | undefined {
  const said = checkerOptionsOf({
    ...(model === undefined ? {} : { model }),
    ...(failed === undefined ? {} : { failed }),
    ...(total === undefined ? {} : { total }),
    ...(accounts === undefined ? {} : { accounts }),
  });
  const { timeMs, memoryBytes } = budgetOf(flags, { timeMs: 0, memoryBytes: 0 });
  const checking = {
    ...said,
    ...(timeMs === 0 ? {} : { budgetSeconds: timeMs / 1000 }),
    ...(memoryBytes === 0 ? {} : { memoryMebibytes: memoryBytes / 2 ** 20 }),
  } as PlannedChecking;
  return Object.keys(checking).length === 0 ? undefined : checking;
}

/** Adds the flags of time and memory. */
export function addBudgetFlags(command: Command): Command {
  return command
    .option('--budget <seconds>', 'time limit of each checker; past it the verdict is unknown (default: 120)')
    .option(
      '--memory <MiB>',
      'memory limit of each checker; past it the verdict is unknown (default: a quarter of the machine, 2048 at most)',
    );
}

/** @throws {CommandFailure} for a flag that makes no sense by itself */
export function checkerOptionsOf(flags: CheckerFlags): CheckerOptions {
  const { model, initial, permits, total, accounts, functions } = flags;
  return {
    ...(model === undefined ? {} : { model }),
    ...(initial === undefined ? {} : { initial: jsonOrText(initial) }),
    ...chosen<'failed', FailureReading>('failed', flags.failed, failureReadings),
    ...chosen<'keys', KeyStyle>('keys', flags.keys, keyStyles),
    ...(permits === undefined ? {} : { permits: wholeNumber('--permits', permits) }),
    ...(total === undefined ? {} : { total: numberOf('--total', total, 'a number') }),
    ...(accounts === undefined ? {} : { accounts: namesOf('--accounts', accounts) }),
    ...(functions === undefined ? {} : { functions: namesOf('--functions', functions).map(String) }),
  };
}

/** @throws {CommandFailure} for what is no number, or out of bounds */
export function budgetOf({ budget, memory }: BudgetFlags, usual: Budget): Budget {
  return {
    timeMs: budget === undefined ? usual.timeMs : bounded('--budget', budget, secondsMost, 'seconds') * 1000,
    memoryBytes:
      memory === undefined
        ? usual.memoryBytes
        : Math.ceil(bounded('--memory', memory, mebibytesMost, 'MiB') * 2 ** 20),
  };
}

/** What is no JSON is taken for a text: `--initial free` needs no quotes within quotes. */
function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function chosen<Name extends string, Choice extends string>(
  name: Name,
  text: string | undefined,
  choices: readonly Choice[],
): { readonly [Key in Name]?: Choice } {
  if (text === undefined) return {};
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw usageFailure(`--${name} takes ${choices.join(' or ')}, not '${text}'.`);
  return { [name]: found } as { readonly [Key in Name]?: Choice };
}

function numberOf(flag: string, text: string, what: string): number {
  if (/^-?\d{1,15}(\.\d+)?$/.test(text.trim())) return Number(text);
  throw usageFailure(`${flag} is "${text}", but must be ${what}.`);
}

function wholeNumber(flag: string, text: string): number {
  const what = 'a whole number from 1';
  const number = numberOf(flag, text, what);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw usageFailure(`${flag} is "${text}", but must be ${what}.`);
}

function bounded(flag: string, text: string, most: number, unit: string): number {
  const what = `a number of ${unit} above 0, at most ${most}`;
  const number = numberOf(flag, text, what);
  if (number > 0 && number <= most) return number;
  throw usageFailure(`${flag} is "${text}", but must be ${what}.`);
}

/** A JSON list, or names between commas. */
function namesOf(flag: string, text: string): readonly JsonValue[] {
  const list = text.trim().startsWith('[') ? jsonOrText(text) : text.split(',').map((name) => name.trim());
  if (Array.isArray(list) && list.length > 0 && list.every((name) => name !== ''))
    return list as readonly JsonValue[];
  throw usageFailure(`${flag} is "${text}", but must be names separated by commas, or a JSON list.`);
}
