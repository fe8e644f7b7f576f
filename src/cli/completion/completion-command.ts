// `ordeal completion`: what a shell needs to complete commands, options and the names that are known.

import type { Command } from 'commander';
import { faultPackages } from '../../../nemesis/registry.ts';
import { schedules } from '../../../nemesis/schedule.ts';
import { linkTargets } from '../../../nemesis/target.ts';
import { workloads } from '../../../workloads/registry.ts';
import { checkerChoices } from '../checkers.ts';
import { usageFailure } from '../failure.ts';
import { printDocument } from '../output.ts';
import { worldOptionNames } from '../worlds.ts';
import { completedCommands, type KnownValues } from './completed-commands.ts';
import { completionScript, shells } from './shell-scripts.ts';

const namesOf = (entries: readonly { readonly name: string }[]): readonly string[] =>
  entries.map(({ name }) => name);

const knownValues = (): KnownValues => ({
  run: namesOf(workloads),
  completion: shells,
  '--world': worldOptionNames,
  '--nemesis': ['none', 'all', 'hell', ...namesOf(faultPackages)],
  '--targets': linkTargets,
  '--schedule': schedules,
  '--checker': namesOf(checkerChoices),
  '--expect': ['fail'],
  '--fail-on': ['regression'],
});

/** @param everything makes the program with all its commands */
export function completionAdder(everything: () => Promise<Command>): (program: Command) => void {
  return (program) => {
    program
      .command('completion')
      .description('print what a shell needs to complete ordeal: source <(./ordeal completion bash)')
      .argument('<shell>', shells.join(', '))
      .action(async (name: string) => {
        const shell = shells.find((one) => one === name);
        if (shell === undefined)
          throw usageFailure(`There is completion for ${shells.join(', ')}, but not for "${name}".`);
        await printDocument(completionScript(shell, completedCommands(await everything(), knownValues())));
      });
  };
}
