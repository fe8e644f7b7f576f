// One line of the list of saved runs: as much of a run, a batch or a suite as a person chooses by.

import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { planSchema } from '../plan/plan.ts';
import { readBatch, type SavedBatch } from '../store/batch.ts';
import { requireOwnFiles } from '../store/own-files.ts';
import { readJson } from '../store/read-json.ts';
import { resultsSchema } from '../store/results.ts';
import { runFiles } from '../store/run-files.ts';
import { StoreError } from '../store/store-error.ts';
import { readSavedSuite } from '../store/suite.ts';
import { readResults } from '../store/trusted-results.ts';
import { suiteFacts } from './suite-line.ts';

export interface RunLine {
  readonly name: string;
  readonly time: string;
  readonly kind: 'run' | 'batch' | 'suite' | 'unreadable';
  /** An outcome of a run; or `running`, `not judged`, `unreadable`. */
  readonly outcome: string;
  readonly workload: string;
  readonly nemesis: string;
  readonly world: string;
  readonly version: string;
  readonly seed: number | null;
  /** Operations that clients began. */
  readonly operations: number | null;
  /** Answered per second of the load. */
  readonly perSecond: number | null;
  /** Of all operations, those answered. */
  readonly answeredPercent: number | null;
  readonly longestOutageMs: number | null;
  /** Why it is not valid, or what is wrong with its files; empty where there is nothing to say. */
  readonly reason: string;
}

/** Written to within this time, an unfinished run is taken for one that runs. */
const aliveMs = 60_000;
const mostResultsBytes = 256 * 2 ** 20;

const summarySchema = resultsSchema
  .pick({
    ...{ outcome: true, exitCode: true, versions: true, counts: true, phases: true },
    ...{ problems: true, crash: true, evidence: true },
  })
  .extend({
    verdicts: z.array(
      z.object({
        checker: z.string(),
        valid: z.union([z.boolean(), z.literal('unknown')]),
        reason: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    ),
  });

type Summary = z.infer<typeof summarySchema>;

/** Reads the line of the folder of a run; one that cannot be understood is a line that says so. */
export async function readRunLine(directory: string): Promise<RunLine> {
  const place = { name: basename(dirname(directory)), time: basename(directory) };
  try {
    return await readLine(directory, place);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Where it lies is the line's own name already.
    return { ...blank, ...place, reason: reason.replaceAll(`${directory}/`, '').replaceAll(directory, 'It') };
  }
}

const blank: Omit<RunLine, 'name' | 'time' | 'reason'> = {
  kind: 'unreadable',
  outcome: 'unreadable',
  workload: '',
  nemesis: '',
  world: '',
  version: '',
  seed: null,
  operations: null,
  perSecond: null,
  answeredPercent: null,
  longestOutageMs: null,
};

async function readLine(directory: string, place: Pick<RunLine, 'name' | 'time'>): Promise<RunLine> {
  const suite = await readSavedSuite(directory);
  if (suite !== null) return { ...blank, ...place, ...(await suiteFacts(suite)) };
  const files = runFiles(directory);
  await requireOwnFiles(directory);
  const plan = await readJson(files.plan, planSchema);
  if (plan === null) throw new StoreError(`${directory} holds no plan.json, so it is not a saved run.`);
  const { workload, nemesis, world, seed } = plan;
  const planned = {
    ...blank,
    ...place,
    kind: 'run' as const,
    workload,
    nemesis: nemesis.length === 0 ? 'none' : nemesis.join(', '),
    world,
    version: plan.version,
    seed,
  };
  const { size } = await stat(files.results).catch(() => ({ size: 0 }));
  if (size > mostResultsBytes) throw new StoreError(`${files.results} is too large to be listed.`);
  const results = await readResults(files, summarySchema, 'sizes');
  if (results !== null) return { ...planned, outcome: results.outcome, ...measuredOf(results) };
  const batch = await readBatch(directory);
  if (batch !== null) return { ...planned, kind: 'batch', ...batchFacts(batch) };
  const isAlive = Date.now() - (await lastWritten(directory)) < aliveMs;
  return isAlive
    ? { ...planned, outcome: 'running', reason: '' }
    : {
        ...planned,
        outcome: 'not judged',
        reason: 'The run was cut off, or is being judged: nothing was written for a minute.',
      };
}

/** When a run that is under way last wrote something, ms since 1970. */
async function lastWritten(directory: string): Promise<number> {
  const { plan, history, log, progress } = runFiles(directory);
  const times = [plan, history, log, progress].map((path) =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(times)));
}

function measuredOf({ outcome, counts, phases, verdicts, problems, crash }: Summary) {
  const load = phases.find(({ name }) => name === 'load');
  const loadSeconds = load === undefined ? 0 : (load.endNs - load.startNs) / 1e9;
  const { answeredPercent, longestOutageMs } =
    verdicts.find(({ checker }) => checker === 'availability')?.details ?? {};
  const against =
    verdicts.find(({ valid }) => valid === false) ?? verdicts.find(({ valid }) => valid === 'unknown');
  const told = against === undefined ? '' : `${against.checker}: ${against.reason}`;
  return {
    operations: counts.invoked,
    perSecond: loadSeconds > 0 ? counts.ok / loadSeconds : null,
    answeredPercent: typeof answeredPercent === 'number' ? answeredPercent : null,
    longestOutageMs: typeof longestOutageMs === 'number' ? longestOutageMs : null,
    // A run without its evidence is what it is for that, whatever its verdicts say.
    reason: (outcome === 'invalid-run' && problems[0]) || told || crash?.message || problems[0] || '',
  };
}

/** The worst that a seed came to stands for all. */
function batchFacts({ batch, records }: SavedBatch) {
  const failed = records.find(({ outcome }) => outcome === 'violation' || outcome === 'crash');
  const other = records.find(({ outcome }) => outcome !== 'valid');
  const isWhole = records.length >= batch.seeds.count;
  const outcome = (failed ?? other)?.outcome ?? (isWhole ? 'valid' : 'not judged');
  const bad = records.filter((record) => record.outcome !== 'valid').length;
  const finished = `${records.length} of ${batch.seeds.count} seeds finished`;
  return {
    outcome,
    operations: records.reduce((sum, { ok }) => sum + ok, 0),
    reason: bad === 0 ? `${finished}.` : `${finished}, ${bad} not valid.`,
  };
}
