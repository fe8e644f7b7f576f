// `ordeal mutants`: builds each broken Anvil, hunts it over seeds, and prints the kill matrix.

import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { MutantResult, UnbrokenRuns } from '../mutants/kill-matrix.ts';
import { matrixPage } from '../mutants/markdown.ts';
import { loadMutants, type Mutant } from '../mutants/mutant.ts';
import { shellWord } from '../plan/command-line.ts';
import type { PlanFlags } from '../plan/from-flags.ts';
import { worstExitCode } from '../runner/exit-code.ts';
import { writeNamedFile } from '../store/named-file.ts';
import { mutantDirectory } from './build-version.ts';
import { usageFailure } from './failure.ts';
import { huntAll } from './hunt-mutants.ts';
import { interruptedExitCode, listenForInterrupts } from './interrupts.ts';
import { huntProgressLine, matrixLines } from './mutants-report.ts';
import { findByName } from './nearest.ts';
import { openScreen, printJson } from './output.ts';
import { addPlanOptions } from './plan-options.ts';
import { programName, repositoryPath, shownPath } from './repository.ts';
import { threadsOf } from './run-command.ts';
import { createEventPrinter } from './run-events.ts';
import { requireFile } from './test-reports.ts';
import { worldOptionNames } from './worlds.ts';

interface MutantsFlags extends PlanFlags {
  readonly dir?: string;
  readonly world?: string;
  readonly seeds?: string;
  readonly ranges?: string;
  readonly seed?: string;
  readonly unbroken?: string;
  readonly threads?: string;
  readonly shrink: boolean;
  readonly write?: string;
  readonly json?: boolean;
  readonly events?: boolean;
  readonly workload?: string;
}

type MutantsEvent =
  | { readonly event: 'progress'; readonly name: string; readonly world: string; readonly seedsTried: number }
  | ({ readonly event: 'hunted' } & MutantResult)
  | {
      readonly event: 'end';
      readonly exitCode: number;
      readonly wallMs: number;
      readonly unbroken: UnbrokenRuns;
    };

const defaults = { seeds: 2000, ranges: 5, seed: 1, unbroken: 0 } as const;
const survivedExitCode = 1;

function wholeNumber(flag: string, text: string | undefined, least: number): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw usageFailure(`--${flag} is "${text}", but must be a whole number from ${least} to 999999999.`);
}

/** The mutants named, or all of the directory, in order of their names. */
function chosenMutants(directory: string, names: readonly string[]): readonly Mutant[] {
  let all: readonly Mutant[];
  try {
    all = loadMutants(directory);
  } catch (error) {
    throw usageFailure((error as Error).message);
  }
  if (all.length === 0) throw usageFailure(`There is no mutant (*.json) in ${directory}.`);
  return names.length === 0
    ? all
    : namedOnce('The mutant', names).map((name) => findByName('mutant', name, all));
}

/** The command line that does the same again. */
function commandLine(names: readonly string[], flags: MutantsFlags): string {
  const { json: _json, events: _events, threads: _threads, checking: _checking, shrink, ...told } = flags;
  const given = Object.entries(told).flatMap(([name, value]) => {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : [flag, String(value)];
  });
  const words = [...names, ...given, ...(shrink ? [] : ['--no-shrink'])];
  return [programName(), 'mutants', ...words.map(shellWord)].join(' ');
}

/** A survivor or a false alarm outranks that the hunt was broken off. */
function exitCodeOf(results: readonly MutantResult[], unbroken: UnbrokenRuns, interrupted: boolean): number {
  const clean = results.every(({ status, falseAlarms }) => status === 'killed' && falseAlarms === 0);
  return worstExitCode([
    clean && unbroken.violations.length === 0 ? 0 : survivedExitCode,
    interrupted ? interruptedExitCode : 0,
  ]);
}

/** Of `a,b`. */
function namedOnce(what: string, names: readonly string[]): readonly string[] {
  const twice = names.find((name, position) => names.indexOf(name) < position);
  if (twice === undefined) return names;
  throw usageFailure(`${what} "${twice}" is named twice: once is enough.`);
}

