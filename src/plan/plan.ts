// A test plan as data: everything that decides what a run does. It is what is saved, replayed and shrunk.

import { z } from 'zod';

export const worldNames = ['docker', 'namespaces', 'sim'] as const;

/** One run: one workload under some faults in one world. Strict: an unknown field is an error, not ignored. */
export const planSchema = z.strictObject({
  format: z.literal(1),
  /** Folder of the run under `results/`. */
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/i),
  workload: z.string().min(1),
  /** Names of fault packages; empty for a run without faults. */
  nemesis: z.array(z.string().min(1)).readonly(),
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
  operationTimeoutMs: z.int().min(1).max(600_000),
  /** How long the cluster may take after healing until every node serves again. */
  settleSeconds: z.number().positive().max(3600),
  /** Unsigned 32-bit; every random stream of the run is forked from it. */
  seed: z.int().min(0).max(0xffff_ffff),
  /** Which build of the database: `current`, a git ref, a path, or `mutant:<name>`. */
  version: z.string().min(1),
});

export type Plan = Readonly<z.infer<typeof planSchema>>;
