// `--threshold`: what is asked of a figure, as in a suite, on the command line.

import { type AskedFigures, askedFiguresSchema, joinAsked, writtenConditions } from './asked-figures.ts';
import { PlanError } from './parse-plan.ts';
import { conditionForm, metricNames } from './suite/threshold.ts';

/** Reads `--threshold`, once for each time it was given. @throws {PlanError} */
export function askedByFlags(flags: readonly string[]): AskedFigures | undefined {
  return joinAsked(
    flags.map((text) => {
      const [, metric = '', written = ''] = /^\s*(\w+)\s*=(?!=)\s*(.*?)\s*$/.exec(text) ?? [];
      if (!(metricNames as readonly string[]).includes(metric))
        throw new PlanError(
          `--threshold is "${text}", but must be a figure and what is asked of it, such as "failoverMs=p95 < 8000"; the figures are ${metricNames.join(', ')}.`,
        );
      const read = askedFiguresSchema.safeParse({
        [metric]: written === '' || Number.isNaN(Number(written)) ? written : Number(written),
      });
      if (read.success) return read.data;
      throw new PlanError(`--threshold is "${text}": what is asked of ${metric} must be ${conditionForm}.`);
    }),
  );
}

/** The words after each `--threshold` that ask the same. */
export function thresholdWords(asked: AskedFigures): readonly string[] {
  return metricNames.flatMap((metric) =>
    writtenConditions(asked, metric).map((written) => `${metric}=${written}`),
  );
}