async function mutants(names: readonly string[], flags: MutantsFlags): Promise<void> {
  const directory = resolve(flags.dir ?? repositoryPath(mutantDirectory));
  const chosen = chosenMutants(directory, names);
  const seeds = wholeNumber('seeds', flags.seeds, 1) ?? defaults.seeds;
  const ranges = wholeNumber('ranges', flags.ranges, 1) ?? defaults.ranges;
  const firstSeed = wholeNumber('seed', flags.seed, 0) ?? defaults.seed;
  const unbrokenRuns = wholeNumber('unbroken', flags.unbroken, 0) ?? defaults.unbroken;
  const threads = threadsOf(flags);
  const worldNames = namedOnce('The world', (flags.world ?? 'sim').split(','));
  await requireFile('--write', flags.write);
  const { json = false, events = false } = flags;
  if (json && events)
    throw usageFailure('--events and --json both want standard output: leave one of them out.');
  const screen = openScreen({ json: json || events });
  const printer = events ? createEventPrinter<MutantsEvent>() : null;
  const interrupts = listenForInterrupts(screen);
  const startMs = Date.now();
  const command = commandLine(names, flags);
  const page = createPageWriter(flags.write);
  const { seed: _seed, seeds: _seeds, ...planFlags } = flags;
  const { results, unbroken, worlds } = await huntAll(chosen, {
    directory,
    worlds: worldNames,
    seeds,
    ranges,
    firstSeed,
    unbroken: unbrokenRuns,
    threads,
    shrink: flags.shrink,
    overrides: { workload: flags.workload ?? null, flags: planFlags },
    screen,
    interrupts,
    // As far as the hunt has come, so that one that is broken off leaves a page too.
    async onResult(result, soFar) {
      printer?.print({ event: 'hunted', ...result });
      const origin = { ...soFar, command, seeds, ranges, wallMs: Date.now() - startMs };
      await page.write(() => matrixPage(chosen, origin));
    },
    onProgress(name, world, seedsTried) {
      printer?.print({ event: 'progress', name, world, seedsTried });
      screen.line(screen.paint.dim(huntProgressLine(name, world, seedsTried, seeds * ranges)));
    },
  });
  const wallMs = Date.now() - startMs;
  interrupts.close();
  for (const line of matrixLines(results, unbroken, wallMs, screen)) screen.line(line);
  if (flags.write !== undefined)
    screen.line(`${screen.paint.dim('written')} ${shownPath(resolve(flags.write))}`);
  const exitCode = exitCodeOf(results, unbroken, interrupts.signal.aborted);
  process.exitCode = exitCode;
  printer?.print({ event: 'end', exitCode, wallMs, unbroken });
  await printer?.close();
  if (json) await printJson({ exitCode, worlds, seeds, ranges, wallMs, unbroken, mutants: results });
}

interface PageWriter {
  /** Waits for those before it, so that none of several at once is lost. */
  write(page: () => string): Promise<void>;
}

function createPageWriter(file: string | undefined): PageWriter {
  let last = Promise.resolve();
  return {
    write(page) {
      if (file !== undefined) last = last.then(() => writeNamedFile(file, page()));
      return last;
    },
  };
}

export function addMutantsCommand(program: Command): void {
  const command = program
    .command('mutants')
    .description('build Anvil with known bugs and report which checker finds each')
    .argument('[names...]', 'mutants by name (default: all of the directory)')
    .option('--dir <directory>', 'where the mutants are (default: test/mutants)')
    .option('--world <names>', `${worldOptionNames.join(', ')}, or several with commas (default: sim)`)
    .option('--seeds <count>', 'most seeds of a range (default: 2000)')
    .option('--ranges <count>', 'disjoint ranges of seeds to hunt each mutant in (default: 5)')
    .option('--seed <number>', 'where the first range begins (default: 1)')
    .option(
      '--unbroken <count>',
      'also run the unbroken build this often under the plan of each mutant (default: 0)',
    )
    .option('--threads <count>', 'threads in the simulated world (default: one for each core)')
    .option('--no-shrink', 'do not shrink the first failure of each mutant')
    .option('--write <file>', 'write the matrix as a page, such as docs/mutants.md')
    .option('--workload <name>', 'in place of the workload that each mutant names');
  addPlanOptions(command)
    .option('--upgrade-to <build>', 'the second build of each run, in place of the one that a mutant names')
    .option(
      '--events',
      'print one JSON document per line on standard output as the hunt goes, all else on standard error',
    )
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(mutants);
}
