// What a suite came to, added up over the last attempt of each of its jobs: it is the same whether it ran at once or was
// killed and resumed.

import {
  exitCodes,
  invertForExpectedFailure,
  outcomeOfExitCode,
  worstExitCode,
} from '../runner/exit-code.ts';
import type { JobRecord, SavedSuite, Suite } from '../store/suite.ts';
import { judgeThreshold, type ThresholdResult } from './thresholds.ts';

export interface GroupSummary {
  readonly name: string;
  readonly isCanary: boolean;
  readonly planned: number;
  readonly finished: number;
  /** Number of jobs by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly exitCode: number;
}

export interface SuiteSummary {
  readonly name: string;
  readonly shard: Suite['shard'];
  /** `cut-off`: it was killed, or still runs. `incomplete`: shards were not there, or had been killed, when they were merged. */
  readonly end: 'complete' | 'budget' | 'interrupted' | 'cut-off' | 'incomplete';
  readonly exitCode: number;
  /** The same as a word. */
  readonly outcome: ReturnType<typeof outcomeOfExitCode>;
  readonly planned: number;
  readonly finished: number;
  /** The other jobs, by their names. */
  readonly notRun: readonly string[];
  /** Jobs that took more than one attempt, and attempts beyond the first. */
  readonly retries: number;
  /** Number of jobs by outcome, canaries left out. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Number of jobs by what found their violation, canaries left out. */
  readonly violations: Readonly<Record<string, number>>;
  readonly groups: readonly GroupSummary[];
  /** Last attempts that are not valid, canaries left out. */
  readonly failed: readonly JobRecord[];
  readonly thresholds: readonly ThresholdResult[];
  /** Of each condition that has to be reached, how many runs reached it. */
  readonly probes: Readonly<Record<string, number>>;
  readonly neverReached: readonly string[];
  /** False for shards without the others: what all runs together have to meet or to reach they do not say. */
  readonly isWhole: boolean;
  /** What is wrong with the suite, one sentence each; empty where nothing is. */
  readonly problems: readonly string[];
  readonly suiteMs: number;
}

/** Shards named in a sentence. */
const mostShown = 10;

/** The last attempt of each job, in the order in which the jobs were planned. */
export function lastAttempts({
  suite,
  records,
}: Pick<SavedSuite, 'suite' | 'records'>): readonly JobRecord[] {
  const last = new Map<string, JobRecord>();
  for (const record of records) last.set(record.job, record);
  return suite.jobs.flatMap(({ id }) => last.get(id) ?? []);
}

/** Whether it was killed or still runs, by its own word or because runs are missing from its journal. */
export function isCutOff(saved: Pick<SavedSuite, 'suite' | 'records'>): boolean {
  const { end, jobs } = saved.suite;
  return end === null || (end === 'complete' && lastAttempts(saved).length < jobs.length);
}

function endOf(saved: Pick<SavedSuite, 'suite' | 'records'>): SuiteSummary['end'] {
  const { end, incomplete } = saved.suite;
  if (incomplete !== undefined) return 'incomplete';
  return end === null || isCutOff(saved) ? 'cut-off' : end;
}

