// The end of a run, for people: what ran, what clients saw, what was broken, what the checkers say and why.

import type { Verdict } from '../checkers/checker.ts';
import type { FaultRecord, RunResults } from '../store/results.ts';
import { availabilityLines } from './availability.ts';
import { evidenceLines } from './evidence.ts';
import { faultCoverageLines, faultName } from './fault-coverage.ts';
import { formatCount, formatMoment, formatMs } from './format.ts';
import type { Screen } from './screen.ts';
import type { FunctionStatistics } from './statistics.ts';
import { alignRows } from './table.ts';

const mostFaultRows = 40;
const indent = '  ';

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => indent + line);
}

/** One row a kind of operation: how many ended how, and how long the successful ones took. */
export function operationLines(statistics: readonly FunctionStatistics[], screen: Screen): readonly string[] {
  const { paint } = screen;
  const heading = ['operation', 'ok', 'fail', 'unknown', 'p50', 'p99', 'max'].map((cell) => paint.dim(cell));
  const rows = statistics.map(({ f, ok, fail, info, latencyMs }) => [
    f,
    paint.green(formatCount(ok)),
    fail === 0 ? '0' : paint.yellow(formatCount(fail)),
    info === 0 ? '0' : paint.magenta(formatCount(info)),
    ...(latencyMs === null ? ['-', '-', '-'] : [latencyMs.p50, latencyMs.p99, latencyMs.max].map(formatMs)),
  ]);
  return indented(
    alignRows([heading, ...rows], ['left', 'right', 'right', 'right', 'right', 'right', 'right']),
  );
}

const hadNothingToHit = ({ verified, hosts }: FaultRecord): boolean => verified && hosts.length === 0;

function effect({ verified, endNs }: FaultRecord, screen: Screen): string {
  if (!verified) return screen.paint.red('no effect seen');
  return endNs === null
    ? screen.paint.red('effect seen, end not seen')
    : screen.paint.green('effect seen, healed');
}

/** One row a fault, in the order they were injected. */
export function faultLines(faults: readonly FaultRecord[], screen: Screen): readonly string[] {
  const { paint } = screen;
  if (faults.length === 0) return indented([paint.dim('none')]);
  const heading = ['began', 'lasted', 'fault', 'hosts', ''].map((cell) => paint.dim(cell));
  const hits = faults.filter((fault) => !hadNothingToHit(fault));
  const rows = hits
    .slice(0, mostFaultRows)
    .map((fault) => [
      formatMoment(fault.startNs),
      fault.endNs === null ? '-' : formatMs((fault.endNs - fault.startNs) / 1e6),
      fault.description,
      fault.hosts.join(' '),
      effect(fault, screen),
    ]);
  const left = hits.length - mostFaultRows;
  const more = left > 0 ? [paint.dim(`… ${left} more in results.json`)] : [];
  const table = hits.length === 0 ? [] : alignRows([heading, ...rows], ['right', 'right']);
  return indented([...table, ...more, ...idleLines(faults, screen)]);
}

/** How often a fault came when there was nothing to break, such as a process that did not run. */
function idleLines(faults: readonly FaultRecord[], { paint }: Screen): readonly string[] {
  const counts = new Map<string, number>();
  for (const { f } of faults.filter(hadNothingToHit)) counts.set(f, (counts.get(f) ?? 0) + 1);
  if (counts.size === 0) return [];
  const each = [...counts].map(([f, count]) => `${faultName(f)} ${count}`).join(', ');
  return [paint.dim(`skipped, no target: ${each}`)];
}

/** The word of a verdict: that a run cannot be used, or missed what was asked, is no violation. */
export function verdictWord({ valid, details }: Pick<Verdict, 'valid' | 'details'>): string {
  if (valid === true) return 'valid';
  if (valid === 'unknown') return 'unknown';
  if (details['kind'] === 'threshold-missed') return 'missed';
  return details['kind'] === 'invalid-run' ? 'not usable' : 'VIOLATED';
}

function paintedWord(verdict: Verdict, width: number, { paint }: Screen): string {
  const word = verdictWord(verdict);
  const padding = ' '.repeat(Math.max(0, width - word.length));
  if (verdict.valid === true) return paint.green(word) + padding;
  return (word === 'VIOLATED' ? paint.bold(paint.red(word)) : paint.yellow(word)) + padding;
}

