// `ordeal suite`: a file of matrices to runs, one after the other or side by side, and one exit code for all.

import type { Command } from 'commander';
import { createSimulatorPool } from '../batch/pool.ts';
import { seedFlag } from '../plan/from-flags.ts';
import { randomSeed } from '../plan/seed.ts';
import { parseShard } from '../plan/suite/shard.ts';
import type { Screen } from '../report/screen.ts';
import { suiteOfFailure } from '../report/test-cases.ts';
import {
  appendJob,
  createSuite,
  findSuite,
  type JobRecord,
  rewriteJobs,
  type SavedSuite,
  type Suite,
  type SuiteFiles,
  saveSuite,
} from '../store/suite.ts';
import { bundlesOf } from '../suite/merge.ts';
import { runSuite } from '../suite/run-suite.ts';
import { messageOf, usageFailure } from './failure.ts';
import { takeAll } from './failure-of.ts';
import { type Interrupts, listenForInterrupts } from './interrupts.ts';
import { openScreen } from './output.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { seedTimeoutMs } from './seed-record.ts';
import { simulatorUrl } from './simulator.ts';
import { addMergeCommand } from './suite/merge-command.ts';
import { createPerformer } from './suite/perform-job.ts';
import { type PreparedSuite, prepareSuite } from './suite/prepare.ts';
import { reportSuite } from './suite/report-suite.ts';
import { watchSuite } from './suite/watch-suite.ts';
import { requireFile, writeTestReports } from './test-reports.ts';

interface SuiteFlags {
  readonly shard?: string;
  readonly retryInvalid?: string;
  readonly resume?: boolean;
  readonly seed?: string;
  readonly threads?: string;
  readonly name?: string;
  readonly junit?: string;
  readonly json?: boolean;
}

function countOf(flag: string, text: string | undefined, least: number): number | null {
  if (text === undefined) return null;
  if (/^\d{1,3}$/.test(text) && Number(text) >= least) return Number(text);
  throw usageFailure(`${flag} is "${text}", but must be a whole number from ${least} to 999.`);
}

/** What was begun before under this name; `null` for a fresh start. */
async function earlierOf(file: string, flags: SuiteFlags): Promise<SavedSuite | null> {
  if (flags.resume !== true) return null;
  const { readSuite } = await import('../plan/suite/read-suite.ts');
  const name = flags.name ?? (await readSuite(file)).definition.name;
  const found = await findSuite(resultsDirectory(), name);
  if (found === null)
    throw usageFailure(`There is no suite ${name} to resume: leave out --resume to begin one.`);
  return found;
}

/** @throws {CommandFailure} where what was begun is not what the file and the flags say now */
function requireSame(earlier: Suite, now: Suite): void {
  const shown = (shard: Suite['shard']): string =>
    shard === null ? 'all of it' : `${shard.part}/${shard.of}`;
  const differs =
    earlier.digest !== now.digest
      ? `${now.file} or the seed has changed since`
      : shown(earlier.shard) !== shown(now.shard)
        ? `it was begun as shard ${shown(earlier.shard)}, not ${shown(now.shard)}`
        : JSON.stringify(bundlesOf(earlier)) !== JSON.stringify(bundlesOf(now))
          ? 'a build has changed since'
          : null;
  if (differs === null) return;
  throw usageFailure(`Suite ${now.name} cannot be resumed: ${differs}. Leave out --resume to begin anew.`);
}

interface Course {
  readonly files: SuiteFiles;
  readonly suite: Suite;
  readonly records: JobRecord[];
}

/** The folder of the suite, with what an earlier part of it has left there. */
async function openCourse(prepared: PreparedSuite, earlier: SavedSuite | null): Promise<Course> {
  if (earlier === null) {
    return {
      files: await createSuite(resultsDirectory(), prepared.suite),
      suite: prepared.suite,
      records: [],
    };
  }
  requireSame(earlier.suite, prepared.suite);
  if (earlier.isTorn) await rewriteJobs(earlier.files, earlier.records);
  const suite = { ...earlier.suite, end: null };
  await saveSuite(earlier.files, suite);
  return { files: earlier.files, suite, records: [...earlier.records] };
}

