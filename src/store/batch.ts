// A batch on disk: what was to be run, and one line for each seed that finished, appended when it did. Killing the
// harness at any moment leaves every finished seed on record.

import { appendFileSync, constants } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fileLines } from '../files/file-lines.ts';
import { FileError } from '../files/regular-file.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { figuresSchema } from './figures.ts';
import { harnessSchema } from './harness.ts';
import { readJson } from './read-json.ts';
import { outcomes } from './results.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

const longestLineBytes = 16 << 20;

const batchSchema = z.object({
  format: z.literal(1),
  seeds: z.object({ first: z.int(), count: z.int() }),
  versions: z.record(z.string(), z.string()),
  /** Absent in batches of an earlier Ordeal. */
  harness: harnessSchema.exactOptional(),
  startedAt: z.string(),
  /** Every `sometimes` condition that the build under test has. */
  conditions: z.array(z.string()).readonly(),
});

const seedRecordSchema = z.object({
  seed: z.int(),
  /** `lost`: the run did not come to results. */
  outcome: z.enum([...outcomes, 'lost']),
  exitCode: z.int(),
  /** Checkers and invariants that found a violation. */
  violations: z.array(z.string()).readonly(),
  /** The same in kinds, such as `list-append: G1c`; absent in batches of an earlier Ordeal. */
  classes: z.array(z.string()).readonly().exactOptional(),
  /** Why it is not valid; empty where it is. */
  reason: z.string(),
  traceHash: z.string().nullable(),
  wallMs: z.number(),
  simulatedMs: z.number(),
  events: z.int(),
  /** Successful operations. */
  ok: z.int(),
  /** What runs are compared by; `null` where it was not measured, absent in batches of an earlier Ordeal. */
  figures: figuresSchema.nullable().exactOptional(),
  conditions: z.record(z.string(), z.int()),
  /** Name of its own saved run; `null` where none was kept. */
  run: z.string().nullable(),
});

export type Batch = Readonly<z.infer<typeof batchSchema>>;
export type SeedRecord = Readonly<z.infer<typeof seedRecordSchema>>;

export interface BatchFiles {
  readonly batch: string;
  readonly seeds: string;
}

export function batchFiles(directory: string): BatchFiles {
  return { batch: join(directory, 'batch.json'), seeds: join(directory, 'seeds.jsonl') };
}

/** Writes down what a batch is to run. @throws {StoreError} when it cannot */
export async function saveBatch(directory: string, batch: Batch): Promise<void> {
  await writeFileAtomically(batchFiles(directory).batch, `${JSON.stringify(batch, null, 2)}\n`);
}

/** Adds a finished seed. @throws {StoreError} when it cannot */
export function appendSeed(directory: string, record: SeedRecord): void {
  const { seeds } = batchFiles(directory);
  try {
    appendFileSync(seeds, `${JSON.stringify(record)}\n`);
  } catch (error) {
    throw storeErrorOf(seeds, 'written', error);
  }
}

export interface SavedBatch {
  readonly batch: Batch;
  /** In the order in which they finished. */
  readonly records: readonly SeedRecord[];
}

/**
 * The batch in a folder, or `null` where there is none. A torn last line is left out.
 * @throws {StoreError} when its files cannot be understood
 */
export async function readBatch(directory: string): Promise<SavedBatch | null> {
  const files = batchFiles(directory);
  const batch = await readJson(files.batch, batchSchema);
  return batch === null ? null : { batch, records: await readSeeds(files.seeds) };
}

async function readSeeds(path: string): Promise<readonly SeedRecord[]> {
  const records: SeedRecord[] = [];
  try {
    for await (const line of fileLines(path, longestLineBytes, constants.O_NOFOLLOW)) {
      const record = parseLine(line);
      if (record !== null) records.push(record);
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (!error.isMissing) throw new StoreError(error.message);
  }
  return records;
}

function parseLine(line: string): SeedRecord | null {
  try {
    return seedRecordSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
