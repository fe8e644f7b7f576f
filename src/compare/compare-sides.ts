// Two sides, group by group, to one comparison with one verdict.

import { type ClassesInGroup, compareClasses } from './compare-classes.ts';
import { measureMetric } from './compare-metric.ts';
import { allTogether, type ClassComparison, type Comparison } from './comparison.ts';
import { fewestToTell, judgeMetrics, type MeasuredInGroup } from './judge-metrics.ts';
import { metrics as everyMetric, type Metric, metricsOf } from './metrics.ts';
import { narrowNotes, notesOf, originNotes, unsharedNotes } from './notes.ts';
import { buildText, distinct, ordealText, planText } from './origin.ts';
import { type ComparedRun, type Group, isUsable, type Side } from './sample.ts';
import { sentenceOf } from './sentence.ts';

export interface CompareOptions {
  /** Names of metrics; `null` for all. */
  readonly only: ReadonlySet<string> | null;
  /** Margins other than the metrics' own, by name. */
  readonly margins: ReadonlyMap<string, number>;
}

/** Groups of both sides that have a name in common, and those that only one has. */
export interface MatchedGroups {
  readonly pairs: readonly (readonly [first: Group, second: Group])[];
  readonly onlyFirst: readonly Group[];
  readonly onlySecond: readonly Group[];
}

/** A side of one group is compared with the one group of the other, whatever they are called. */
export function matchGroups(first: Side, second: Side): MatchedGroups {
  const [left, right] = [first.groups[0], second.groups[0]];
  const isSingle = first.groups.length === 1 && second.groups.length === 1;
  if (isSingle && left !== undefined && right !== undefined)
    return { pairs: [[left, right]], onlyFirst: [], onlySecond: [] };
  const partner = (group: Group, side: Side): Group | undefined =>
    side.groups.find(({ name }) => name === group.name);
  return {
    pairs: first.groups.flatMap((group) => {
      const other = partner(group, second);
      return other === undefined ? [] : [[group, other] as const];
    }),
    onlyFirst: first.groups.filter((group) => partner(group, second) === undefined),
    onlySecond: second.groups.filter((group) => partner(group, first) === undefined),
  };
}

/** Compares what both sides have in common. */
export function compareSides(first: Side, second: Side, options: CompareOptions): Comparison {
  const { pairs, onlyFirst, onlySecond } = matchGroups(first, second);
  const groups = pairs.map(([before, after]) => ({
    group: before.name,
    first: before.runs,
    second: after.runs,
  }));
  const classes = compareClasses(groups.map((group) => withRuns(group, isFinished)));
  const { wide, narrow } = groupsToMeasure(groups.map((group) => withRuns(group, isUsable)));
  const metrics = judgeMetrics(wide.flatMap((group) => measureGroup(group, options)));
  const told = { first: sideOf(first, pairs, 0), second: sideOf(second, pairs, 1), classes, metrics };
  const known = [
    ...(first.notes ?? []),
    ...(second.notes ?? []),
    ...onlyFirst.map(({ name }) => `${name} was run in ${first.label} only.`),
    ...onlySecond.map(({ name }) => `${name} was run in ${second.label} only.`),
    ...originNotes(
      first,
      second,
      pairs.map(([group]) => group),
    ),
    ...unsharedNotes(first.label, groups, classes),
  ];
  const verdict = verdictOf(told);
  return {
    format: 1,
    ...told,
    verdict,
    sentence: sentenceOf(verdict, told),
    plans: pairs.map(([group]) => ({ group: group.name, plan: planText(group.plan) })),
    notes: [...known, ...notesOf(told), ...narrowNotes(narrow.map(({ group }) => group))],
  };
}

function withRuns(
  { group, first, second }: ClassesInGroup,
  counts: (run: ComparedRun) => boolean,
): ClassesInGroup {
  return { group, first: first.filter(counts), second: second.filter(counts) };
}

/** One that was cut short says nothing of the build. */
function isFinished({ outcome }: { readonly outcome: string }): boolean {
  return outcome !== 'interrupted';
}

/**
 * Of several plans, the runs of all of them together first, and then each plan that has seeds enough for a change to be told when so
 * many figures are looked at.
 */
function groupsToMeasure(groups: readonly ClassesInGroup[]): {
  readonly wide: readonly ClassesInGroup[];
  readonly narrow: readonly ClassesInGroup[];
} {
  if (groups.length < 2) return { wide: groups, narrow: [] };
  const inCells = (side: 'first' | 'second'): readonly ComparedRun[] =>
    groups.flatMap((one) => one[side].map((run) => ({ ...run, cell: one.group })));
  const together = { group: allTogether, first: inCells('first'), second: inCells('second') };
  const enough = fewestToTell(true, everyMetric.length * (groups.length + 1));
  const hasEnough = (runs: readonly ComparedRun[]): boolean =>
    new Set(runs.map(({ seed }) => seed)).size >= enough;
  const isWide = ({ first, second }: ClassesInGroup): boolean => hasEnough(first) && hasEnough(second);
  return {
    wide: [together, ...groups.filter(isWide)],
    narrow: groups.filter((one) => !isWide(one)),
  };
}

function measureGroup(
  { group, first, second }: ClassesInGroup,
  { only, margins }: CompareOptions,
): readonly MeasuredInGroup[] {
  const figures = [...first, ...second].flatMap((run) => (run.figures === null ? [] : [run.figures]));
  const wanted = metricsOf(figures).filter(({ name }) => only === null || only.has(name));
  const withMargin = (metric: Metric): Metric => ({
    ...metric,
    margin: margins.get(metric.name) ?? metric.margin,
  });
  return wanted.flatMap((metric) => {
    const measured = measureMetric(withMargin(metric), first, second);
    return measured === null ? [] : [{ group, measured }];
  });
}

function sideOf(
  { label, version, origins = [] }: Side,
  pairs: MatchedGroups['pairs'],
  side: 0 | 1,
): Comparison['first'] {
  const runs = pairs.flatMap((pair) => pair[side].runs);
  return {
    label,
    version,
    builds: distinct(origins.map(buildText)),
    ordeal: distinct(origins.map(ordealText)),
    machines: distinct(origins.flatMap(({ harness }) => harness?.machine ?? [])),
    startedAt: [...distinct(origins.map(({ startedAt }) => startedAt))].sort(),
    runs: runs.length,
    seeds: new Set(runs.map(({ seed }) => seed)).size,
    usable: runs.filter(isUsable).length,
    withoutFigures: runs.filter((run) => isUsable(run) && run.figures === null).length,
  };
}

/** New violations, and those proven to be more often. */
export function worseClasses(classes: readonly ClassComparison[]): readonly ClassComparison[] {
  return classes.filter(
    ({ isViolation, status }) => isViolation && (status === 'new' || status === 'more-often'),
  );
}

type Told = Pick<Comparison, 'first' | 'second' | 'classes' | 'metrics'>;

function verdictOf({ classes, metrics, first, second }: Told): Comparison['verdict'] {
  if (worseClasses(classes).length > 0) return 'violations';
  if (metrics.some(({ status }) => status === 'worse')) return 'regression';
  const noRuns = first.usable === 0 || second.usable === 0;
  return noRuns || metrics.every(({ status }) => status === 'too-small') ? 'too-small' : 'no-regression';
}
