// `ordeal ls`: what there is to run.

import type { Command } from 'commander';
import { faultPackages } from '../../nemesis/registry.ts';
import { workloads } from '../../workloads/registry.ts';
import { alignRows } from '../report/table.ts';
import { checkerChoices } from './checkers.ts';
import { type JsonFlag, openScreen, printJson, printLines } from './output.ts';
import { worldChoices } from './worlds.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
}

const nameAndSummary = ({ name, summary }: Entry): Entry => ({ name, summary });

export function addLsCommand(program: Command): void {
  program
    .command('ls')
    .description('list workloads, fault packages, checkers and worlds')
    .option('--json', 'print one JSON document')
    .action((flags: JsonFlag) => {
      const lists = {
        workloads: workloads.map(nameAndSummary),
        nemeses: faultPackages.map(nameAndSummary),
        checkers: checkerChoices.map(nameAndSummary),
        worlds: worldChoices.map(nameAndSummary),
      };
      if (flags.json === true) {
        printJson(lists);
        return;
      }
      const screen = openScreen(flags);
      for (const [title, entries] of Object.entries(lists)) {
        const rows = entries.map(({ name, summary }) => [`  ${name}`, summary]);
        printLines(screen, [screen.paint.bold(title), ...alignRows(rows, [])]);
      }
    });
}