async function carryOut(
  { files, suite, records }: Course,
  prepared: PreparedSuite,
  flags: SuiteFlags,
  screen: Screen,
  interrupts: Interrupts,
): Promise<SavedSuite> {
  const threads = countOf('--threads', flags.threads, 1);
  const pool = createSimulatorPool({
    simulatorUrl: await simulatorUrl(),
    jobTimeoutMs: seedTimeoutMs,
    ...(threads === null ? {} : { threads }),
  });
  interrupts.signal.addEventListener('abort', () => void pool.close(), { once: true });
  const earlierMs = records.reduce((latest, { suiteMs }) => Math.max(latest, suiteMs), 0);
  const startMs = performance.now();
  const suiteMs = (): number => earlierMs + performance.now() - startMs;
  const watch = watchSuite({ files, suite, records, suiteMs, screen });
  const perform = createPerformer({ ...prepared, suite, pool, screen, interrupts, suiteMs, watch });
  try {
    const end = await runSuite({
      jobs: suite.jobs,
      earlier: [...records],
      retries: countOf('--retry-invalid', flags.retryInvalid, 0) ?? 0,
      threads: pool.threads,
      isOver: () => suite.budgetMs !== null && suiteMs() >= suite.budgetMs,
      signal: interrupts.signal,
      perform,
      journal(record) {
        appendJob(files, record);
        records.push(record);
        watch.ended(record);
      },
    });
    const ended = { ...suite, end };
    await saveSuite(files, ended);
    return { files, suite: ended, records, isTorn: false };
  } finally {
    watch.close();
    await pool.close();
  }
}

async function suite(file: string, flags: SuiteFlags): Promise<void> {
  await requireFile('--junit', flags.junit);
  const shard = flags.shard === undefined ? null : parseShard(flags.shard);
  countOf('--threads', flags.threads, 1);
  countOf('--retry-invalid', flags.retryInvalid, 0);
  const earlier = await earlierOf(file, flags);
  const chosen = seedFlag(flags)?.number ?? earlier?.suite.firstSeed ?? randomSeed().number;
  const screen = openScreen(flags);
  const interrupts = listenForInterrupts(screen);
  let isReported = false;
  try {
    const prepared = await prepareSuite({ file, name: flags.name, firstSeed: chosen, shard });
    for (const sentence of prepared.leftOut) screen.line(sentence);
    const course = await openCourse(prepared, earlier);
    const { jobs, name } = course.suite;
    screen.line(
      `suite ${name}: ${jobs.length} runs from seed ${chosen} on, ${shownPath(course.files.directory)}`,
    );
    const saved = await carryOut(course, prepared, flags, screen, interrupts);
    isReported = true;
    await reportSuite(saved, flags, screen);
  } catch (error) {
    if (isReported) throw error;
    const failed = suiteOfFailure(messageOf(error), new Date().toISOString());
    await takeAll([
      () => Promise.reject(error),
      () => writeTestReports([failed], flags.junit, screen, process.env),
    ]);
  } finally {
    interrupts.close();
  }
}

export function addSuiteCommand(program: Command): void {
  const command = program
    .command('suite')
    .description('run the matrices of a file; the exit code is that of all runs together')
    .argument('<file>', 'the suite, as YAML')
    .option('--shard <part/of>', 'run one part of it, such as 2/4: all parts together are the whole')
    .option('--retry-invalid <count>', 'retry inconclusive runs up to this many times (default: 0)')
    .option('--resume', 'go on with the newest suite of this name, where it was killed or interrupted')
    .option('--seed <seed>', 'where counted seeds begin: a number, or a git commit hash (default: random)')
    .option('--threads <count>', 'simulated runs side by side (default: one for each core)')
    .option('--name <name>', 'folder under results/ (default: the name in the file)')
    .option('--junit <file>', 'write the runs as JUnit XML, a suite for each matrix')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(suite);
  addMergeCommand(command);
}
