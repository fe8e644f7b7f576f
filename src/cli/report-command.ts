// `ordeal report`: the page of a saved run, batch of seeds or suite, made again from its files; or that of a history from
// anywhere, judged on the way.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { shellWord } from '../plan/command-line.ts';
import { renderHistoryPage } from '../report/page/history-page.ts';
import { pageAssets } from '../report/page/page-assets.ts';
import { readBatch } from '../store/batch.ts';
import { isBundle } from '../store/bundle/unpack-run.ts';
import { historyInFolder } from '../store/history-in-folder.ts';
import { writeNamedFile } from '../store/named-file.ts';
import { openRun, withLookedAtEvidence } from '../store/open-run.ts';
import { findSuite } from '../store/suite.ts';
import { writeBatchPage } from './batch-page.ts';
import { judgeTarget } from './check/judge-target.ts';
import {
  addBudgetFlags,
  addCheckerFlags,
  type BudgetFlags,
  budgetOf,
  type CheckerFlags,
  checkerOptionsOf,
} from './checker-flags.ts';
import { usageFailure } from './failure.ts';
import { checkerBudget } from './judge-history.ts';
import { type JsonFlag, printJson, printList } from './output.ts';
import { programName, shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { writeRunPage } from './run-page.ts';
import { findSavedHistory, type SavedHistory, standardInput } from './saved-run.ts';
import { standardInputName } from './spooled-history.ts';
import { writeSuitePage } from './suite/report-suite.ts';

interface ReportFlags extends JsonFlag, CheckerFlags, BudgetFlags {
  readonly checker?: string;
  readonly output?: string;
}

async function report(target: string, flags: ReportFlags): Promise<void> {
  const own = await ownHistory(target);
  if (own !== null) return reportHistory(target, own, flags);
  const told = Object.keys(flags).find((flag) => flag !== 'json');
  if (told !== undefined)
    throw usageFailure(
      `--${told} is of a history on its own: ${target} is judged as it was, and has its page in its folder.`,
    );
  const suite = await findSuite(resultsDirectory(), target);
  const page = suite === null ? await reportRun(target) : suite.files.page;
  if (suite !== null) await writeSuitePage(suite);
  if (flags.json === true) await printJson({ page });
  else await printList([shownPath(page)]);
}

/** A history that is no saved run; `null` for anything else, and for what is not there. */
async function ownHistory(target: string): Promise<SavedHistory | null> {
  if (target !== standardInput) {
    const found = await stat(target).catch(() => null);
    if (found === null || (found.isDirectory() && !(await isForeignFolder(target)))) return null;
    if (!found.isDirectory() && isBundle(target)) return null;
  }
  return findSavedHistory(target);
}

async function isForeignFolder(folder: string): Promise<boolean> {
  if ((await findSuite(resultsDirectory(), folder)) !== null) return false;
  const plan = await stat(join(folder, 'plan.json')).catch(() => null);
  return plan === null && (await historyInFolder(folder)) !== null;
}

/** Judges a history and writes its page, whose path is told; the exit code is that of the verdict. */
async function reportHistory(target: string, found: SavedHistory, flags: ReportFlags): Promise<void> {
  const { json: _json, output, checker, ...said } = flags;
  try {
    const page = output ?? pageBeside(found.history.name);
    const judged = await judgeTarget(target, found, {
      checker,
      options: checkerOptionsOf(said),
      budgetOf: (plan) => budgetOf(said, checkerBudget(plan)),
    });
    const words = Object.entries({ checker, ...said }).flatMap(([flag, value]) =>
      value === undefined ? [] : [`--${flag}`, value],
    );
    const again = [programName(), 'check', target, ...words].map(shellWord).join(' ');
    await writeNamedFile(page, renderHistoryPage({ ...judged, again }, await pageAssets('run')));
    process.exitCode = judged.exitCode;
    if (flags.json === true) await printJson({ page, outcome: judged.outcome, exitCode: judged.exitCode });
    else await printList([page]);
  } finally {
    await found.history.close();
  }
}

/** `history.html` beside `history.edn`, whatever it is packed in. */
function pageBeside(history: string): string {
  if (history === standardInputName)
    throw usageFailure('The page of standard input needs a name: give one with --output.');
  return `${history.replace(/\.gz$/, '').replace(/\.(?:edn|jsonl?)$/, '')}.html`;
}

/** Writes the page of a run or a batch of seeds; answers where it is. */
async function reportRun(target: string): Promise<string> {
  const run = await withLookedAtEvidence(await openRun(resultsDirectory(), target));
  const batch = run.results === null ? await readBatch(run.files.directory) : null;
  await (batch === null ? writeRunPage(run) : writeBatchPage(run, batch));
  return run.files.page;
}

export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .description(
      'write the page of a saved run, batch of seeds or suite, report.html in its folder; or judge a history and write its page beside it',
    )
    .argument(
      '<run>',
      'a saved run, batch of seeds or suite (a name under results/ or a path), a bundle, a history file, or - for standard input',
    )
    .option('--output <file>', 'of a history: where the page goes (default: beside it, as history.html)')
    .option('--checker <name>', 'of a history: the checker (default: the one that fits it)');
  addBudgetFlags(addCheckerFlags(command))
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(report);
}
