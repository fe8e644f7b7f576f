// What to compare and by which margins, from flags.

import type { CompareOptions } from '../../compare/compare-sides.ts';
import { metrics } from '../../compare/metrics.ts';
import { usageFailure } from '../failure.ts';
import { findByName } from '../nearest.ts';

/** `failover-kill` is a metric wherever runs had kills. */
const ofOnePackage = /^(failover|recovery)-[\w-]+$/;

function metricNamed(name: string): string {
  return ofOnePackage.test(name) ? name : findByName('metric', name, metrics).name;
}

function split(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * @param only as `--metrics` has it
 * @param margins as `--margin` has it
 * @throws {CommandFailure} for an unknown metric or a wrong number
 */
export function compareOptions(only: string | undefined, margins: string | undefined): CompareOptions {
  const entries = split(margins ?? '').map((part) => {
    const [, name, number] = /^([\w-]+)=(\d+(?:\.\d+)?)$/.exec(part) ?? [];
    if (name === undefined || Number(number) === 0)
      throw usageFailure(`--margin has "${part}", but must be like latency-p50=10, with a number above 0.`);
    return [metricNamed(name), Number(number)] as const;
  });
  return {
    only: only === undefined ? null : new Set(split(only).map(metricNamed)),
    margins: new Map(entries),
  };
}

/**
 * The two builds of `v1..v2`; either may be a path with `../` in it.
 * @param what the first words of an error
 * @throws {CommandFailure} when there are not two
 */
export function versionRange(text: string, what: string): readonly [string, string] {
  const [, first, second] = /^(.+?)\.\.(?!\/)(.+)$/.exec(text) ?? [];
  if (first !== undefined && second !== undefined) return [first, second];
  throw usageFailure(`${what} is "${text}", but must name two builds, as main..current.`);
}
