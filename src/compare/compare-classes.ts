// Which kinds of failure are new, gone, or as common as before.

import { alarmRate, type ClassComparison, confidence } from './comparison.ts';
import type { ComparedRun } from './sample.ts';
import { holm } from './statistics/holm.ts';
import { secondShareIsLarger, shareOf } from './statistics/proportions.ts';

/** Two sides of one plan. */
export interface ClassesInGroup {
  readonly group: string;
  readonly first: readonly ComparedRun[];
  readonly second: readonly ComparedRun[];
}

const mostSeeds = 10;
const plainOutcomes: ReadonlySet<string> = new Set(['valid', 'violation']);

/** What went wrong in a run: each kind of violation, and an outcome that is neither valid nor a violation. */
function classesOf({ classes, outcome }: ComparedRun): readonly string[] {
  if (outcome === 'violation' && classes.length === 0) return ['violation'];
  return plainOutcomes.has(outcome) ? classes : [...classes, outcome];
}

type Counted = Omit<ClassComparison, 'p' | 'status'> & {
  readonly moreOften: number;
  readonly lessOften: number;
};

/** Every kind that either side showed, violations first. */
export function compareClasses(groups: readonly ClassesInGroup[]): readonly ClassComparison[] {
  const counted = groups.flatMap(countClasses);
  const adjusted = holm(
    counted.map(({ moreOften, lessOften }) => Math.min(1, 2 * Math.min(moreOften, lessOften))),
  );
  return counted
    .map(({ moreOften, lessOften, ...rest }, position) => {
      const p = adjusted[position] as number;
      return { ...rest, p, status: statusOf(rest, p, moreOften < lessOften) };
    })
    .sort((left, right) => Number(right.isViolation) - Number(left.isViolation));
}

function countClasses({ group, first, second }: ClassesInGroup): readonly Counted[] {
  const names = [...new Set([...first, ...second].flatMap(classesOf))].sort();
  return names.map((name) => {
    const seedsOf = (runs: readonly ComparedRun[]): readonly number[] =>
      runs.filter((run) => classesOf(run).includes(name)).map(({ seed }) => seed);
    const [before, after] = [seedsOf(first), seedsOf(second)];
    const shares = {
      first: shareOf(before.length, first.length, confidence),
      second: shareOf(after.length, second.length, confidence),
    };
    return {
      group,
      class: name,
      isViolation: [...first, ...second].some(
        ({ outcome, classes }) => outcome === 'violation' && (classes.includes(name) || name === 'violation'),
      ),
      ...shares,
      seeds: (after.length > 0 ? after : before).slice(0, mostSeeds),
      moreOften: secondShareIsLarger(shares.first, shares.second),
      lessOften: secondShareIsLarger(shares.second, shares.first),
    };
  });
}

/** A violation never seen before is new, were it seen once: it needs no statistics to be true. */
function statusOf(
  { first, second }: Pick<ClassComparison, 'first' | 'second'>,
  p: number,
  isMore: boolean,
): ClassComparison['status'] {
  if (first.count === 0) return 'new';
  if (second.count === 0) return 'gone';
  if (p > alarmRate) return 'persisting';
  return isMore ? 'more-often' : 'less-often';
}
