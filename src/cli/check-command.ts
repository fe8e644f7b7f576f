// `ordeal check`: judges a saved run again, a run that was cut off, or a history from anywhere.

import type { Command } from 'commander';
import { summarizeBatch } from '../batch/tally.ts';
import { readHistory } from '../history/read.ts';
import { summarizeOperations } from '../report/statistics.ts';
import { operationLines, verdictLines } from '../report/summary.ts';
import { exitCodeOf } from '../runner/exit-code.ts';
import { readBatch, type SavedBatch } from '../store/batch.ts';
import { historyOfRun } from '../store/history-of-run.ts';
import type { SavedRun } from '../store/open-run.ts';
import { chargeByName, chargeOfRun } from './check/charge.ts';
import {
  addBudgetFlags,
  addCheckerFlags,
  type BudgetFlags,
  budgetOf,
  type CheckerFlags,
  checkerOptionsOf,
} from './checker-flags.ts';
import { checkerBudget, judgeFile } from './judge-history.ts';
import { type JsonFlag, openScreen, printJson, printLines } from './output.ts';
import { savePicture } from './picture.ts';
import { evidenceBeside, savedEvidence, withSavedEvidence } from './saved-evidence.ts';
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

async function check(target: string, flags: CheckFlags): Promise<void> {
  await requireFile('--picture', flags.picture);
  const { history: path, run } = await findSavedHistory(target);
  const batch = run === null ? null : await readBatch(run.files.directory);
  if (run !== null && batch !== null) {
    await checkBatch(run, batch, flags);
    return;
  }
  // Of a run it may be gone, and everything else is judged then.
  const history = run === null ? await readHistory(path) : await historyOfRun(path);
  const { torn } = history;
  const wanted = checkerOptionsOf(flags);
  const asRun = run !== null && flags.checker === undefined && Object.keys(wanted).length === 0;
  const { source, options } = asRun
    ? await chargeOfRun(run, run.plan)
    : chargeByName(history, path, flags.checker, wanted);
  const screen = openScreen(flags);
  if (torn !== null) screen.line(torn);
  if (run !== null && run.results === null)
    screen.line('The run was cut off before it was judged: this is what it wrote.');
  const { brokenInside = [] } = options;
  if (run !== null && brokenInside.length > 0)
    screen.line(
      `${brokenInside.map(({ checker }) => checker).join(', ')}: seen inside the cluster during the run, and taken from its results; \`./ordeal replay ${target}\` shows it again.`,
    );
  const saved = run === null ? await evidenceBeside(path) : await savedEvidence(run, !asRun);
  for (const { checker } of saved.standing)
    screen.line(`${checker}: its violation is on record, and stands although its evidence is gone.`);
  const budget = budgetOf(flags, checkerBudget());
  const judgement = await judgeFile(path, history, source, { ...options, budget });
  const { verdicts, outcome } = withSavedEvidence(judgement, saved);
  const { problems } = saved;
  process.exitCode = exitCodeOf(outcome);
  if (flags.picture !== undefined) screen.line(await savePicture(flags.picture, verdicts));
  if (flags.json === true) {
    await printJson({ history: path, outcome, exitCode: exitCodeOf(outcome), problems, verdicts });
    return;
  }
  printLines(screen, [
    `${path}: ${history.length} events`,
    ...operationLines(summarizeOperations(history.columns()), screen),
    ...verdictLines(verdicts, screen),
    ...problems.map((problem) => screen.paint.yellow(problem)),
  ]);
}

export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .description('judge a saved run, or a history from a file')
    .argument('<target>', 'a saved run (a name under results/ or a path), a bundle, or a history file')
    .option('--checker <name>', 'the checker (default: those of the run, or the one that fits the history)');
  addBudgetFlags(addCheckerFlags(command))
    .option('--picture <file>', 'write a picture of the violation, in SVG')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(check);
}
