// `results.json`: everything a run found, in one place, read back with its types checked.

import { z } from 'zod';
import { planSchema, worldNames } from '../plan/plan.ts';

const json: z.ZodType<import('../history/operation.ts').JsonValue> = z.json();

const operationSchema = z.object({
  index: z.int(),
  time: z.number(),
  process: z.union([z.int(), z.literal('nemesis')]),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.string(),
  value: json,
  key: json.exactOptional(),
  error: z.string().exactOptional(),
  node: z.string().exactOptional(),
});

const verdictSchema = z.object({
  checker: z.string(),
  valid: z.union([z.boolean(), z.literal('unknown')]),
  reason: z.string(),
  witnesses: z.array(operationSchema).readonly(),
  details: z.record(z.string(), json),
});

const countsSchema = z.object({ invoked: z.int(), ok: z.int(), fail: z.int(), info: z.int() });

/** Names of a run's phases, in their order. */
export const phaseNames = ['setup', 'load', 'liveness', 'heal', 'settle', 'final'] as const;

const phaseSchema = z.object({ name: z.enum(phaseNames), startNs: z.number(), endNs: z.number() });

const faultSchema = z.object({
  package: z.string(),
  /** The operation that started it. */
  f: z.string(),
  startNs: z.number(),
  /** `null` where no verified healing was seen. */
  endNs: z.number().nullable(),
  hosts: z.array(z.string()).readonly(),
  /** The world showed the effect. */
  verified: z.boolean(),
  description: z.string(),
});

const rangeSchema = z.object({ least: z.int(), most: z.int() }).nullable();

/** One fault operation on one target, over the whole run. */
const faultCoverageSchema = z.object({
  package: z.string(),
  /** The operation that starts it. */
  f: z.string(),
  /** Which of the faults that this operation starts; empty where there is but one. */
  kind: z.string(),
  /** Whom it was meant for; empty where nothing says it. */
  target: z.string(),
  /** Times it was injected, without those that found nothing to hit. */
  injected: z.int(),
  nothingToHit: z.int(),
  /** Of the times injected, those whose effect was seen. */
  effectSeen: z.int(),
  /** Of the effects seen, those that were undone, and those that were then seen to be gone. */
  ended: z.int(),
  seenToEnd: z.int(),
  /** How much of an effect: `hits` of calls, `links` cut or shaped, `processes` stopped, `largestOffsetMs` of a clock. */
  figures: z.record(z.string(), z.number()),
  /** Operations of clients in flight when an injection began: the fewest and the most; `null` without one. */
  inFlight: rangeSchema,
  /** Of these, the ones sent to hosts that were hit. */
  inFlightOnHosts: rangeSchema,
  /** Injections by whether a host that was hit took itself for the leader just before. */
  leaderHit: z.int(),
  leaderNotHit: z.int(),
  leaderUnknown: z.int(),
});

/** How a run as a whole is to be read; see the exit codes. */
export const outcomes = [
  'valid',
  'violation',
  'unknown',
  'invalid-run',
  'threshold-missed',
  'crash',
  'interrupted',
] as const;

export const resultsSchema = z.object({
  format: z.literal(1),
  /** Version of the harness. */
  harnessVersion: z.string(),
  plan: planSchema,
  seed: z.int(),
  world: z.enum(worldNames),
  /** What exactly was tested: the build of the database, and anything else that decides the result. */
  versions: z.record(z.string(), z.string()),
  /** When the run began, ISO 8601. */
  startedAt: z.string(),
  outcome: z.enum(outcomes),
  exitCode: z.int(),
  verdicts: z.array(verdictSchema).readonly(),
  counts: countsSchema,
  countsByF: z.record(z.string(), countsSchema),
  phases: z.array(phaseSchema).readonly(),
  faults: z.array(faultSchema).readonly(),
  /** Which faults and targets the run had, and what they met. */
  faultCoverage: z.array(faultCoverageSchema).readonly().exactOptional(),
  bootMs: z.number(),
  /** Ms from healing until every node served; `null` where they did not, or were not asked. */
  settleMs: z.number().nullable(),
  /** Digest of everything that happened; in the simulated world only. */
  traceHash: z.string().exactOptional(),
  /** How often each `sometimes` condition of the database was reached; in the simulated world only. */
  conditions: z.record(z.string(), z.int()).exactOptional(),
  interrupted: z.boolean(),
  /** The violation for which the load was ended before its time; absent where it was not. */
  stoppedEarly: z.string().exactOptional(),
  crash: z.object({ where: z.string(), message: z.string(), stack: z.string() }).nullable(),
  /** Why the run does not count, beside the verdicts: set-up failed, disk full, a fault not healed. One sentence each. */
  problems: z.array(z.string()).readonly(),
});

export type RunResults = Readonly<z.infer<typeof resultsSchema>>;
export type PhaseName = (typeof phaseNames)[number];
export type PhaseRecord = Readonly<z.infer<typeof phaseSchema>>;
export type FaultRecord = Readonly<z.infer<typeof faultSchema>>;
export type FaultCoverage = Readonly<z.infer<typeof faultCoverageSchema>>;
export type Outcome = (typeof outcomes)[number];
