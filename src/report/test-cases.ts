// Runs as test cases, for machines that collect those of every tool: one for each verdict of a run, or one for each seed of
// a batch. What is not valid is never a case that passed.

import type { Verdict } from '../checkers/checker.ts';
import { positionOf, type SeedRange } from '../plan/seed-range.ts';
import type { SeedRecord } from '../store/batch.ts';
import type { RunResults } from '../store/results.ts';
import { evidenceLines } from './evidence.ts';
import { faultCoverageLines } from './fault-coverage.ts';
import { plainScreen } from './screen.ts';
import { outcomeSentence } from './summary.ts';

export interface TestCase {
  readonly name: string;
  /** `failed`: what was promised is broken. `error`: it says nothing, or not enough, about the database. */
  readonly end: 'passed' | 'failed' | 'error';
  /** Why, in a sentence; empty for one that passed. */
  readonly message: string;
  /** The same in full, for people: evidence, and how to run it again. */
  readonly details: readonly string[];
  readonly seconds: number;
}

export interface TestSuite {
  readonly name: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  /** Facts about the whole, by name. */
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly TestCase[];
  /** What else is to be known of the whole. */
  readonly notes: readonly string[];
}

/** How a person gets at a run or a seed. */
export interface Traces {
  /** The command that runs it again. */
  readonly again: string;
  /** Where it was saved; `null` where it was not. */
  readonly saved: string | null;
}

/** A batch of seeds, as far as it got. */
export interface BatchOfSeeds {
  readonly name: string;
  readonly startedAt: string;
  readonly wallMs: number;
  readonly seeds: SeedRange;
  /** Whether the seeds themselves were asked for, and not only so many from a first one on, which every commit changes. */
  readonly seedsAreWritten: boolean;
  readonly records: readonly SeedRecord[];
  readonly tracesOf: (record: SeedRecord) => Traces;
}

/** Readers of such files give up on ever more cases; those that are not valid come first. */
const mostCases = 10_000;

export function traceLines({ again, saved }: Traces): readonly string[] {
  return [`again: ${again}`, ...(saved === null ? [] : [`saved: ${saved}`])];
}

/** A case with nothing to say. */
export function passedCase(name: string, seconds: number): TestCase {
  return { name, end: 'passed', message: '', details: [], seconds };
}

/**
 * A case for each verdict, and one for the run as a whole.
 * @param expectViolation the build is known to be bad: then there is one case, which a violation passes
 */
export function suiteOfRun(results: RunResults, traces: Traces, expectViolation: boolean): TestSuite {
  const { plan, seed, world, startedAt, versions, phases, bootMs } = results;
  const seconds = (bootMs + (phases.at(-1)?.endNs ?? 0) / 1e6) / 1000;
  const judgedSeconds = Object.values(results.checkMs ?? {}).reduce((sum, ms) => sum + ms / 1000, 0);
  const cases = [
    ...results.verdicts.map((verdict) =>
      caseOfVerdict(verdict, traces, results.checkMs?.[verdict.checker] ?? 0),
    ),
    wholeRun(results, traces, seconds),
  ];
  const coverage = faultCoverageLines(results.faultCoverage ?? [], plainScreen);
  return {
    name: `ordeal ${plan.name} ${world}`,
    startedAt,
    seconds: seconds + judgedSeconds,
    properties: {
      seed: String(seed),
      world,
      workload: plan.workload,
      nemesis: plan.nemesis.join(','),
      outcome: results.outcome,
      ...versions,
      again: traces.again,
    },
    cases: expectViolation ? [expected(results.outcome, cases, seconds)] : withGap(results, cases),
    notes: [...traceLines(traces), ...(coverage.length === 0 ? [] : ['', 'Fault coverage', ...coverage])],
  };
}

/** @param tookMs the checker */
function caseOfVerdict(
  { checker, valid, reason, witnesses, details: { kind } }: Verdict,
  traces: Traces,
  tookMs: number,
): TestCase {
  const seconds = tookMs / 1000;
  const counts = kind !== 'invalid-run';
  const end = valid === true ? 'passed' : valid === false && counts ? 'failed' : 'error';
  const details =
    end === 'passed' ? [] : [reason, ...evidenceLines(witnesses, plainScreen), ...traceLines(traces)];
  return { name: checker, end, message: end === 'passed' ? '' : reason, details, seconds };
}

