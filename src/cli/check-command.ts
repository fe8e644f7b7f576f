// `ordeal check`: judges a saved run again, a run that was cut off, or a history from anywhere.

import type { Command } from 'commander';
import { summarizeBatch } from '../batch/tally.ts';
import type { History } from '../history/history.ts';
import { readHistory } from '../history/read.ts';
import { summarizeOperations } from '../report/statistics.ts';
import { operationLines, verdictLines } from '../report/summary.ts';
import type { CheckerSource } from '../runner/checker-threads.ts';
import { exitCodeOf } from '../runner/exit-code.ts';
import { findFailedAssertions } from '../runner/failed-assertions.ts';
import { isBrokenInside, type JudgeOptions } from '../runner/judge.ts';
import { findMissingLogs } from '../runner/missing-logs.ts';
import { findNodePanics } from '../runner/node-panics.ts';
import { readBatch, type SavedBatch } from '../store/batch.ts';
import { historyOfRun } from '../store/history-of-run.ts';
import type { SavedRun } from '../store/open-run.ts';
import { chosenChecker, chosenReading } from './checkers.ts';
import { usageFailure } from './failure.ts';
import { fittingChecker } from './fitting-checker.ts';
import { judgeFile } from './judge-history.ts';
import { type JsonFlag, openScreen, printJson, printLines } from './output.ts';
import { savePicture } from './picture.ts';
import { nodesOf, partsOf } from './plan-parts.ts';
import { evidenceBeside, recoveryNotOnRecord, savedEvidence, withSavedEvidence } from './saved-evidence.ts';
import { findSavedHistory } from './saved-run.ts';
import { batchLines } from './seeds-report.ts';
import { requireFile } from './test-reports.ts';

interface CheckFlags extends JsonFlag {
  readonly checker?: string;
  readonly model?: string;
  readonly failed?: string;
  readonly picture?: string;
}

/** What to judge a history by. */
interface Charge {
  /** What the checkers are made of, for threads. */
  readonly source: CheckerSource;
  readonly options: Omit<JudgeOptions, 'budget'>;
}

/** One checker alone, without asking whether the history is that of a complete run. */
function judgeByName(history: History, path: string, flags: CheckFlags): Charge {
  const failed = chosenReading(flags.failed);
  const isLinearizable = flags.model !== undefined || failed !== undefined;
  const wanted = flags.checker ?? (isLinearizable ? 'linearizable' : undefined);
  const fitting = fittingChecker(history, wanted);
  if (fitting === null) {
    throw usageFailure(
      `No checker is known to fit all of ${path}: name one with --checker (\`./ordeal ls\` lists them).`,
    );
  }
  const model = flags.model ?? fitting.model;
  const checker = chosenChecker(fitting.checker, model, failed);
  return {
    source: { kind: 'named', name: fitting.checker, model, ...(failed === undefined ? {} : { failed }) },
    options: { workload: { checkers: [checker], minimumSuccesses: {} }, packages: [], nodePanics: [] },
  };
}

/** As the run itself was, or would have been, judged. */
async function judgeAsRun({ plan, files, results }: SavedRun): Promise<Charge> {
  const parts = partsOf(plan);
  const nodes = nodesOf(plan);
  const packages = parts.faults(nodes);
  return {
    source: { kind: 'plan', plan, nodesDirectory: files.nodes },
    options: {
      workload: parts.workload(nodes),
      packages,
      thresholds: plan.thresholds ?? {},
      // Not in the history: only the run itself could see into the cluster, and whether it came back.
      recovery:
        results === null
          ? recoveryNotOnRecord
          : (results.verdicts.find(({ checker }) => checker === 'recovery') ?? null),
      place: results ?? {},
      brokenInside: results?.verdicts.filter(isBrokenInside) ?? [],
      nodePanics: await findNodePanics(files.nodes, packages),
      failedAssertions: await findFailedAssertions(files.nodes),
      missingLogs: await findMissingLogs(files, nodes, results?.evidence),
    },
  };
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
  const asRun =
    run !== null && [flags.checker, flags.model, flags.failed].every((flag) => flag === undefined);
  const { source, options } = asRun ? await judgeAsRun(run) : judgeByName(history, path, flags);
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
  const judgement = await judgeFile(path, history, source, options);
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
  program
    .command('check')
    .description('judge a saved run, or a history from a file')
    .argument('<target>', 'a saved run (a name under results/ or a path), a bundle, or a history file')
    .option('--checker <name>', 'the checker (default: those of the run, or the one that fits the history)')
    .option('--model <name>', 'the model of the linearizable checker (default: cas-register)')
    .option(
      '--failed <reading>',
      'what a failed operation tells the linearizable checker: dropped, or observed (default: dropped)',
    )
    .option('--picture <file>', 'write a picture of the violation, in SVG')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(check);
}
