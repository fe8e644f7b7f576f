// A test plan as data: everything that decides what a run does. It is what is saved, replayed and shrunk.

import { z } from 'zod';
import { askedFiguresSchema } from './asked-figures.ts';

export const worldNames = ['docker', 'namespaces', 'sim'] as const;

/** More than there are fault packages. */
const mostNames = 100;
const mostFaults = 100_000;
const mostOperations = 10_000_000;
/** Later than any run lasts. */
const latestMs = 8 * 24 * 3600 * 1000;

/** Of a build: not blank, and no longer than a path. */
const buildName = z.string().max(4096).regex(/\S/);

function namesEachOnce(least: number) {
  return z
    .array(z.string().min(1).max(200))
    .min(least)
    .max(mostNames)
    .refine((names) => new Set(names).size === names.length)
    .readonly();
}

const json: z.ZodType<import('../history/operation.ts').JsonValue> = z.json();

/** A fault operation at its moment. */
const plannedFaultSchema = z.strictObject({
  f: z.string().min(1),
  value: json,
  /** Since the beginning of the load. */
  afterMs: z.number().min(0).max(latestMs),
});

/** A client operation at its moment. */
const plannedOperationSchema = z.strictObject({
  f: z.string().min(1),
  key: json.exactOptional(),
  value: json,
  /** Client thread, from 0; below the plan's concurrency. */
  thread: z.int().min(0),
  /** Since the beginning of the load. */
  afterMs: z.number().min(0).max(latestMs),
});

/** What is said to the checkers of a workload, as on the command line, and what each of them may take. */
const checkingSchema = z.strictObject({
  model: z.string().min(1).exactOptional(),
  failed: z.enum(['dropped', 'observed']).exactOptional(),
  total: z.number().exactOptional(),
  accounts: z.array(json).min(1).readonly().exactOptional(),
  budgetSeconds: z
    .number()
    .positive()
    .max(7 * 24 * 3600)
    .exactOptional(),
  memoryMebibytes: z.number().positive().max(1_048_576).exactOptional(),
});

/** One run: one workload under some faults in one world. Strict: an unknown field is an error, not ignored. */
export const planSchema = z.strictObject({
  format: z.literal(1),
  /** Folder of the run under `results/`. */
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/i),
  workload: z.string().min(1),
  /** Names of fault packages; empty for a run without faults. */
  nemesis: namesEachOnce(0),
  /** Of these, how many each run takes, drawn by its seed; absent for all. */
  packagesPerRun: z.int().min(1).exactOptional(),
  world: z.enum(worldNames),
  nodes: z.union([z.literal(3), z.literal(5)]),
  /** Client threads. */
  concurrency: z.int().min(1).max(1000),
  /** Invocations per second over all clients. */
  ratePerSecond: z.number().positive().max(1_000_000),
  /** Length of the load phase. */
  timeSeconds: z
    .number()
    .positive()
    .max(7 * 24 * 3600),
  /** Mean time between two faults of one package. */
  faultIntervalSeconds: z.number().positive().max(3600),
  /** How much of that a fault lasts on average; absent for about a third, as for a few packages. */
  faultSharePercent: z.number().positive().max(90).exactOptional(),
  /** Whom faults hit, in place of the packages' own choice; absent for that. */
  targets: namesEachOnce(1).exactOptional(),
  /** How the faults of the packages follow each other; absent for `steady`. */
  schedule: z.string().min(1).exactOptional(),
  operationTimeoutMs: z.int().min(1).max(600_000),
  /** How long the cluster may take after healing until every node serves again. */
  settleSeconds: z.number().positive().max(3600),
  /** Unsigned 32-bit; every random stream of the run is forked from it. */
  seed: z.int().min(0).max(0xffff_ffff),
  /** Exact fault operations in place of the packages' own schedules; `nemesis` still names every package they belong to. */
  faults: z.array(plannedFaultSchema).max(mostFaults).readonly().exactOptional(),
  /** Exact operations in place of those of the workload; the reads at its end stay. */
  operations: z.array(plannedOperationSchema).max(mostOperations).readonly().exactOptional(),
  /** Settings of the simulated world: those of every other run instead of ones drawn from the seed. */
  knobs: z.literal('default').exactOptional(),
  /** What the figures of the run have to meet; absent ones are not asked for. */
  thresholds: askedFiguresSchema.exactOptional(),
  /** False: promises inside the simulated cluster are not watched, and the run shows what clients see. */
  invariants: z.literal(false).exactOptional(),
  /** Ends the load at the first violation that can be seen while it is under way. */
  stopEarly: z.literal(true).exactOptional(),
  /** What the checkers are told beyond what the workload tells them; absent for nothing. */
  checking: checkingSchema.exactOptional(),
  /** Which build of the database: `current`, a git ref, a path, `variant:<name>` or `mutant:<name>`. */
  version: buildName,
  /** The second build, for faults that change a node from one build to the other and back. */
  upgradeTo: buildName.exactOptional(),
});

export type PlannedFault = Readonly<z.infer<typeof plannedFaultSchema>>;
export type PlannedOperation = Readonly<z.infer<typeof plannedOperationSchema>>;
export type PlannedChecking = Readonly<z.infer<typeof checkingSchema>>;
export type Plan = Readonly<z.infer<typeof planSchema>>;
