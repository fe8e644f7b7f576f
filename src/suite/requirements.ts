// What a suite asks of its figures and how long it may take, as data, from what a person wrote.

import { conditionsOf } from '../plan/asked-figures.ts';
import type { SuiteFile, SuiteThresholds } from '../plan/suite/suite-schema.ts';
import type { SuiteThreshold } from '../store/suite.ts';

function thresholdsOver(
  asked: SuiteThresholds | undefined,
  over: SuiteThreshold['over'],
  group: string | null,
): readonly SuiteThreshold[] {
  return conditionsOf(asked?.[over] ?? {}).map((one) => ({ over, group, ...one }));
}

/** Every threshold of a suite: those of all of it, then those of each matrix. */
export function thresholdsOf({ thresholds, jobs }: SuiteFile): readonly SuiteThreshold[] {
  const both = (asked: SuiteThresholds | undefined, group: string | null): readonly SuiteThreshold[] => [
    ...thresholdsOver(asked, 'eachRun', group),
    ...thresholdsOver(asked, 'together', group),
  ];
  return [...both(thresholds, null), ...jobs.flatMap((group) => both(group.thresholds, group.name))];
}

const unitsMs = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `90s`, `45m` or `2h` in ms; `null` without a budget. */
export function budgetMsOf({ budget }: Pick<SuiteFile, 'budget'>): number | null {
  const found = /^([\d.]+)\s*([smh])$/.exec(budget ?? '');
  if (found === null) return null;
  return Number(found[1]) * unitsMs[found[2] as keyof typeof unitsMs];
}
