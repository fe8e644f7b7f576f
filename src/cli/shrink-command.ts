// `ordeal shrink`: from a failing run of the simulated world to the smallest plan that fails the same way, and to the
// smallest part of its history that the checker still rejects.

import { join } from 'node:path';
import type { Command } from 'commander';
import type { MinimizedHistory } from '../checkers/minimize.ts';
import { minimizeHistory } from '../checkers/minimize.ts';
import { evidenceLines } from '../report/evidence.ts';
import { formatMs } from '../report/format.ts';
import { type FailingRun, faultCount } from '../shrink/failing-run.ts';
import { shrinkPlan } from '../shrink/shrink-plan.ts';
import { writeNamedFile } from '../store/named-file.ts';
import { openRun } from '../store/open-run.ts';
import { infrastructureFailure, usageFailure } from './failure.ts';
import { interruptedExitCode, listenForInterrupts } from './interrupts.ts';
import { checkerBudget } from './judge-history.ts';
import { openPlanRunner, type PlanRunner } from './mutant-runner.ts';
import { openScreen, printJson } from './output.ts';
import { nodesOf, partsOf } from './plan-parts.ts';
import { programName, shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';

interface ShrinkFlags {
  readonly time: string;
  readonly threads?: string;
  readonly json?: boolean;
}

const minimizeMs = 20_000;

function sizeOf(run: FailingRun): string {
  const { nodes, concurrency, timeSeconds, knobs } = run.plan;
  const settings = knobs === undefined ? 'settings drawn from the seed' : 'default settings';
  return `${faultCount(run)} faults, ${run.operations.length} operations, ${nodes} nodes, ${concurrency} clients, ${timeSeconds} s, ${settings}`;
}

/** The smallest part of the history that its checker rejects; `null` where an invariant of the cluster found the failure. */
async function smallestHistory({
  plan,
  class: found,
  history,
}: FailingRun): Promise<MinimizedHistory | null> {
  const { checkers } = partsOf(plan).workload(nodesOf(plan));
  const checker = checkers.find(({ name }) => found === `violation: ${name}`);
  if (checker === undefined) return null;
  return minimizeHistory(history, checker, { ...checkerBudget(plan), timeMs: minimizeMs });
}

function seconds(flag: string, text: string): number {
  if (/^\d{1,6}(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw usageFailure(`--${flag} is "${text}", but must be a number of seconds above 0.`);
}

function threadsOf({ threads }: ShrinkFlags): number | null {
  if (threads === undefined) return null;
  if (/^\d{1,3}$/.test(threads) && Number(threads) > 0) return Number(threads);
  throw usageFailure(`--threads is "${threads}", but must be a whole number from 1 to 999.`);
}

/** Waits for the work and ends the threads, however it went. */
async function closing<Result>(work: Promise<Result>, runner: PlanRunner): Promise<Result> {
  try {
    return await work;
  } finally {
    await runner.close();
  }
}

async function shrink(target: string, flags: ShrinkFlags): Promise<void> {
  const timeMs = seconds('time', flags.time) * 1000;
  const threads = threadsOf(flags);
  const saved = await openRun(resultsDirectory(), target);
  if (saved.plan.world !== 'sim') {
    throw usageFailure(
      `${target} ran in the ${saved.plan.world} world: only runs of the simulated world can be shrunk.`,
    );
  }
  const screen = openScreen(flags);
  const interrupts = listenForInterrupts(screen);
  const runner = await openPlanRunner(threads);
  interrupts.setCleanup(() => runner.close());
  const shrinking = shrinkPlan(saved.plan, {
    run: (plan) => runner.run(plan, true),
    threads: runner.threads,
    timeMs,
    signal: interrupts.signal,
    onSmaller: (run) => screen.status(sizeOf(run)),
  });
  const shrunk = await closing(shrinking, runner);
  screen.clearStatus();
  interrupts.close();
  if (shrunk === null) {
    throw infrastructureFailure(
      `${target} does not break any promise when it is run again: there is nothing to shrink.`,
    );
  }
  const { run, attempts, wallMs, minimal } = shrunk;
  const planFile = join(saved.files.directory, 'shrunk-plan.json');
  await writeNamedFile(planFile, `${JSON.stringify(run.plan, null, 2)}\n`);
  const smallest = await smallestHistory(run);
  const historyFile = smallest === null ? null : join(saved.files.directory, 'shrunk-history.jsonl');
  if (smallest !== null && historyFile !== null) {
    await writeNamedFile(
      historyFile,
      smallest.history.map((operation) => `${JSON.stringify(operation)}\n`).join(''),
    );
  }
  screen.line(`${screen.paint.red(run.class)}  ${run.reason}`);
  screen.line(
    `shrunk to ${sizeOf(run)}, by ${attempts} runs in ${formatMs(wallMs)}${minimal ? '' : ' (the time ran out)'}`,
  );
  if (smallest !== null) {
    screen.line(`the checker still rejects these ${smallest.history.length} events of its history:`);
    for (const line of evidenceLines(smallest.history, screen)) screen.line(`  ${line}`);
  }
  screen.line(`${screen.paint.dim('again')} ${programName()} run ${shownPath(planFile)}`);
  process.exitCode = interrupts.signal.aborted ? interruptedExitCode : 0;
  if (flags.json === true) {
    const faults = faultCount(run);
    const operations = run.operations.length;
    const { class: found, reason, plan, traceHash } = run;
    await printJson({
      class: found,
      reason,
      faults,
      operations,
      plan,
      planFile,
      historyFile,
      traceHash,
      attempts,
      wallMs,
      minimal,
    });
  }
}

export function addShrinkCommand(program: Command): void {
  program
    .command('shrink')
    .description('make a failing simulated run small: fewest faults, operations, nodes and clients')
    .argument('<run>', 'a saved run: its name, its path, latest, or a bundle')
    .option('--time <seconds>', 'stop with what was reached by then', '110')
    .option('--threads <count>', 'threads (default: one for each core)')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(shrink);
}