/** What is missing of a suite that was put together. */
function incompleteProblems(
  { incomplete = { missing: [], cutOff: [] }, mergedShards = 0 }: Suite,
  notRun: number,
): readonly string[] {
  const sentence = (parts: readonly number[], one: string, many: string): readonly string[] => {
    const shown = parts.slice(0, mostShown).map((part) => `${part}/${mergedShards}`);
    const names = `${shown.join(', ')}${parts.length > mostShown ? ` and ${parts.length - mostShown} more` : ''}`;
    if (parts.length === 0) return [];
    return [parts.length === 1 ? `Shard ${names} ${one}.` : `Shards ${names} ${many}.`];
  };
  return [
    ...sentence(incomplete.missing, 'is missing', 'are missing'),
    ...sentence(incomplete.cutOff, 'was cut off before its end', 'were cut off before their end'),
    ...(notRun === 0 ? [] : [`${notRun} ${notRun === 1 ? 'run was' : 'runs were'} not made.`]),
  ];
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** A canary that nothing was caught of is as bad as a violation: then nothing that passes can be believed. */
function canaryExitCode(records: readonly JobRecord[]): number {
  if (records.length === 0) return exitCodes['invalid-run'];
  return invertForExpectedFailure(worstExitCode(records.map(({ exitCode }) => exitCode)));
}

function summarizeGroup(
  { name, isCanary }: Suite['groups'][number],
  planned: number,
  records: readonly JobRecord[],
): GroupSummary {
  return {
    name,
    isCanary,
    planned,
    finished: records.length,
    outcomes: countBy(records.map(({ outcome }) => outcome)),
    exitCode: isCanary ? canaryExitCode(records) : worstExitCode(records.map(({ exitCode }) => exitCode)),
  };
}

function canaryProblem({ name, exitCode, finished }: GroupSummary): string {
  if (finished === 0) return `Canary ${name} was not run: nothing shows that a broken build is caught.`;
  return exitCode === exitCodes.violation
    ? `Canary ${name} was not caught: the build is known to be broken, but no run of it failed.`
    : `Canary ${name} is inconclusive: no run of it found a violation, and not all of its runs are usable.`;
}

/** Adds a suite up. */
export function summarizeSuite(saved: Pick<SavedSuite, 'suite' | 'records'>): SuiteSummary {
  const { suite, records } = saved;
  const groupOf = new Map(suite.jobs.map(({ id, group }) => [id, group]));
  const last = lastAttempts(saved);
  const byGroup = new Map<string, JobRecord[]>();
  for (const record of last) {
    const group = groupOf.get(record.job) ?? '';
    const others = byGroup.get(group);
    if (others === undefined) byGroup.set(group, [record]);
    else others.push(record);
  }
  const planned = countBy(suite.jobs.map(({ group }) => group));
  const groups = suite.groups.map((group) =>
    summarizeGroup(group, planned[group.name] ?? 0, byGroup.get(group.name) ?? []),
  );
  const canaries = groups.filter(({ isCanary }) => isCanary);
  const canaryNames = new Set(canaries.map(({ name }) => name));
  const counted = last.filter(({ job }) => !canaryNames.has(groupOf.get(job) ?? ''));
  const ended = new Set(last.map(({ job }) => job));
  const notRun = suite.jobs.flatMap(({ id }) => (ended.has(id) ? [] : [id]));
  const isWhole =
    (suite.shard === null || suite.shard.of === 1) && (suite.incomplete?.missing ?? []).length === 0;
  const thresholds = suite.thresholds.map((threshold) =>
    judgeThreshold(threshold, threshold.group === null ? counted : (byGroup.get(threshold.group) ?? [])),
  );
  const reached = countBy(counted.flatMap(({ conditions }) => Object.keys(conditions)));
  const probes = Object.fromEntries(suite.probes.map((name) => [name, reached[name] ?? 0]));
  const neverReached = suite.probes.filter((name) => probes[name] === 0);
  const missed = thresholds.filter(
    ({ met, over, measured }) => !met && (isWhole || (over === 'eachRun' && measured !== null)),
  );
  const escaped = canaries.filter(({ exitCode }) => exitCode !== exitCodes.valid);
  const unreached = isWhole ? neverReached : [];
  const end = endOf(saved);
  const ends = {
    complete: exitCodes.valid,
    budget: exitCodes.valid,
    interrupted: exitCodes.interrupted,
    'cut-off': exitCodes['invalid-run'],
    incomplete: exitCodes['invalid-run'],
  };
  const isEmpty = counted.length === 0 && groups.some(({ isCanary }) => !isCanary);
  const exitCode = worstExitCode([
    ...counted.map(({ exitCode }) => exitCode),
    ...canaries.map(({ exitCode }) => exitCode),
    ...missed.map(() => exitCodes['threshold-missed']),
    ...unreached.map(() => exitCodes['invalid-run']),
    ...(isEmpty ? [exitCodes['invalid-run']] : []),
    ends[end],
  ]);
  return {
    name: suite.name,
    shard: suite.shard,
    end,
    exitCode,
    outcome: outcomeOfExitCode(exitCode),
    planned: suite.jobs.length,
    finished: last.length,
    notRun,
    retries: records.filter(({ attempt }) => attempt > 1).length,
    outcomes: countBy(counted.map(({ outcome }) => outcome)),
    violations: countBy(counted.flatMap(({ violations }) => violations)),
    groups,
    failed: counted.filter(({ outcome }) => outcome !== 'valid'),
    thresholds,
    probes,
    neverReached,
    isWhole,
    problems: [
      ...(end === 'interrupted' ? ['The suite was interrupted.'] : []),
      ...(end === 'cut-off' ? ['The suite was cut off before its end.'] : []),
      ...(end === 'incomplete' ? incompleteProblems(suite, notRun.length) : []),
      ...(isEmpty ? ['Not one of its runs was run.'] : []),
      ...escaped.map(canaryProblem),
      ...missed.map(
        ({ text, group, found }) =>
          `Threshold missed${group === null ? '' : ` by ${group}`}: ${text}; ${found}.`,
      ),
      ...unreached.map((name) => `Condition ${name} was never reached.`),
    ],
    suiteMs: records.reduce((latest, { suiteMs }) => Math.max(latest, suiteMs), 0),
  };
}
