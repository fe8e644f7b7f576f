// What faults a run had, for people: a row for each fault and target.

import type { FaultCoverage } from '../store/results.ts';
import { formatCount, formatMs } from './format.ts';
import type { Screen } from './screen.ts';
import { alignRows } from './table.ts';

const mostRows = 40;

/** Without indentation. Faults without a gap in their proof are green; what was never seen is red. */
export function faultCoverageLines(coverage: readonly FaultCoverage[], screen: Screen): readonly string[] {
  const { paint } = screen;
  if (coverage.length === 0) return [];
  const heading = ['fault', 'target', 'times', 'seen', 'ended', 'leader hit', 'in flight', 'effect'];
  const rows = coverage.slice(0, mostRows).map((row) => rowOf(row, screen));
  const left = coverage.length - mostRows;
  const more = left > 0 ? [paint.dim(`… ${formatCount(left)} more in results.json`)] : [];
  return [
    ...alignRows(
      [heading.map((cell) => paint.dim(cell)), ...rows],
      ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
    ),
    ...more,
  ];
}

/** The name of a fault as people say it: `partition` for the operation `start-partition`. */
export function faultName(f: string): string {
  return f.replace(/^start-/, '');
}

/** The cells of a row that are plain text. */
export interface CoverageTexts {
  readonly name: string;
  readonly leaderHit: string;
  readonly inFlight: string;
  /** Of a fault that never was, why. */
  readonly effect: string;
}

export function coverageTexts(row: FaultCoverage): CoverageTexts {
  const { injected, nothingToHit, leaderHit, leaderUnknown } = row;
  const name = row.kind === '' ? faultName(row.f) : `${faultName(row.f)} ${row.kind}`;
  if (injected === 0) {
    const effect = nothingToHit === 0 ? 'never injected' : `nothing to hit, ${timesText(nothingToHit)}`;
    return { name, leaderHit: '', inFlight: '', effect };
  }
  const known = injected - leaderUnknown;
  const hit = leaderUnknown === 0 ? formatCount(leaderHit) : `${formatCount(leaderHit)} of ${known}`;
  return {
    name,
    leaderHit: known === 0 ? '?' : hit,
    inFlight: rangeText(row.inFlight),
    effect: effectText(row.figures),
  };
}

function rowOf(row: FaultCoverage, { paint }: Screen): readonly string[] {
  const { name, leaderHit, inFlight, effect } = coverageTexts(row);
  const { target, injected, nothingToHit, effectSeen, seenToEnd } = row;
  if (injected === 0) {
    const shown = nothingToHit === 0 ? paint.yellow(effect) : paint.dim(effect);
    return [name, target, '0', ...['', '', '', ''], shown];
  }
  return [
    name,
    target,
    formatCount(injected),
    share(effectSeen, injected, paint),
    share(seenToEnd, effectSeen, paint),
    leaderHit,
    inFlight,
    effect,
  ];
}

function share(count: number, of: number, paint: Screen['paint']): string {
  return count === of ? paint.green(formatCount(count)) : paint.red(formatCount(count));
}

function rangeText(range: FaultCoverage['inFlight']): string {
  if (range === null) return '';
  const { least, most } = range;
  return least === most ? formatCount(least) : `${formatCount(least)}-${formatCount(most)}`;
}

const singular: Readonly<Record<string, string>> = {
  hits: 'hit',
  links: 'link',
  processes: 'process',
  dropped: 'packet dropped',
};
const plural: Readonly<Record<string, string>> = { dropped: 'packets dropped' };

function timesText(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}

function effectText(figures: FaultCoverage['figures']): string {
  return Object.entries(figures)
    .map(([name, figure]) => {
      if (name === 'largestOffsetMs') return `clock off by ${formatMs(figure)}`;
      if (name === 'dropped' && figure === 0) return 'dropped nothing';
      const unit = (figure === 1 ? singular : plural)[name] ?? name;
      return `${formatCount(figure)} ${unit}`;
    })
    .join(', ');
}
