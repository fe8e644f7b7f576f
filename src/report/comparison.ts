// A comparison for a terminal: the verdict in a sentence, failures by kind, and each metric with its change.

import type { ClassComparison, Comparison, MetricComparison } from '../compare/comparison.ts';
import { formatMs } from './format.ts';
import type { Screen } from './screen.ts';
import { alignRows } from './table.ts';

/** A value as people read it. */
export function valueText(value: number, unit: MetricComparison['unit']): string {
  if (unit === 'ms') return formatMs(value);
  return unit === '%' ? `${value.toFixed(2)} %` : `${value.toFixed(value < 100 ? 1 : 0)}/s`;
}

/** `+31.2 %`, `-0.40 points`, `+310 ms`; `…` where there is no bound. */
export function changeText(change: number | null, scale: MetricComparison['scale']): string {
  if (change === null) return '…';
  const value = scale === 'ratio' ? (change - 1) * 100 : change;
  const sign = value < 0 ? '-' : '+';
  const size = Math.abs(value);
  if (scale === 'milliseconds') return `${sign}${size.toFixed(0)} ms`;
  return scale === 'points' ? `${sign}${size.toFixed(2)} points` : `${sign}${size.toFixed(1)} %`;
}

/** `3 of 30 (2 to 27 %)`. */
export function shareText({ count, runs, low, high }: ClassComparison['first']): string {
  return `${count} of ${runs} (${(low * 100).toFixed(0)} to ${(high * 100).toFixed(0)} %)`;
}

export function pText(p: number): string {
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

/** What a status means, in words. */
export function statusText({
  status,
  enoughSeeds,
}: Pick<MetricComparison, 'status' | 'enoughSeeds'>): string {
  if (status !== 'unclear' && status !== 'too-small') return status;
  const word = status === 'unclear' ? 'unclear' : 'cannot tell';
  if (enoughSeeds === null) return word;
  const about = status === 'unclear' ? 'about' : 'at least';
  return `${word}: need ${about} ${enoughSeeds.toLocaleString('en-US')} seeds`;
}

/** What one observation is, for the metrics of a plan. */
export function unitText(metrics: readonly MetricComparison[]): string {
  const [one] = metrics;
  if (one === undefined) return '';
  const { paired, observation, firstRuns, secondRuns, firstSeeds, secondSeeds } = one;
  if (!paired) {
    const runs =
      firstRuns === firstSeeds && secondRuns === secondSeeds ? '' : `, ${firstRuns} and ${secondRuns} runs`;
    return `${firstSeeds} and ${secondSeeds} seeds${runs}, not paired: the runs of a seed count as one`;
  }
  const pairs = `${firstRuns} ${firstRuns === 1 ? 'pair' : 'pairs'} of one seed each`;
  if (observation === 'pair' || firstRuns === firstSeeds)
    return firstRuns === firstSeeds ? pairs : `${pairs}, over ${firstSeeds} seeds`;
  return `${pairs}, over ${firstSeeds} seeds: the pairs of a seed count as one`;
}

export const classStatusTexts: Readonly<Record<ClassComparison['status'], string>> = {
  new: 'new',
  gone: 'gone',
  'more-often': 'more often',
  'less-often': 'less often',
  persisting: 'persists',
  unclear: 'unclear',
};

const verdictSigns: Readonly<Record<Comparison['verdict'], 'red' | 'yellow' | 'green'>> = {
  violations: 'red',
  regression: 'red',
  'too-small': 'yellow',
  'no-regression': 'green',
};

function statusPainted(text: string, status: string, { paint }: Screen): string {
  if (['worse', 'new', 'more-often'].includes(status)) return paint.red(text);
  if (['better', 'gone', 'less-often'].includes(status)) return paint.green(text);
  return ['unclear', 'too-small'].includes(status) ? paint.yellow(text) : text;
}

function classLines({ classes }: Comparison, screen: Screen): readonly string[] {
  if (classes.length === 0) return [];
  const { bold, dim } = screen.paint;
  const hasPlans = new Set(classes.map(({ group }) => group)).size > 1;
  const heading = ['kind', 'first', 'second', '', 'p', 'seeds'].map((cell) => dim(cell));
  const rows = classes.map((found) => [
    found.class,
    shareText(found.first),
    shareText(found.second),
    statusPainted(classStatusTexts[found.status], found.status, screen),
    pText(found.p),
    found.seeds.join(' '),
    ...(hasPlans ? [found.group] : []),
  ]);
  const all = [[...heading, ...(hasPlans ? [dim('plan')] : [])], ...rows];
  return [bold('Failures'), ...alignRows(all, []).map((line) => `  ${line}`)];
}

function metricRows(metrics: readonly MetricComparison[], screen: Screen): readonly string[] {
  const heading = ['metric', 'first', 'second', 'change', '95 %', 'delta', 'p', ''].map((cell) =>
    screen.paint.dim(cell),
  );
  const rows = metrics.map((found) => {
    const { title, unit, scale, change } = found;
    return [
      title,
      valueText(found.firstMedian, unit),
      valueText(found.secondMedian, unit),
      changeText(change.estimate, scale),
      `${changeText(change.low, scale)} to ${changeText(change.high, scale)}`,
      found.delta.toFixed(2),
      pText(found.p),
      statusPainted(statusText(found), found.status, screen),
    ];
  });
  const alignments = ['left', 'right', 'right', 'right', 'left', 'right', 'right'] as const;
  return alignRows([heading, ...rows], alignments).map((line) => `  ${line}`);
}

function metricLines({ metrics }: Comparison, screen: Screen): readonly string[] {
  const groups = [...new Set(metrics.map(({ group }) => group))];
  return groups.flatMap((group) => {
    const own = metrics.filter((metric) => metric.group === group);
    return [
      `${screen.paint.bold(`Metrics of ${group}`)} ${screen.paint.dim(unitText(own))}`,
      ...metricRows(own, screen),
    ];
  });
}

/** `24 runs of 4 seeds`. */
export function sizeText({ runs, seeds }: Comparison['first']): string {
  const count = runs === 1 ? '1 run' : `${runs} runs`;
  return seeds === runs ? count : `${count} of ${seeds === 1 ? '1 seed' : `${seeds} seeds`}`;
}

/** Of several moments the first and the last one. */
export function dateText(startedAt: readonly string[]): string {
  const [first, last] = [startedAt[0], startedAt.at(-1)];
  if (first === undefined || last === undefined) return '';
  return first === last ? first : `${first} to ${last}`;
}

function sideLines(name: string, side: Comparison['first'], { paint }: Screen): readonly string[] {
  const { label, version, builds, ordeal, startedAt } = side;
  const told = [
    ...(startedAt.length === 0 ? [] : [`run ${dateText(startedAt)}`]),
    ...builds.map((build) => `build ${build}`),
    ...ordeal.map((commit) => `Ordeal ${commit}`),
  ];
  return [
    `${paint.dim(name)} ${label}${version === label ? '' : ` (${version})`}, ${sizeText(side)}`,
    ...told.map((line) => paint.dim(`       ${line}`)),
  ];
}

/** All of it. */
export function comparisonLines(comparison: Comparison, screen: Screen): readonly string[] {
  const { first, second, verdict, sentence, notes } = comparison;
  const { paint } = screen;
  return [
    ...sideLines('first ', first, screen),
    ...sideLines('second', second, screen),
    ...classLines(comparison, screen),
    ...metricLines(comparison, screen),
    ...notes.map((note) => paint.yellow(note)),
    paint.bold(paint[verdictSigns[verdict]](sentence)),
  ];
}
