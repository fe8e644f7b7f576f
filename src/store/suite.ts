// A suite on disk, results/<name>/<time>/: what was to be run in suite.json, and in jobs.jsonl one line for each attempt
// that ended, appended when it did. Killing the harness at any moment leaves every finished job on record.

import { appendFileSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { fileLines } from '../files/file-lines.ts';
import { FileError } from '../files/regular-file.ts';
import { type Plan, planSchema } from '../plan/plan.ts';
import { metricNames } from '../plan/suite/threshold.ts';
import { linkAtomically, writeFileAtomically } from './atomic-write.ts';
import { believedJobs } from './believed-jobs.ts';
import { makeTimeFolder } from './create-run.ts';
import { figuresSchema } from './figures.ts';
import { harnessSchema } from './harness.ts';
import { requireOwnFiles } from './own-files.ts';
import { readJson } from './read-json.ts';
import { outcomes } from './results.ts';
import { latestLink } from './run-files.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

const longestLineBytes = 16 << 20;

const thresholdSchema = z.object({
  /** Each run by itself, or the figures of all of them together. */
  over: z.enum(['eachRun', 'together']),
  /** `null`: all groups that are no canaries. */
  group: z.string().nullable(),
  metric: z.enum(metricNames),
  condition: z.object({
    aggregate: z.union([z.enum(['all', 'min', 'max', 'avg']), z.number()]),
    comparison: z.enum(['<', '<=', '>', '>=']),
    bound: z.number(),
  }),
});

/** In the order in which they are begun. */
const jobsSchema = z
  .array(
    z.object({
      id: z.string(),
      test: z.string().exactOptional(),
      group: z.string(),
      nemesis: z.string(),
      plan: planSchema,
    }),
  )
  .readonly();
const groupsSchema = z
  .array(z.object({ name: z.string(), isCanary: z.boolean(), weight: z.number() }))
  .readonly();

const suiteSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  /** The file it was read from, as it was named. */
  file: z.string(),
  /** SHA-256 over everything that decides what is run and asked: equal for equal suites, whichever shard. */
  digest: z.string(),
  /** Where seeds that are only counted begin. */
  firstSeed: z.int(),
  shard: z.object({ part: z.int(), of: z.int() }).nullable(),
  /** Of a shard: what is for the others to run, so that the runs of one that never came back can be named. */
  elsewhere: z.object({ groups: groupsSchema, jobs: jobsSchema }).exactOptional(),
  /** Of one that was put together from its shards: how many they were. */
  mergedShards: z.int().exactOptional(),
  /** Which of these were not there, and which had been killed; absent where all were whole. */
  incomplete: z
    .object({ missing: z.array(z.int()).readonly(), cutOff: z.array(z.int()).readonly() })
    .exactOptional(),
  /** The Ordeal that runs it; absent in suites of an earlier one. */
  harness: harnessSchema.exactOptional(),
  startedAt: z.string(),
  budgetMs: z.number().nullable(),
  /** What was built, by version: as in `versions` of results.json. */
  builds: z.record(z.string(), z.record(z.string(), z.string())),
  groups: groupsSchema,
  /** With a shard, those of this one. */
  jobs: jobsSchema,
  thresholds: z.array(thresholdSchema).readonly(),
  /** Conditions of the database that some run that is no canary's has to reach. */
  probes: z.array(z.string()).readonly(),
  /** How it ended; `null` while it runs and after it was killed. */
  end: z.enum(['complete', 'budget', 'interrupted']).nullable(),
});

const jobRecordSchema = z.object({
  /** `id` of the job. */
  job: z.string(),
  /** From 1; the last one is what the job came to. */
  attempt: z.int(),
  /** `lost`: it did not come to results. */
  outcome: z.enum([...outcomes, 'lost']),
  exitCode: z.int(),
  /** Checkers and invariants that found a violation. */
  violations: z.array(z.string()).readonly(),
  /** The same in kinds, such as `list-append: G1c`. */
  classes: z.array(z.string()).readonly(),
  /** Why it is not valid; empty where it is. */
  reason: z.string(),
  startedAt: z.string(),
  wallMs: z.number(),
  /** How long the suite had been running when it ended, over all resumptions. */
  suiteMs: z.number(),
  counts: z.object({ invoked: z.int(), ok: z.int(), fail: z.int(), info: z.int() }),
  /** What the thresholds are about, and runs are compared by; `null` where it was not measured. */
  figures: figuresSchema.nullable(),
  traceHash: z.string().nullable(),
  conditions: z.record(z.string(), z.int()),
  /** Name of its own saved run, as `ordeal check` takes it; `null` where none was kept. */
  run: z.string().nullable(),
});

export type Suite = Readonly<z.infer<typeof suiteSchema>>;
export type SuiteThreshold = Readonly<z.infer<typeof thresholdSchema>>;
export type JobRecord = Readonly<z.infer<typeof jobRecordSchema>>;

export interface SuiteFiles {
  readonly directory: string;
  readonly suite: string;
  readonly jobs: string;
  /** What it is at, while it runs. */
  readonly status: string;
  /** All of it for people, in one page. */
  readonly page: string;
}

