// What a person has to know of a comparison beside its verdict: what does not count, what is too little to tell, what may be chance.

import type { ClassesInGroup } from './compare-classes.ts';
import { allTogether, type ClassComparison, type Comparison, type MetricComparison } from './comparison.ts';
import type { Group, Side } from './sample.ts';

const mostNamed = 3;

/** One sentence each. */
export function notesOf({
  first,
  second,
  metrics,
}: Pick<Comparison, 'first' | 'second' | 'metrics'>): readonly string[] {
  return [...[first, second].flatMap(sideNotes), ...sizeNotes(metrics)];
}

function sideNotes({ label, runs, usable, withoutFigures }: Comparison['first']): readonly string[] {
  return [
    ...(usable === runs
      ? []
      : [
          `${runs - usable} of ${runs} runs of ${label} do not count (invalid, crashed, lost or interrupted): their figures are left out.`,
        ]),
    ...(withoutFigures === 0
      ? []
      : [`${withoutFigures} of ${runs} runs of ${label} have no figures: they are of an earlier Ordeal.`]),
  ];
}

function sizeNotes(metrics: readonly MetricComparison[]): readonly string[] {
  const small = metrics.filter(({ status }) => status === 'too-small');
  if (small.length === 0) return [];
  const enough = Math.max(...small.map(({ enoughSeeds }) => enoughSeeds ?? 0));
  const titles =
    small.length === metrics.length ? 'any metric' : [...new Set(small.map(({ title }) => title))].join(', ');
  const have = Math.max(...small.map(({ firstSeeds, secondSeeds }) => Math.min(firstSeeds, secondSeeds)));
  return [
    `Cannot tell a change of ${titles} from chance: need at least ${enough} seeds per side, there ${have === 1 ? 'is 1' : `are ${have}`}.`,
  ];
}

/** @param narrow the plans that are told of only with the others */
export function narrowNotes(narrow: readonly string[]): readonly string[] {
  if (narrow.length === 0) return [];
  const more = narrow.length > mostNamed ? ` and ${narrow.length - mostNamed} more` : '';
  return [
    `${narrow.slice(0, mostNamed).join('; ')}${more}: too few seeds for metrics of their own; they count in those of ${allTogether}.`,
  ];
}

/** A violation of seeds that the first side never ran says that the second breaks, not that the first does not. */
export function unsharedNotes(
  firstLabel: string,
  groups: readonly ClassesInGroup[],
  classes: readonly ClassComparison[],
): readonly string[] {
  return classes.flatMap(({ group, class: name, isViolation, status, seeds, first }) => {
    const ran = new Set(groups.find((one) => one.group === group)?.first.map(({ seed }) => seed));
    if (!isViolation || status !== 'new' || seeds.some((seed) => ran.has(seed))) return [];
    const upTo = (first.high * 100).toFixed(0);
    return [
      `${name}: ${firstLabel} did not run the seeds that show it; none in ${first.runs} runs may still be a share of up to ${upTo} %.`,
    ];
  });
}

/** What both sides have in common, or not, beside the plan. */
export function originNotes(first: Side, second: Side, groups: readonly Group[]): readonly string[] {
  const bundles = (side: Side): string =>
    [...new Set((side.origins ?? []).map(({ versions }) => versions['bundle'] ?? ''))].sort().join(' ');
  const machines = (side: Side): string =>
    [...new Set((side.origins ?? []).map(({ harness }) => harness?.machine ?? ''))].sort().join(' and ');
  const isSameBuild = bundles(first) !== '' && bundles(first) === bundles(second);
  const isReal = groups.some(({ plan }) => plan.world !== 'sim');
  const [left, right] = [machines(first), machines(second)];
  return [
    ...(isSameBuild ? ['Both sides ran the same build.'] : []),
    ...(isReal && left !== '' && right !== '' && left !== right
      ? [`They ran on different machines (${left}; ${right}): what differs may be the machine.`]
      : []),
  ];
}
