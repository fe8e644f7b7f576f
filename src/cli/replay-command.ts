// `ordeal replay`: a saved run again. In the simulated world everything repeats, to the event, or it is a failure; in
// the real ones plan, operations and recorded faults are the same, and how often the failure comes back is a rate.

import type { Command } from 'commander';
import { invertForExpectedFailure } from '../runner/exit-code.ts';
import { readBatch } from '../store/batch.ts';
import { openRun } from '../store/open-run.ts';
import { usageFailure } from './failure.ts';
import { listenForInterrupts } from './interrupts.ts';
import { type JsonFlag, openScreen, printJson } from './output.ts';
import { replayReal } from './replay-real.ts';
import { replayReseeded } from './replay-reseeded.ts';
import { replaySimulated } from './replay-simulated.ts';
import { resultsDirectory } from './results-directory.ts';

interface ReplayFlags extends JsonFlag {
  readonly times?: string;
  readonly until?: string;
  readonly trace?: string | boolean;
  readonly reseedAfter?: string;
  readonly version?: string;
  readonly invariants?: boolean;
  readonly expect?: string;
}

const mostTimes = 100_000;

function timesOf({ times }: ReplayFlags, otherwise: number): number {
  const count = times === undefined ? otherwise : /^\d{1,6}$/.test(times) ? Number(times) : 0;
  if (count >= 1 && count <= mostTimes) return count;
  throw usageFailure(`--times is "${times}", but must be a whole number from 1 to ${mostTimes}.`);
}

/** Seconds of the run, as ms. */
function momentMs(flag: string, text: string): number {
  if (/^\d{1,6}(\.\d{1,9})?$/.test(text)) return Number(text) * 1000;
  throw usageFailure(`${flag} is "${text}", but must be a number of seconds since the beginning of the run.`);
}

async function replay(target: string, flags: ReplayFlags): Promise<void> {
  if (flags.expect !== undefined && flags.expect !== 'fail') {
    throw usageFailure(`--expect is "${flags.expect}", but must be fail.`);
  }
  const saved = await openRun(resultsDirectory(), target);
  const changed = {
    ...(flags.version === undefined ? {} : { version: flags.version }),
    ...(flags.invariants === false ? { invariants: false as const } : {}),
  };
  const run = { ...saved, plan: { ...saved.plan, ...changed } };
  if (run.results === null && (await readBatch(run.files.directory)) !== null) {
    throw usageFailure(
      `${target} is a batch of seeds, not one run: replay one of the runs that \`./ordeal check ${target}\` names.`,
    );
  }
  const isSimulated = run.plan.world === 'sim';
  const onlySimulated = {
    '--until': flags.until,
    '--trace': flags.trace,
    '--reseed-after': flags.reseedAfter,
  };
  const wrong = Object.entries(onlySimulated).find(([, value]) => value !== undefined)?.[0];
  if (!isSimulated && wrong !== undefined) {
    throw usageFailure(
      `${wrong} needs a run of the simulated world; ${target} was one of ${run.plan.world}.`,
    );
  }
  const screen = openScreen(flags);
  const interrupts = listenForInterrupts(screen);
  const shared = { run, screen, interrupts };
  const answer =
    flags.reseedAfter !== undefined
      ? await replayReseeded({
          ...shared,
          momentsMs: flags.reseedAfter.split(',').map((text) => momentMs('--reseed-after', text)),
          times: timesOf(flags, 20),
        })
      : isSimulated
        ? await replaySimulated({
            ...shared,
            untilMs: flags.until === undefined ? null : momentMs('--until', flags.until),
            trace: flags.trace ?? null,
            times: timesOf(flags, 1),
          })
        : await replayReal({ ...shared, times: timesOf(flags, 1) });
  interrupts.close();
  const exitCode = flags.expect === 'fail' ? invertForExpectedFailure(answer.exitCode) : answer.exitCode;
  process.exitCode = exitCode;
  if (flags.json === true) await printJson({ ...answer, exitCode, valid: exitCode === 0 });
}

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description(
      'run a saved run again: to the event in the simulated world, with its recorded faults elsewhere',
    )
    .argument('<run>', 'a saved run (a name under results/ or a path), or a bundle')
    .option('--times <count>', 'again and again, and how often the same failure came back (default: 1)')
    .option(
      '--until <seconds>',
      'stop at this moment of the run and show how each node stands (simulated world)',
    )
    .option(
      '--trace [file]',
      'write one line per event, to trace.txt of the run or to a file (simulated world)',
    )
    .option(
      '--reseed-after <seconds>',
      'follow the run up to this moment, or to each of several (10,20,30), and go on with other random numbers, --times times (default: 20); the share of failures shows when it was decided (simulated world)',
    )
    .option(
      '--no-invariants',
      'do not check invariants inside the cluster, only what clients see (simulated world)',
    )
    .option('--version <build>', 'another build of the database than that of the run')
    .option('--expect <outcome>', 'fail: end with 0 on a violation, and with 1 on a valid run')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .addHelpText(
      'after',
      '\nThe exit code is that of the run; 3 where a simulated run did not repeat its trace.',
    )
    .action(replay);
}
