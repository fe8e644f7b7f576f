// `ordeal compare`: two sets of runs, or two builds under one plan, and whether the second is worse.

import type { Command } from 'commander';
import { compareSides, matchGroups } from '../compare/compare-sides.ts';
import { gateExitCode } from '../compare/gate.ts';
import { isUsable, planDifferences, type Side } from '../compare/sample.ts';
import { comparisonLines } from '../report/comparison.ts';
import { renderComparisonPage } from '../report/page/comparison-page.ts';
import { pageAssets } from '../report/page/page-assets.ts';
import { writeNamedFile } from '../store/named-file.ts';
import { linksFrom } from './compare/links.ts';
import { loadSide } from './compare/load-side.ts';
import { compareOptions, versionRange } from './compare/options.ts';
import { addSeededPlanOptions, type SeededPlanFlags, seededPlan } from './compare/seeded-plan.ts';
import { expandNemesis } from './expand-nemesis.ts';
import { infrastructureFailure, usageFailure } from './failure.ts';
import { interruptedExitCode, listenForInterrupts } from './interrupts.ts';
import { openScreen, printJson, printLines } from './output.ts';
import { requireCapabilities } from './plan-parts.ts';
import { shownPath } from './repository.ts';
import { threadsOf } from './run-command.ts';
import { requireFile } from './test-reports.ts';
import { chooseWorld, worldOptionNames } from './worlds.ts';

interface CompareFlags extends SeededPlanFlags {
  readonly world?: string;
  readonly metrics?: string;
  readonly margin?: string;
  readonly differentPlans?: boolean;
  readonly failOn?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/** Two saved sides, of the same plan unless asked otherwise. */
async function savedSides(
  first: string,
  second: string,
  flags: CompareFlags,
): Promise<readonly [Side, Side]> {
  const sides = [await loadSide(first), await loadSide(second)] as const;
  const { pairs } = matchGroups(...sides);
  if (pairs.length === 0) throw usageFailure(`${first} and ${second} have no workload in common.`);
  for (const [before, after] of flags.differentPlans === true ? [] : pairs) {
    const differences = planDifferences(before.plan, after.plan);
    if (differences.length > 0)
      throw usageFailure(
        `${first} and ${second} ran different plans: ${differences.join('; ')}. Add --different-plans to compare them all the same.`,
      );
  }
  return sides;
}

/** Two builds under one plan, with whatever runs are missing. */
async function builtSides(range: string, flags: CompareFlags): Promise<readonly [Side, Side]> {
  const [before, after] = versionRange(range, '--version');
  const { plan: named, seeds } = await seededPlan(flags, 'A comparison of versions');
  const world = await chooseWorld(flags.world ?? 'sim');
  const { plan } = expandNemesis(
    { ...named, world: world.name },
    world.missingFaults,
    flags.faultInterval !== undefined,
  );
  requireCapabilities(plan, world.missingFaults);
  const threads = threadsOf(flags);
  const screen = openScreen({ json: true });
  const interrupts = listenForInterrupts(screen);
  const { runMissing } = await import('./compare/run-missing.ts');
  const sideOf = (version: string): Promise<Side> =>
    runMissing({ plan: { ...plan, version }, seeds, threads, world, screen, interrupts });
  const sides = [await sideOf(before), await sideOf(after)] as const;
  interrupts.close();
  if (interrupts.signal.aborted) process.exitCode = interruptedExitCode;
  return sides;
}

async function compare(
  first: string | undefined,
  second: string | undefined,
  flags: CompareFlags,
): Promise<void> {
  const options = compareOptions(flags.metrics, flags.margin);
  if (flags.failOn !== undefined && flags.failOn !== 'regression')
    throw usageFailure(`--fail-on is "${flags.failOn}", but must be regression.`);
  await requireFile('--html', flags.html);
  const sides = await sidesOf(first, second, flags);
  if (process.exitCode !== interruptedExitCode) for (const side of sides) requireUsable(side);
  const comparison = compareSides(...sides, options);
  if (flags.html !== undefined) {
    const page = renderComparisonPage(
      comparison,
      await pageAssets('run'),
      await linksFrom(flags.html, comparison),
    );
    await writeNamedFile(flags.html, page);
  }
  const gate = flags.failOn === undefined ? 0 : gateExitCode(comparison);
  const exitCode = process.exitCode === interruptedExitCode ? interruptedExitCode : gate;
  process.exitCode = exitCode;
  if (flags.json === true) await printJson({ exitCode, ...comparison });
  else {
    const screen = openScreen(flags);
    printLines(screen, comparisonLines(comparison, screen));
    if (flags.html !== undefined) screen.line(`${screen.paint.dim('page')}  ${shownPath(flags.html)}`);
  }
}

/** Nothing is worse than what says nothing. @throws {CommandFailure} where no run of a side counts */
function requireUsable({ label, groups }: Side): void {
  const runs = groups.flatMap((group) => group.runs);
  if (runs.some(isUsable)) return;
  const outcomes = [...new Set(runs.map(({ outcome }) => outcome))].map(
    (name) => `${runs.filter(({ outcome }) => outcome === name).length} ${name}`,
  );
  throw infrastructureFailure(
    `${label} cannot be compared: none of its runs counts (${outcomes.join(', ')}). Run it again, or name another one.`,
  );
}

async function sidesOf(
  first: string | undefined,
  second: string | undefined,
  flags: CompareFlags,
): Promise<readonly [Side, Side]> {
  if (flags.version !== undefined) {
    if (first !== undefined)
      throw usageFailure('Name either two saved runs or --version with two builds, not both.');
    return builtSides(flags.version, flags);
  }
  if (first !== undefined && second !== undefined) return savedSides(first, second, flags);
  throw usageFailure(
    'Two sides are needed: name two saved runs, batches or suites, as in `./ordeal compare before after`, or two builds, as in `./ordeal compare --version main..current`.',
  );
}

export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .description('compare two sets of runs, or two builds: new failures, speed, availability')
    .argument('[first]', 'a saved run, batch of seeds or suite, or several with commas between them')
    .argument('[second]', 'what it is compared with')
    .option('--version <builds>', 'two builds as v1..v2, each as in `ordeal run`; runs what is missing')
    .option('--world <name>', `with --version: ${worldOptionNames.join(', ')} (default: sim)`);
  addSeededPlanOptions(command, 'of each build')
    .option('--name <name>', 'folder of new runs under results/ (default: the workload)')
    .option('--metrics <names>', 'only these, with commas between them')
    .option('--margin <margins>', 'changes that do not count, as latency-p50=10,failover=25')
    .option('--different-plans', 'compare runs of different plans all the same')
    .option('--fail-on <what>', 'regression: end with 1 for new violations, 4 for metrics that are worse')
    .option('--html <file>', 'write the comparison as a page')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .addHelpText(
      'after',
      '\nExit codes with --fail-on regression: 0 no regression, 1 new or more violations, 2 too few seeds to tell, 4 a metric is worse.',
    )
    .action(compare);
}