/** Each checker's verdict with its reason, and the operations that show a violation. */
export function verdictLines(verdicts: readonly Verdict[], screen: Screen): readonly string[] {
  const names = Math.max(0, ...verdicts.map(({ checker }) => checker.length));
  const words = Math.max(0, ...verdicts.map((verdict) => verdictWord(verdict).length));
  return verdicts.flatMap((verdict) => {
    const word = paintedWord(verdict, words, screen);
    const head = `${verdict.checker.padEnd(names)}  ${word}  ${verdict.reason}`.trimEnd();
    const evidence = verdict.valid === true ? [] : evidenceLines(verdict.witnesses, screen);
    return [indent + head, ...indented(indented(evidence))];
  });
}

/** What a run came to, in a sentence. */
export function outcomeSentence({ outcome, verdicts }: Pick<RunResults, 'outcome' | 'verdicts'>): string {
  const found = verdicts.filter((verdict) => verdictWord(verdict) === 'VIOLATED');
  if (outcome !== 'violation' || found.length === 0) return outcomeSentences[outcome];
  const names = [...new Set(found.map(({ checker }) => checker))];
  return names.length === 1
    ? `VIOLATION: a guarantee was violated: ${names[0]}.`
    : `VIOLATION: guarantees were violated: ${names.join(', ')}.`;
}

/** What each outcome means. */
const outcomeSentences: Readonly<Record<RunResults['outcome'], string>> = {
  valid: 'Valid: no guarantee was violated.',
  violation: 'VIOLATION: a guarantee was violated.',
  unknown: 'Unknown: a checker could not decide.',
  'invalid-run': 'Invalid run: no conclusion about the database.',
  'threshold-missed': 'Threshold missed: no guarantee was violated, but a figure is worse than required.',
  crash: 'Crash: Ordeal itself failed.',
  interrupted: 'Interrupted: judged as far as it went.',
};

function outcomeLine(results: RunResults, screen: Screen): string {
  const { outcome, exitCode } = results;
  const { paint } = screen;
  const colour = outcome === 'valid' ? paint.green : outcome === 'violation' ? paint.red : paint.yellow;
  return `${paint.bold(colour(outcomeSentence(results)))} ${paint.dim(`(exit code ${exitCode})`)}`;
}

/** Why the run does not count, beside its verdicts. */
function problemLines({ problems, crash }: RunResults, screen: Screen): readonly string[] {
  const all = [...problems, ...(crash === null ? [] : [`Crash in ${crash.where}: ${crash.message}`])];
  return all.length === 0
    ? []
    : [screen.paint.bold('Problems'), ...indented(all.map((line) => screen.paint.yellow(line)))];
}

function coverageSection({ faultCoverage = [] }: RunResults, screen: Screen): readonly string[] {
  const lines = faultCoverageLines(faultCoverage, screen);
  return lines.length === 0 ? [] : [screen.paint.bold('Fault coverage'), ...indented(lines)];
}

function availabilitySection({ verdicts }: RunResults, screen: Screen): readonly string[] {
  const lines = availabilityLines(verdicts);
  return lines.length === 0 ? [] : [screen.paint.bold('Availability'), ...indented(lines)];
}

/** Everything between the progress and the last lines of a run. */
export function summaryLines(
  results: RunResults,
  statistics: readonly FunctionStatistics[],
  screen: Screen,
): readonly string[] {
  const title = (text: string): string => screen.paint.bold(text);
  const phases = [
    `boot ${formatMs(results.bootMs)}`,
    ...results.phases.map(({ name, startNs, endNs }) => `${name} ${formatMs((endNs - startNs) / 1e6)}`),
  ];
  return [
    '',
    title('Phases'),
    indent + phases.join('   '),
    ...(results.stoppedEarly === undefined
      ? []
      : [indent + screen.paint.yellow(`the load ended early: ${results.stoppedEarly}`)]),
    title('Operations'),
    ...operationLines(statistics, screen),
    title('Faults'),
    ...faultLines(results.faults, screen),
    ...coverageSection(results, screen),
    ...availabilitySection(results, screen),
    title('Verdicts'),
    ...verdictLines(results.verdicts, screen),
    ...problemLines(results, screen),
    '',
    outcomeLine(results, screen),
  ];
}
