// `results.json`: everything a run found, in one place, read back with its types checked.

import { z } from 'zod';
import { planSchema, worldNames } from '../plan/plan.ts';
import { harnessSchema } from './harness.ts';

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
  shortened: z
    .literal(true)
    .describe('Something in it was long: a text of its two ends, and how long it was, stands in its place.')
    .exactOptional(),
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
  f: z.string().describe('The operation that started it.'),
  startNs: z
    .number()
    .describe(
      'When it struck: when its first act on a host was done. When it was asked for where that is not known.',
    ),
  endNs: z.number().nullable().describe('`null` where no verified healing was seen.'),
  hosts: z.array(z.string()).readonly(),
  verified: z.boolean().describe('The world showed the effect.'),
  description: z.string(),
  unseatsLeader: z
    .boolean()
    .describe(
      'Whether it took the leader away and left a majority to choose another; absent where nodes did not say who led.',
    )
    .exactOptional(),
});

const rangeSchema = z.object({ least: z.int(), most: z.int() }).nullable();

/** One fault operation on one target, over the whole run. */
const faultCoverageSchema = z.object({
  package: z.string(),
  f: z.string().describe('The operation that starts it.'),
  kind: z.string().describe('Which of the faults that this operation starts; empty where there is but one.'),
  target: z.string().describe('Whom it was meant for; empty where nothing says it.'),
  injected: z.int().describe('Times it was injected, without those that found nothing to hit.'),
  nothingToHit: z.int().describe('Times it found nothing to hit.'),
  effectSeen: z.int().describe('Of the times injected, those whose effect was seen.'),
  ended: z.int().describe('Of the effects seen, those that were undone.'),
  seenToEnd: z.int().describe('Of the effects seen, those that were then seen to be gone.'),
  figures: z
    .record(z.string(), z.number())
    .describe(
      'How much of an effect: `hits` of calls, `links` cut or shaped, `processes` stopped, `largestOffsetMs` of a clock.',
    ),
  inFlight: rangeSchema.describe(
    'Operations of clients in flight when an injection began: the fewest and the most; `null` without one.',
  ),
  inFlightOnHosts: rangeSchema.describe('Of these, the ones sent to hosts that were hit.'),
  leaderHit: z.int().describe('Injections where a host that was hit took itself for the leader just before.'),
  leaderNotHit: z.int().describe('Injections where every host that was hit said it was no leader.'),
  leaderUnknown: z.int().describe('All others: a host did not answer just before.'),
});

const evidenceSchema = z.array(
  z.object({
    path: z.string().describe('Below the folder of the run.'),
    bytes: z.int(),
    sha256: z.string(),
    lines: z.int().describe('Of a file of lines, such as the history: how many.').exactOptional(),
  }),
);

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
  harnessVersion: z.string().describe('Version of the harness.'),
  plan: planSchema,
  seed: z.int(),
  world: z.enum(worldNames),
  versions: z
    .record(z.string(), z.string())
    .describe(
      'What exactly was tested: the build of the database, the second one of an upgrade, and anything else that decides the result.',
    ),
  harness: harnessSchema
    .describe('The Ordeal that made it, and the machine; absent in results of an earlier one.')
    .exactOptional(),
  startedAt: z.string().describe('When the run began, ISO 8601.'),
  outcome: z.enum(outcomes),
  exitCode: z.int(),
  verdicts: z.array(verdictSchema).readonly(),
  checkMs: z
    .record(z.string(), z.number())
    .describe('How long each checker took, in ms of the machine that judged.')
    .exactOptional(),
  counts: countsSchema,
  countsByF: z.record(z.string(), countsSchema),
  phases: z.array(phaseSchema).readonly(),
  faults: z.array(faultSchema).readonly(),
  faultCoverage: z
    .array(faultCoverageSchema)
    .readonly()
    .describe('Which faults and targets the run had, and what they met.')
    .exactOptional(),
  bootMs: z.number(),
  settleMs: z
    .number()
    .nullable()
    .describe('Ms from healing until every node served; `null` where they did not, or were not asked.'),
  traceHash: z
    .string()
    .describe('Digest of everything that happened; in the simulated world only.')
    .exactOptional(),
  drawn: z
    .string()
    .describe(
      'Digest of the machine that the seed drew: network, disks, clocks, timings; in the simulated world only.',
    )
    .exactOptional(),
  conditions: z
    .record(z.string(), z.int())
    .describe(
      'How often each `sometimes` condition of the database was reached; in the simulated world only.',
    )
    .exactOptional(),
  interrupted: z.boolean(),
  stoppedEarly: z
    .string()
    .describe('The violation for which the load was ended before its time; absent where it was not.')
    .exactOptional(),
  crash: z.object({ where: z.string(), message: z.string(), stack: z.string() }).nullable(),
  losses: z
    .array(z.string())
    .readonly()
    .describe(
      'What the place of the run lost while it was under way (a host, the daemon, the harness itself), one sentence each; absent in the simulated world.',
    )
    .exactOptional(),
  pausedMs: z
    .number()
    .describe('Ms for which the harness stood still without being lost for it; absent where it did not.')
    .exactOptional(),
  problems: z
    .array(z.string())
    .readonly()
    .describe(
      'Why the run does not count, beside the verdicts: set-up failed, disk full, a fault not healed. One sentence each.',
    ),
  evidence: evidenceSchema
    .readonly()
    .describe(
      'The files that the verdicts were made of, so that it is noticed when they are not there any more.',
    )
    .exactOptional(),
  seal: z
    .string()
    .describe(
      'SHA-256 of all other fields as JSON without white space: these results are as they were written.',
    )
    .exactOptional(),
});

/** The schema of `results.json` for others, as JSON Schema, draft 2020-12; published as docs/results.schema.json. */
export function publishedResultsSchema(): object {
  // As input: a later version may add fields, which is no error.
  return { title: 'results.json of a run', ...z.toJSONSchema(resultsSchema, { io: 'input' }) };
}

export type RunResults = Readonly<z.infer<typeof resultsSchema>>;
export type EvidenceFile = Readonly<z.infer<typeof evidenceSchema>[number]>;
export type PhaseName = (typeof phaseNames)[number];
export type PhaseRecord = Readonly<z.infer<typeof phaseSchema>>;
export type FaultRecord = Readonly<z.infer<typeof faultSchema>>;
export type FaultCoverage = Readonly<z.infer<typeof faultCoverageSchema>>;
export type Outcome = (typeof outcomes)[number];
