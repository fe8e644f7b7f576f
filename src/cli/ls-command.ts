// `ordeal ls`: what there is to run, and what has been run.

import type { Command } from 'commander';
import { faultPackages } from '../../nemesis/registry.ts';
import { workloads } from '../../workloads/registry.ts';
import { summarizeBatch } from '../batch/tally.ts';
import type { Plan } from '../plan/plan.ts';
import { alignRows } from '../report/table.ts';
import type { SavedBatch } from '../store/batch.ts';
import type { ListedRun } from '../store/list-runs.ts';
import { listRuns } from '../store/list-runs.ts';
import type { SavedSuite } from '../store/suite.ts';
import { summarizeSuite } from '../suite/summary.ts';
import { checkerChoices } from './checkers.ts';
import { type JsonFlag, openScreen, printJson, printList } from './output.ts';
import { resultsDirectory } from './results-directory.ts';
import { worldChoices } from './worlds.ts';

const mostRuns = 10;

interface LsFlags extends JsonFlag {
  readonly all?: boolean;
}

interface Entry {
  readonly name: string;
  readonly summary: string;
}

const entriesOf = (entries: readonly Entry[]): readonly Entry[] =>
  entries.map(({ name, summary }) => ({ name, summary }));

function batchSummary({ workload }: Plan, saved: SavedBatch): string {
  const { seeds, finished, outcomes } = summarizeBatch(saved);
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return `seeds of ${workload}: ${[`${finished} of ${seeds.count} finished`, ...counts].join(', ')}`;
}

function suiteLine(saved: SavedSuite): string {
  const { planned, finished, outcomes, exitCode } = summarizeSuite(saved);
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return `suite: ${[`${finished} of ${planned} runs`, ...counts, `exit code ${exitCode}`].join(', ')}`;
}

function runEntry(listed: ListedRun): Entry {
  const name = `${listed.name}/${listed.time}`;
  if (listed.kind === 'unreadable') return { name, summary: listed.problem };
  if (listed.kind === 'suite') return { name, summary: suiteLine(listed.suite) };
  const { plan, results } = listed.run;
  if (listed.kind === 'batch') return { name, summary: batchSummary(plan, listed.batch) };
  const faults = plan.nemesis.length === 0 ? 'no faults' : plan.nemesis.join(', ');
  return { name, summary: `${results?.outcome ?? 'not judged'}: ${plan.workload}, ${faults}, ${plan.world}` };
}

export function addLsCommand(program: Command): void {
  program
    .command('ls')
    .description('list workloads, fault packages, checkers, worlds and saved runs')
    .option('--all', `list all saved runs, not only the ${mostRuns} newest`)
    .option('--json', 'print one JSON document')
    .action(async (flags: LsFlags) => {
      const runs = await listRuns(resultsDirectory());
      const lists = {
        workloads: entriesOf(workloads),
        nemeses: entriesOf(faultPackages),
        checkers: checkerChoices,
        worlds: entriesOf(worldChoices),
        runs: runs.map(runEntry),
      };
      if (flags.json === true) {
        await printJson(lists);
        return;
      }
      const screen = openScreen(flags);
      const lines = Object.entries(lists).flatMap(([title, entries]) => {
        const shown = title === 'runs' && flags.all !== true ? entries.slice(0, mostRuns) : entries;
        const rows = shown.map(({ name, summary }) => [`  ${name}`, summary]);
        const left = entries.length - shown.length;
        const more = left > 0 ? [screen.paint.dim(`  … ${left} more (--all lists them)`)] : [];
        return [screen.paint.bold(title), ...alignRows(rows, []), ...more];
      });
      await printList(lines);
    });
}