/** What went wrong beside the verdicts, and how long all but the verdicts took. */
function wholeRun({ problems, crash, interrupted }: RunResults, traces: Traces, seconds: number): TestCase {
  const wrong = [
    ...(crash === null ? [] : [`Ordeal crashed in ${crash.where}: ${crash.message}.`]),
    ...(interrupted ? ['Interrupted: judged as far as it went.'] : []),
    ...problems,
  ];
  const [message = ''] = wrong;
  const details = wrong.length === 0 ? [] : [...wrong, ...traceLines(traces)];
  return { name: 'run', end: wrong.length === 0 ? 'passed' : 'error', message, details, seconds };
}

/** The last case speaks up where the outcome is bad and no other case says so. */
function withGap(results: RunResults, cases: readonly TestCase[]): readonly TestCase[] {
  const { outcome } = results;
  if (outcome === 'valid' || cases.some(({ end }) => end !== 'passed')) return cases;
  const message = outcomeSentence(results);
  return cases.map((one, index) =>
    index === cases.length - 1 ? { ...one, end: 'error', message, details: [message] } : one,
  );
}

function expected(outcome: string, cases: readonly TestCase[], seconds: number): TestCase {
  const name = 'a violation is found';
  const details = cases.flatMap((one) => one.details);
  if (outcome === 'violation') return passedCase(name, seconds);
  const end = outcome === 'valid' ? 'failed' : 'error';
  const message = `The build is known to be bad, but the outcome is ${outcome}.`;
  return { name, end, message, details: [message, ...details], seconds };
}

/** A case for each seed that finished, and one that says whether all did. */
export function suiteOfBatch(batch: BatchOfSeeds, expectViolation: boolean): TestSuite {
  const { records, seeds, name, startedAt, wallMs } = batch;
  const bad = records.filter(({ outcome }) => outcome !== 'valid');
  const shown = [...bad, ...records.filter(({ outcome }) => outcome === 'valid')].slice(0, mostCases);
  const found = records.some(({ outcome }) => outcome === 'violation');
  const worst = found ? 'violation' : (bad[0]?.outcome ?? 'valid');
  const cases = shown.map((record) => caseOfSeed(nameOfSeed(record, batch), record, batch.tracesOf(record)));
  const left = records.length - shown.length;
  return {
    name: `ordeal ${name} seeds`,
    startedAt,
    seconds: wallMs / 1000,
    properties: { first: String(seeds.first), count: String(seeds.count) },
    cases: expectViolation
      ? [expected(worst, cases, wallMs / 1000)]
      : [...cases, allRun(records.length, seeds.count, bad.length)],
    notes: left === 0 ? [] : [`${left} more seeds are in seeds.jsonl and not here.`],
  };
}

function nameOfSeed({ seed }: SeedRecord, { seeds, seedsAreWritten }: BatchOfSeeds): string {
  return seedsAreWritten ? `seed ${seed}` : `run ${positionOf(seeds, seed) + 1}`;
}

function caseOfSeed(
  name: string,
  { seed, outcome, violations, reason, wallMs }: SeedRecord,
  traces: Traces,
): TestCase {
  const end = outcome === 'valid' ? 'passed' : outcome === 'violation' ? 'failed' : 'error';
  const message = [violations.length === 0 ? outcome : violations.join(', '), reason]
    .filter((part) => part !== '')
    .join(': ');
  return {
    name,
    end,
    message: end === 'passed' ? '' : message,
    details: end === 'passed' ? [] : [message, `seed ${seed}`, ...traceLines(traces)],
    seconds: wallMs / 1000,
  };
}

/** A batch may end at its first failure; without one, a seed that is missing is an error of its own. */
function allRun(finished: number, count: number, bad: number): TestCase {
  const complete = finished === count || bad > 0;
  const message = complete ? '' : `Only ${finished} of ${count} seeds were run.`;
  return {
    name: 'all seeds were run',
    end: complete ? 'passed' : 'error',
    message,
    details: complete ? [] : [message],
    seconds: 0,
  };
}

/** The suite of what did not come to a run at all: no build, no world. */
export function suiteOfFailure(reason: string, startedAt: string): TestSuite {
  const end = { name: 'run', end: 'error', message: reason, details: [reason], seconds: 0 } as const;
  return { name: 'ordeal', startedAt, seconds: 0, properties: {}, cases: [end], notes: [] };
}
