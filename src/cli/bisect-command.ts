// `ordeal bisect`: the first commit that breaks a plan, by running its seeds on the builds between a good and a bad one.

import type { Command } from 'commander';
import { isFailure } from '../batch/run-batch.ts';
import { type Bisection, bisect, type Commit, type CommitRuns } from '../compare/bisect.ts';
import { drawPackages } from '../plan/draw-packages.ts';
import type { Plan } from '../plan/plan.ts';
import { seedAt } from '../plan/seed-range.ts';
import { bisectionLines, commitText } from '../report/bisection.ts';
import { exitCodes } from '../runner/exit-code.ts';
import { commitsBetween } from './bisect/commits.ts';
import { versionRange } from './compare/options.ts';
import { addSeededPlanOptions, type SeededPlanFlags, seededPlan } from './compare/seeded-plan.ts';
import { messageOf } from './failure.ts';
import { interruptedExitCode, listenForInterrupts } from './interrupts.ts';
import { openPlanRunner, type PlanRunner } from './mutant-runner.ts';
import { openScreen, printJson, printLines } from './output.ts';
import { repositoryPath } from './repository.ts';
import { threadsOf } from './run-command.ts';

interface BisectFlags extends SeededPlanFlags {
  readonly json?: boolean;
}

interface Work {
  readonly runner: PlanRunner;
  readonly plan: Plan;
  readonly signal: AbortSignal;
}

/** Runs seeds of a commit, a few at a time; with `all`, also after one failed. */
async function tryCommit(
  { hash }: Commit,
  seeds: readonly number[],
  all: boolean,
  { runner, plan, signal }: Work,
): Promise<CommitRuns> {
  try {
    await runner.prepare([hash]);
  } catch (error) {
    return { kind: 'skipped', reason: messageOf(error) };
  }
  const failedSeeds: number[] = [];
  let runs = 0;
  let position = 0;
  let reason = '';
  const lane = async (): Promise<void> => {
    while (position < seeds.length && !signal.aborted && (all || failedSeeds.length === 0)) {
      const seed = seeds[position] as number;
      position += 1;
      const end = await runner.run(drawPackages({ ...plan, version: hash, seed }), false);
      if (end.kind === 'lost') {
        reason = end.reason;
        continue;
      }
      runs += 1;
      if (isFailure(end)) failedSeeds.push(seed);
    }
  };
  await Promise.all(Array.from({ length: runner.threads }, lane));
  if (runs === 0) return { kind: 'skipped', reason: reason === '' ? 'no run of it ended' : reason };
  return { kind: 'ran', runs, failedSeeds };
}

function exitCodeOf({ kind }: Bisection): number {
  if (kind === 'found') return exitCodes.valid;
  if (kind === 'interrupted') return interruptedExitCode;
  return kind === 'untried' ? exitCodes['invalid-run'] : exitCodes.unknown;
}

async function runBisect(range: string, flags: BisectFlags): Promise<void> {
  const [good, bad] = versionRange(range, 'The range');
  const { plan, seeds: chosen } = await seededPlan(flags, 'A bisection');
  const seeds = Array.from({ length: chosen.count }, (_, at) => seedAt(chosen, at));
  const commits = await commitsBetween(repositoryPath('.'), good, bad);
  const screen = openScreen(flags);
  const interrupts = listenForInterrupts(screen);
  const { signal } = interrupts;
  const runner = await openPlanRunner(threadsOf(flags));
  interrupts.setCleanup(() => runner.close());
  screen.line(`${commits.length - 1} commits from ${good} to ${bad}, ${seeds.length} seeds each at most`);
  const work: Work = { runner, plan: { ...plan, world: 'sim' }, signal };
  try {
    const found = await bisect(commits, {
      tryAll: (commit, all) => tryCommit(commit, all, true, work),
      tryCommit: (commit, some) => tryCommit(commit, some, false, work),
      seeds,
      signal,
      onTried: (commit, tried, left) =>
        screen.line(`${triedText(tried)}  ${commitText(commit)} ${screen.paint.dim(`${left} left`)}`),
    });
    process.exitCode = exitCodeOf(found);
    if (flags.json === true) await printJson({ exitCode: exitCodeOf(found), ...found });
    else printLines(screen, bisectionLines(found, screen));
  } finally {
    await runner.close();
    interrupts.close();
  }
}

function triedText(tried: CommitRuns): string {
  if (tried.kind === 'skipped') return `skipped (${tried.reason})`;
  const { runs, failedSeeds } = tried;
  return failedSeeds.length === 0 ? `good, ${runs} runs` : `bad, ${failedSeeds.length} of ${runs} runs`;
}

export function addBisectCommand(program: Command): void {
  const command = program
    .command('bisect')
    .description('find the first commit that breaks a plan, in the simulated world')
    .argument('<range>', 'two git refs as good..bad');
  addSeededPlanOptions(command, 'of each commit at most')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .addHelpText(
      'after',
      '\nEnds with 0 when the commit is found, 2 when it is not: the good one fails, the bad one does not, or only commits that do not build are left.',
    )
    .action(runBisect);
}
