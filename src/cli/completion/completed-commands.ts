// What can stand on the command line, read off the commands themselves: nothing here has to be kept in step by hand.

import type { Command, Option } from 'commander';

export interface CompletedOption {
  /** As typed: `--json`, `-h`. */
  readonly names: readonly string[];
  readonly takesValue: boolean;
  /** Values that are known beforehand; empty where anything may stand. */
  readonly values: readonly string[];
  readonly summary: string;
}

export interface CompletedCommand {
  /** `suite merge`; empty for the program itself. */
  readonly path: string;
  readonly summary: string;
  /** Names of the commands below it. */
  readonly commands: readonly string[];
  readonly options: readonly CompletedOption[];
  /** What its first argument may be, where that is known. */
  readonly values: readonly string[];
}

/** Values by the option, or by `run <argument>`, that takes them. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

function optionOf(
  { short, long, required, optional, description }: Option,
  known: KnownValues,
): CompletedOption {
  const names = [long, short].filter((name) => name !== undefined && name !== null) as readonly string[];
  const takesValue = required || optional;
  return { names, takesValue, values: takesValue ? (known[names[0] ?? ''] ?? []) : [], summary: description };
}

const helpOption: CompletedOption = {
  names: ['--help', '-h'],
  takesValue: false,
  values: [],
  summary: 'display help for command',
};

/** The command with all that are below it, itself first. */
export function completedCommands(
  command: Command,
  known: KnownValues,
  parents: readonly string[] = [],
): readonly CompletedCommand[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command).filter((child) => child.name() !== 'help');
  const path = parents.join(' ');
  const own = {
    path,
    summary: command.description(),
    commands: children.map((child) => child.name()),
    options: [
      ...command.options.filter(({ hidden }) => !hidden).map((option) => optionOf(option, known)),
      helpOption,
    ],
    values: known[path] ?? [],
  };
  return [own, ...children.flatMap((child) => completedCommands(child, known, [...parents, child.name()]))];
}