export function suiteFiles(directory: string): SuiteFiles {
  return {
    directory,
    suite: join(directory, 'suite.json'),
    jobs: join(directory, 'jobs.jsonl'),
    status: join(directory, 'status.json'),
    page: join(directory, 'report.html'),
  };
}

/** Makes the folder of a suite, named after a moment. @throws {StoreError} when it cannot */
export async function createSuite(
  root: string,
  suite: Suite,
  at = new Date(suite.startedAt),
): Promise<SuiteFiles> {
  if (suite.name === latestLink)
    throw new StoreError(`A suite cannot be named ${latestLink}: that is the newest run's link.`);
  const time = await makeTimeFolder(join(root, suite.name), at);
  const files = suiteFiles(join(root, suite.name, time));
  await saveSuite(files, suite);
  await linkAtomically(time, join(root, suite.name, latestLink));
  return files;
}

/** Writes down what a suite is to run, or how it ended. @throws {StoreError} when it cannot */
export async function saveSuite({ suite: path }: SuiteFiles, suite: Suite): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(suite)}\n`);
}

/** Adds a finished attempt. @throws {StoreError} when it cannot */
export function appendJob({ jobs }: SuiteFiles, record: JobRecord): void {
  try {
    appendFileSync(jobs, `${JSON.stringify(record)}\n`);
  } catch (error) {
    throw storeErrorOf(jobs, 'written', error);
  }
}

/** Writes the journal anew, for one whose last line is torn. @throws {StoreError} when it cannot */
export async function rewriteJobs({ jobs }: SuiteFiles, records: readonly JobRecord[]): Promise<void> {
  await writeFileAtomically(jobs, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

export interface SavedSuite {
  readonly files: SuiteFiles;
  readonly suite: Suite;
  /** Every attempt, in the order in which they ended. */
  readonly records: readonly JobRecord[];
  /** Whether the last line of the journal was cut off in the middle, which happens to one that was killed. */
  readonly isTorn: boolean;
}

/** The key in `builds` of what a plan runs: the simulator loads another part of the database than hosts run. */
export function buildKey({ world, version }: Pick<Plan, 'world' | 'version'>): string {
  return `${world === 'sim' ? 'node' : 'server'} ${version}`;
}

/** Names of the groups whose builds are broken, so that their runs have to fail. */
export function canariesOf({ groups }: Pick<Suite, 'groups'>): ReadonlySet<string> {
  return new Set(groups.filter(({ isCanary }) => isCanary).map(({ name }) => name));
}

/** What a suite is to run, or `null` where there is none. @throws {StoreError} when it cannot be understood */
export function readSuite({ suite }: SuiteFiles): Promise<Suite | null> {
  return readJson(suite, suiteSchema);
}

/**
 * The suite in a folder, or `null` where there is none. A torn last line is left out; attempts whose saved runs have lost
 * their evidence are invalid runs.
 * @throws {StoreError} when its files cannot be understood
 */
export async function readSavedSuite(directory: string): Promise<SavedSuite | null> {
  const files = suiteFiles(directory);
  const suite = await readSuite(files);
  if (suite === null) return null;
  await requireOwnFiles(directory);
  const { records, isTorn } = await readRecords(files.jobs);
  return { files, suite, records: await believedJobs(directory, records), isTorn };
}

async function readRecords(path: string): Promise<Pick<SavedSuite, 'records' | 'isTorn'>> {
  const records: JobRecord[] = [];
  let bad: number | null = null;
  let number = 0;
  try {
    for await (const line of fileLines(path, longestLineBytes)) {
      number += 1;
      if (bad !== null)
        throw new StoreError(`${path}: line ${bad} cannot be understood, though it is not the last one.`);
      const record = parseJobRecord(line);
      if (record === null) bad = number;
      else records.push(record);
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (!error.isMissing) throw new StoreError(error.message);
  }
  return { records, isTorn: bad !== null };
}

/** The record in a line of the journal, or `null` for one that is torn or of another form. */
export function parseJobRecord(line: string): JobRecord | null {
  try {
    return jobRecordSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** Folders of the suites under a name, newest first. */
export async function suitesNamed(root: string, name: string): Promise<readonly string[]> {
  const times = await readdir(join(root, name)).catch(() => []);
  return times
    .filter((time) => /^\d{4}-/.test(time))
    .sort()
    .reverse()
    .map((time) => join(root, name, time));
}

/**
 * Finds a saved suite by what a person types, as a run is found; `null` where there is none.
 * @throws {StoreError} when its files cannot be understood
 */
export async function findSuite(root: string, wanted: string): Promise<SavedSuite | null> {
  for (const candidate of [
    join(root, wanted),
    join(root, wanted, latestLink),
    resolve(wanted),
    join(resolve(wanted), latestLink),
  ]) {
    const directory = await realpath(candidate).catch(() => null);
    const found = directory === null ? null : await readSavedSuite(directory);
    if (found !== null) return found;
  }
  return null;
}
