// Which kinds of failure are new, gone, or as common as before. Runs of one seed fail together, so that the test counts seeds.

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
  /** Whether the same checker found something in the first as well. */
  readonly isOfBrokenBefore: boolean;
};

/** Every kind that either side showed, violations first. */
export function compareClasses(groups: readonly ClassesInGroup[]): readonly ClassComparison[] {
  const counted = groups.flatMap(countClasses);
  const adjusted = holm(
    counted.map(({ moreOften, lessOften }) => Math.min(1, 2 * Math.min(moreOften, lessOften))),
  );
  return counted
    .map(({ moreOften, lessOften, isOfBrokenBefore, ...rest }, position) => {
      const p = adjusted[position] as number;
      return { ...rest, p, status: statusOf({ ...rest, isOfBrokenBefore }, p, moreOften < lessOften) };
    })
    .sort((left, right) => Number(right.isViolation) - Number(left.isViolation));
}

function countClasses({ group, first, second }: ClassesInGroup): readonly Counted[] {
  const names = [...new Set([...first, ...second].flatMap(classesOf))].sort();
  const [firstSeeds, secondSeeds] = [seedsOf(first), seedsOf(second)];
  const brokenBefore = new Set(first.flatMap(({ classes }) => classes.map(checkerOf)));
  return names.map((name) => {
    const shows = (run: ComparedRun): boolean => classesOf(run).includes(name);
    const [firstShowing, secondShowing] = [first.filter(shows), second.filter(shows)];
    const [before, after] = [seedsOf(firstShowing), seedsOf(secondShowing)];
    const shares = {
      first: shareOf(firstShowing.length, first.length, confidence),
      second: shareOf(secondShowing.length, second.length, confidence),
    };
    const seeds = {
      first: { count: before.length, runs: firstSeeds.length },
      second: { count: after.length, runs: secondSeeds.length },
    };
    return {
      group,
      class: name,
      isViolation: [...first, ...second].some(
        ({ outcome, classes }) => outcome === 'violation' && (classes.includes(name) || name === 'violation'),
      ),
      ...shares,
      seeds: (after.length > 0 ? after : before).slice(0, mostSeeds),
      runs: (after.length > 0 ? secondShowing : firstShowing)
        .flatMap(({ run }) => run ?? [])
        .slice(0, mostSeeds),
      moreOften: secondShareIsLarger(seeds.first, seeds.second),
      lessOften: secondShareIsLarger(seeds.second, seeds.first),
      isOfBrokenBefore: brokenBefore.has(checkerOf(name)),
    };
  });
}

function seedsOf(runs: readonly ComparedRun[]): readonly number[] {
  return [...new Set(runs.map(({ seed }) => seed))];
}

/** Of `list-append: G1c` the first part. */
function checkerOf(name: string): string {
  return name.split(':', 1)[0] ?? name;
}

/**
 * A violation never seen before is new, were it seen once: it needs no statistics to be true. Where the same checker found something
 * else in the first, a rare anomaly more is what luck brings.
 */
function statusOf(
  {
    first,
    second,
    isOfBrokenBefore,
  }: Pick<ClassComparison, 'first' | 'second'> & Pick<Counted, 'isOfBrokenBefore'>,
  p: number,
  isMore: boolean,
): ClassComparison['status'] {
  if (first.count === 0) return isOfBrokenBefore && p > alarmRate ? 'unclear' : 'new';
  if (second.count === 0) return 'gone';
  if (p > alarmRate) return 'persisting';
  return isMore ? 'more-often' : 'less-often';
}
