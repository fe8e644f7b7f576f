// The end of a run, for people: what ran, what clients saw, what was broken, what the checkers say and why.

import type { Verdict } from '../checkers/checker.ts';
import type { Operation } from '../history/operation.ts';
import { evidenceLines } from './evidence.ts';
import type { FaultSpan } from './faults.ts';
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

function effect({ verified, healed }: FaultSpan, screen: Screen): string {
  if (!verified) return screen.paint.red('no effect seen');
  if (healed === false) return screen.paint.red('effect seen, but not gone after healing');
  return healed === null
    ? screen.paint.yellow('effect seen, never healed')
    : screen.paint.green('effect seen, healed');
}

/** One row a fault, in the order they were injected. */
export function faultLines(faults: readonly FaultSpan[], screen: Screen): readonly string[] {
  const { paint } = screen;
  if (faults.length === 0) return indented([paint.dim('none')]);
  const heading = ['began', 'lasted', 'fault', 'hosts', ''].map((cell) => paint.dim(cell));
  const rows = faults
    .slice(0, mostFaultRows)
    .map((fault) => [
      formatMoment(fault.startNs),
      fault.endNs === null ? '-' : formatMs((fault.endNs - fault.startNs) / 1e6),
      fault.description,
      fault.hosts.join(' '),
      effect(fault, screen),
    ]);
  const left = faults.length - mostFaultRows;
  const more = left > 0 ? [paint.dim(`… ${left} more in history.jsonl`)] : [];
  return indented([...alignRows([heading, ...rows], ['right', 'right']), ...more]);
}

/** The word of a verdict, coloured. */
export function validityWord(valid: Verdict['valid'], screen: Screen): string {
  const { paint } = screen;
  if (valid === true) return paint.green('valid');
  return valid === false ? paint.red.bold('INVALID') : paint.yellow('unknown');
}

/** Each checker's verdict with its reason, and the operations that show a violation. */
export function verdictLines(verdicts: readonly Verdict[], screen: Screen): readonly string[] {
  const names = Math.max(0, ...verdicts.map(({ checker }) => checker.length));
  return verdicts.flatMap((verdict) => {
    const word = validityWord(verdict.valid, screen).padEnd(7);
    const head = `${verdict.checker.padEnd(names)}  ${word}  ${verdict.reason}`.trimEnd();
    const evidence = verdict.valid === true ? [] : evidenceLines(verdict.witnesses, screen);
    return [indent + head, ...indented(indented(evidence))];
  });
}

export interface RunSummary {
  readonly statistics: readonly FunctionStatistics[];
  readonly faults: readonly FaultSpan[];
  readonly verdicts: readonly Verdict[];
  /** Phases with what each took, in order. */
  readonly phases: readonly { readonly name: string; readonly durationMs: number }[];
  readonly history: readonly Operation[];
}

/** Everything between the progress and the last lines of a run. */
export function summaryLines(summary: RunSummary, screen: Screen): readonly string[] {
  const title = (text: string): string => screen.paint.bold(text);
  const phases = summary.phases.map(({ name, durationMs }) => `${name} ${formatMs(durationMs)}`).join('   ');
  return [
    '',
    `${title('Phases')}      ${phases}`,
    `${title('Operations')}  ${formatCount(summary.history.length)} events`,
    ...operationLines(summary.statistics, screen),
    title('Faults'),
    ...faultLines(summary.faults, screen),
    title('Verdicts'),
    ...verdictLines(summary.verdicts, screen),
    '',
  ];
}
