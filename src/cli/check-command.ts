// `ordeal check`: judges a saved run again, a run that was cut off, or a history from anywhere.

import type { Command } from 'commander';
import { summarizeBatch } from '../batch/tally.ts';
import type { Plan } from '../plan/plan.ts';
import { counted } from '../report/format.ts';
import { summarizeOperations } from '../report/statistics.ts';
import { operationLines, verdictLines } from '../report/summary.ts';
import { worstExitCode } from '../runner/exit-code.ts';
import { readBatch, type SavedBatch } from '../store/batch.ts';
import type { SavedRun } from '../store/open-run.ts';
import { type Asked, type JudgedTarget, judgeTarget } from './check/judge-target.ts';
import {
  addBudgetFlags,
  addCheckerFlags,
  type BudgetFlags,
  budgetOf,
  type CheckerFlags,
  checkerOptionsOf,
} from './checker-flags.ts';
import { usageFailure } from './failure.ts';
import { failureOf } from './failure-of.ts';
import { checkerBudget } from './judge-history.ts';
import { type JsonFlag, openScreen, printJson, printLines } from './output.ts';
import { savePicture } from './picture.ts';
import { findSavedHistory } from './saved-run.ts';
import { batchLines } from './seeds-report.ts';
import { requireFile } from './test-reports.ts';

interface CheckFlags extends JsonFlag, CheckerFlags, BudgetFlags {
  readonly checker?: string;
  readonly picture?: string;
}

/** A batch was judged seed by seed as it ran; this adds up what is on record. */
async function checkBatch({ files, plan }: SavedRun, batch: SavedBatch, flags: CheckFlags): Promise<void> {
  const summary = summarizeBatch(batch);
  process.exitCode = summary.exitCode;
  if (flags.json === true) await printJson({ batch: files.directory, ...summary });
  else {
    const screen = openScreen(flags);
    printLines(screen, [
      `${files.directory}: seeds from ${summary.seeds.first}`,
      ...batchLines(plan, summary, null, screen),
    ]);
  }
}

/** What came of one of several targets. */
interface Line {
  readonly target: string;
  readonly exitCode: number;
  /** Its verdict in a word, and why. */
  readonly told: string;
  readonly judged: JudgedTarget | null;
}

async function check(targets: readonly string[], flags: CheckFlags): Promise<void> {
  await requireFile('--picture', flags.picture);
  const asked = {
    checker: flags.checker,
    options: checkerOptionsOf(flags),
    budgetOf: (plan: Pick<Plan, 'checking'>) => budgetOf(flags, checkerBudget(plan)),
  };
  const [target] = targets;
  if (targets.length === 1 && target !== undefined) return checkOne(target, asked, flags);
  if (flags.picture !== undefined)
    throw usageFailure('--picture is of one history: name one, or leave it out.');
  const screen = openScreen(flags);
  const lines: Line[] = [];
  for (const one of targets) {
    const line = await checkOneOfMany(one, asked);
    process.exitCode = worstExitCode([...lines, line].map(({ exitCode }) => exitCode));
    lines.push(line);
    screen.line(`${line.target}  ${line.told}`);
  }
  if (flags.json !== true) return;
  const histories = lines.map(({ target: history, exitCode, told, judged }) =>
    judged === null ? { history, exitCode, problem: told } : documentOf(judged),
  );
  await printJson({ exitCode: process.exitCode, histories });
}

/** A target that cannot be judged keeps nobody from the others. */
async function checkOneOfMany(target: string, asked: Asked): Promise<Line> {
  try {
    const found = await findSavedHistory(target);
    try {
      const { run } = found;
      if (run !== null && (await readBatch(run.files.directory)) !== null)
        throw usageFailure(`${target} is a batch of seeds: check it by itself.`);
      const judged = await judgeTarget(target, found, asked);
      return { target, exitCode: judged.exitCode, told: toldOf(judged), judged };
    } finally {
      await found.history.close();
    }
  } catch (error) {
    const { message, exitCode } = failureOf(error);
    return { target, exitCode, told: message, judged: null };
  }
}

/** `violation  linearizable: key 3 is ...`. */
function toldOf({ outcome, verdicts, problems, notes }: JudgedTarget): string {
  const against =
    verdicts.find(({ valid }) => valid === false) ?? verdicts.find(({ valid }) => valid === 'unknown');
  const by = verdicts[0]?.checker ?? '';
  const why = against === undefined ? by : `${against.checker}: ${against.reason}`;
  return [`${outcome}  ${why}`, ...problems, ...notes].join(' ');
}

function documentOf({ name, outcome, exitCode, problems, notes, verdicts }: JudgedTarget): object {
  return { history: name, outcome, exitCode, problems, notes, verdicts };
}

async function checkOne(target: string, asked: Asked, flags: CheckFlags): Promise<void> {
  const found = await findSavedHistory(target);
  const { run } = found;
  const batch = run === null ? null : await readBatch(run.files.directory);
  if (run !== null && batch !== null) {
    await checkBatch(run, batch, flags);
    return;
  }
  try {
    const judged = await judgeTarget(target, found, asked);
    const { name, history, verdicts, problems, notes } = judged;
    const screen = openScreen(flags);
    printLines(screen, notes);
    process.exitCode = judged.exitCode;
    if (flags.picture !== undefined) screen.line(await savePicture(flags.picture, verdicts));
    if (flags.json === true) {
      await printJson(documentOf(judged));
      return;
    }
    printLines(screen, [
      `${name}: ${counted(history.length, 'event')}`,
      ...operationLines(summarizeOperations(history.columns()), screen),
      ...verdictLines(verdicts, screen),
      ...problems.map((problem) => screen.paint.yellow(problem)),
    ]);
  } finally {
    await found.history.close();
  }
}

export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .description('judge saved runs, or histories from files: the worst decides the exit code')
    .argument(
      '<targets...>',
      'saved runs (names under results/ or paths), bundles, history files, folders of a Jepsen store, or - for standard input',
    )
    .option('--checker <name>', 'the checker (default: those of the run, or the one that fits the history)');
  addBudgetFlags(addCheckerFlags(command))
    .option('--picture <file>', 'write a picture of the violation, in SVG')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(check);
}
