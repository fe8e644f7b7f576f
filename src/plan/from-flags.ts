// From the flags of a command line to a plan. Flags are checked by the plan's own schema, so that a wrong number is
// told in the same words wherever it was written.

import { defaultPlan, usualFaultInterval } from './defaults.ts';
import { PlanError, parsePlan } from './parse-plan.ts';
import type { Plan } from './plan.ts';
import { parseSeed, type Seed, seedMax } from './seed.ts';
import { askedByFlags } from './threshold-flag.ts';

/** Flags as they were typed; absent ones keep what the plan had. */
export interface PlanFlags {
  readonly nemesis?: string;
  readonly packages?: string;
  readonly nodes?: string;
  readonly concurrency?: string;
  readonly rate?: string;
  readonly time?: string;
  readonly faultInterval?: string;
  readonly faultShare?: string;
  readonly targets?: string;
  readonly schedule?: string;
  readonly operationTimeout?: string;
  readonly settle?: string;
  readonly stopEarly?: boolean;
  readonly invariants?: boolean;
  readonly threshold?: readonly string[];
  /** Read from flags of their own, which commands that judge share. */
  readonly checking?: NonNullable<Plan['checking']>;
  readonly seed?: string;
  readonly name?: string;
  readonly version?: string;
  readonly upgradeTo?: string;
}

const numericFlags = {
  packages: ['--packages', 'packagesPerRun'],
  nodes: ['--nodes', 'nodes'],
  concurrency: ['--concurrency', 'concurrency'],
  rate: ['--rate', 'ratePerSecond'],
  time: ['--time', 'timeSeconds'],
  faultInterval: ['--fault-interval', 'faultIntervalSeconds'],
  faultShare: ['--fault-share', 'faultSharePercent'],
  operationTimeout: ['--operation-timeout', 'operationTimeoutMs'],
  settle: ['--settle', 'settleSeconds'],
} as const;

/**
 * The names of a flag, as in `a,b`; `none` alone says that there are none.
 * @param what the flag or the argument, the first words of an error
 * @throws {PlanError} for an empty name between commas, one that is there twice, and `none` beside others
 */
export function namesOf(what: string, text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes(''))
    throw new PlanError(`${what} is "${text}", which has an empty name between its commas.`);
  const twice = names.find((name, position) => names.indexOf(name) < position);
  if (twice !== undefined) throw new PlanError(`${what} names "${twice}" twice: once is enough.`);
  if (!names.includes('none')) return names;
  if (names.length > 1) throw new PlanError(`${what} is "${text}", but none stands alone.`);
  return [];
}

/** Splits `a,b` into names; `none` and an empty text are no names. */
export function splitNames(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none');
}

/**
 * The seed of the flags.
 * @returns `null` without `--seed`.
 * @throws {PlanError} when it is neither a number nor a commit hash.
 */
export function seedFlag(flags: PlanFlags): Seed | null {
  if (flags.seed === undefined) return null;
  const seed = parseSeed(flags.seed);
  if (seed !== null) return seed;
  throw new PlanError(
    `--seed is "${flags.seed}", but must be a whole number from 0 to ${seedMax}, or a git commit hash: all of it, or at least 7 of its digits with a letter among them that do not read as a number.`,
  );
}

function numbers(flags: PlanFlags): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [flag, [spelling, field]] of Object.entries(numericFlags)) {
    const text = flags[flag as keyof typeof numericFlags];
    if (text === undefined) continue;
    if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(text))
      throw new PlanError(`${spelling} is "${text}", but must be a number in digits, such as 5 or 0.5.`);
    values[field] = Number(text);
  }
  return values;
}

const otherFlags: Readonly<Partial<Record<keyof Plan, keyof PlanFlags>>> = {
  nemesis: 'nemesis',
  targets: 'targets',
  schedule: 'schedule',
  seed: 'seed',
  name: 'name',
  version: 'version',
  upgradeTo: 'upgradeTo',
};

/** The flag that has set a field; `undefined` where none has. */
function spellingOf(flags: PlanFlags, field: keyof Plan): string | undefined {
  for (const [flag, [spelling, set]] of Object.entries(numericFlags))
    if (set === field && flags[flag as keyof typeof numericFlags] !== undefined) return spelling;
  const flag = otherFlags[field];
  if (flag === undefined || flags[flag] === undefined) return undefined;
  return `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * A plan with the flags laid over it.
 * @throws {PlanError} with one sentence about the first wrong flag.
 */
export function withFlags(base: Plan, flags: PlanFlags): Plan {
  const seed = seedFlag(flags);
  const thresholds = askedByFlags(flags.threshold ?? []);
  return parsePlan(
    {
      ...base,
      ...numbers(flags),
      ...(flags.nemesis === undefined ? {} : { nemesis: namesOf('--nemesis', flags.nemesis) }),
      ...(flags.targets === undefined ? {} : { targets: namesOf('--targets', flags.targets) }),
      ...(flags.schedule === undefined ? {} : { schedule: flags.schedule }),
      ...(flags.stopEarly === true ? { stopEarly: true } : {}),
      ...(flags.invariants === false ? { invariants: false } : {}),
      ...(thresholds === undefined ? {} : { thresholds }),
      ...(flags.checking === undefined ? {} : { checking: { ...base.checking, ...flags.checking } }),
      ...(seed === null ? {} : { seed: seed.number }),
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.version === undefined ? {} : { version: flags.version }),
      ...(flags.upgradeTo === undefined ? {} : { upgradeTo: flags.upgradeTo }),
    },
    'The plan of these flags',
    () => '',
    (field) => spellingOf(flags, field),
  );
}

function denseEnough(plan: Plan, flags: PlanFlags): Plan {
  if (flags.faultInterval !== undefined) return plan;
  return { ...plan, faultIntervalSeconds: usualFaultInterval(plan.faultIntervalSeconds, plan.timeSeconds) };
}

/**
 * One plan a workload, all with the same seed, carried out one after the other. With several workloads, each run's
 * name ends in its workload.
 * @throws {PlanError}
 */
export function plansFromFlags(
  workloads: readonly string[],
  world: Plan['world'],
  flags: PlanFlags,
): readonly Plan[] {
  const shared = denseEnough(withFlags(defaultPlan(world), flags), flags);
  const several = workloads.length > 1;
  return workloads.map((workload) => {
    const name = flags.name === undefined ? workload : several ? `${flags.name}-${workload}` : flags.name;
    return parsePlan(
      { ...shared, workload, name },
      'The plan of these flags',
      () => '',
      (field) => spellingOf(flags, field),
    );
  });
}
