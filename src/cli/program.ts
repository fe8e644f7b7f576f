// The command line as a whole: every command, and how wrong ones are answered.

import { Command, CommanderError } from 'commander';
import { type CommandFailure, sentence, usageFailure } from './failure.ts';
import { requireGiven } from './given-arguments.ts';
import { versionLine } from './harness-version.ts';
import { printDocument, printList } from './output.ts';

const exitCodes = `
Exit codes: 0 valid, 1 violation, 2 unknown, 3 invalid run or infrastructure, 4 threshold missed, 64 usage, 70 crash,
130 interrupted. A violation outranks all, then crash, 3, 2, 4.`;

type AddCommand = (program: Command) => void;

/** Loaded one by one: what a command needs may take longer to import than it runs. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  run: async () => (await import('./run-command.ts')).addRunCommand,
  suite: async () => (await import('./suite-command.ts')).addSuiteCommand,
  check: async () => (await import('./check-command.ts')).addCheckCommand,
  compare: async () => (await import('./compare-command.ts')).addCompareCommand,
  bisect: async () => (await import('./bisect-command.ts')).addBisectCommand,
  report: async () => (await import('./report-command.ts')).addReportCommand,
  convert: async () => (await import('./convert-command.ts')).addConvertCommand,
  replay: async () => (await import('./replay-command.ts')).addReplayCommand,
  bundle: async () => (await import('./bundle-command.ts')).addBundleCommand,
  ls: async () => (await import('./ls-command.ts')).addLsCommand,
  mutants: async () => (await import('./mutants-command.ts')).addMutantsCommand,
  serve: async () => (await import('./serve-command.ts')).addServeCommand,
  shrink: async () => (await import('./shrink-command.ts')).addShrinkCommand,
  doctor: async () => (await import('./doctor-command.ts')).addDoctorCommand,
  cluster: async () => (await import('./cluster-command.ts')).addClusterCommand,
  completion: async () =>
    (await import('./completion/completion-command.ts')).completionAdder(() =>
      createProgram(undefined, () => undefined),
    ),
};

/** The command that `first` names, or all of them, for the help and for suggestions. */
async function createProgram(first: string | undefined, writeOut: (text: string) => void): Promise<Command> {
  const program = new Command('ordeal')
    .description('Break a replicated database on purpose and judge what it did.')
    .exitOverride()
    // A flag belongs to the command before it: `suite merge --json` is none of `suite`.
    .enablePositionalOptions()
    .configureOutput({ writeOut, outputError: () => undefined, writeErr: () => undefined })
    .showSuggestionAfterError(true)
    .addHelpText('after', exitCodes)
    .option('--version', 'print which Ordeal this is: its version and git commit')
    .hook('preAction', (_program, command) => requireGiven(command));
  const named = Object.keys(commands).filter((name) => name === first);
  for (const name of named.length > 0 ? named : Object.keys(commands)) (await commands[name]?.())?.(program);
  configureAll(program);
  return program;
}

/** Subcommands are made without the program's own settings; they need them too. */
function configureAll(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    configureAll(child);
  }
}

/** A parser's error as one sentence, with where to read more. */
function usageOf(error: CommanderError): CommandFailure {
  const text = error.message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  const told = sentence(text.charAt(0).toUpperCase() + text.slice(1));
  return usageFailure(`${told} See \`./ordeal --help\`.`);
}

/**
 * Runs one command line.
 * @param args without the interpreter and the script.
 * @throws {CommandFailure}
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  if (args.length === 1 && args[0] === '--version') {
    await printList([await versionLine()]);
    return;
  }
  let help = '';
  const program = await createProgram(args[0], (text) => void (help += text));
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const asked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    if (asked) {
      await printDocument(help);
      return;
    }
    if (error.code === 'commander.help')
      throw usageFailure('A command is missing: `./ordeal --help` lists them.');
    throw usageOf(error);
  }
}
