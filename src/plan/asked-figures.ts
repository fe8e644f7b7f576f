// What a person asks of the figures of runs, as it is written: `failoverMs: p95 < 8000`, in plans and in suites alike.

import { z } from 'zod';
import {
  type Condition,
  conditionForm,
  conditionPattern,
  type Metric,
  metricNames,
  metrics,
  parseCondition,
} from './suite/threshold.ts';

const expressionsMax = 100;

const expression = z.string().regex(conditionPattern);
const expressions = z.array(expression).min(1).max(expressionsMax).readonly();
const figure = (number: z.ZodNumber) =>
  z.union([number, expression, expressions]).describe(conditionForm).exactOptional();
const atLeastZero = figure(z.number().min(0));
const percent = figure(z.number().min(0).max(100));
const time = figure(z.number().positive());

export const askedFiguresSchema = z.strictObject({
  answeredPercent: percent,
  availableReadsPercent: percent,
  availableWritesPercent: percent,
  outageMs: atLeastZero,
  failoverMs: time,
  recoveryMs: time,
  okPerSecond: atLeastZero,
  latencyP50Ms: atLeastZero,
  latencyP90Ms: atLeastZero,
  latencyP99Ms: atLeastZero,
} satisfies Record<Metric, unknown>);

export type AskedFigures = Readonly<z.output<typeof askedFiguresSchema>>;

/** Everything asked of one figure, each as it was written. */
export function writtenConditions(asked: AskedFigures, metric: Metric): readonly (string | number)[] {
  const written = asked[metric];
  if (written === undefined) return [];
  return typeof written === 'object' ? written : [written];
}

/** Everything asked, condition by condition. */
export function conditionsOf(
  asked: AskedFigures,
): readonly { readonly metric: Metric; readonly condition: Condition }[] {
  return metricNames.flatMap((metric) =>
    writtenConditions(asked, metric).flatMap((written) => {
      const condition = parseCondition(metric, written);
      return condition === null ? [] : [{ metric, condition }];
    }),
  );
}

/** What several ask as one; `undefined` where nothing is asked. */
export function joinAsked(lists: readonly (AskedFigures | undefined)[]): AskedFigures | undefined {
  const joined = metricNames.flatMap((metric) => {
    const all = lists.flatMap((asked) => writtenConditions(asked ?? {}, metric));
    return all.length === 0 ? [] : [[metric, all.length === 1 ? all[0] : all.map(expressionOf(metric))]];
  });
  return joined.length === 0 ? undefined : askedFiguresSchema.parse(Object.fromEntries(joined));
}

/** A number alone is the worst that every figure may be: the same as an expression. */
const expressionOf =
  (metric: Metric) =>
  (written: string | number): string =>
    typeof written === 'string' ? written : `${metrics[metric] ? '>=' : '<='} ${written}`;
