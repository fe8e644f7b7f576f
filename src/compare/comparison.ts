// What a comparison comes to, as data with a published schema: for terminals, pages, scripts and gates alike.

import { z } from 'zod';

const finiteOrNull = z.number().nullable().describe('`null` where there is no bound.');

const shareSchema = z.object({
  count: z.int(),
  runs: z.int(),
  low: z.number().describe('Lower bound of the share, 0 to 1, at 95 % (Clopper and Pearson).'),
  high: z.number(),
});

const classSchema = z.object({
  group: z.string().describe('The plan: a job of a suite, or a workload.'),
  class: z.string().describe('Checker and what it found, such as `list-append: G1c`; or a bad outcome.'),
  isViolation: z.boolean().describe('False for outcomes that are no violation: `unknown`, `lost` ...'),
  status: z
    .enum(['new', 'gone', 'more-often', 'less-often', 'persisting', 'unclear'])
    .describe(
      '`new`: never in the first, `gone`: never in the second; `persisting` without a proven change; `unclear`: never in the first, where the same checker found other anomalies, and so rare that it may be chance.',
    ),
  first: shareSchema,
  second: shareSchema,
  p: z
    .number()
    .describe(
      'Of Fisher’s exact test of the shares of seeds, two-sided, corrected for the number of classes (Holm).',
    ),
  seeds: z
    .array(z.int())
    .readonly()
    .describe('Some seeds of the second, or where it is gone the first, that show it.'),
  runs: z.array(z.string()).readonly().describe('Folders of saved runs that show it.'),
});

const changeSchema = z.object({
  estimate: z.number().nullable(),
  low: finiteOrNull,
  high: finiteOrNull,
});

const metricSchema = z.object({
  group: z.string(),
  metric: z.string(),
  title: z.string(),
  unit: z.enum(['per second', 'ms', '%']),
  better: z.enum(['higher', 'lower']),
  scale: z.enum(['ratio', 'points', 'milliseconds']).describe('How `change` is to be read.'),
  margin: z
    .number()
    .describe('Per cent for a ratio, else points or milliseconds: less is no change that counts.'),
  status: z
    .enum(['worse', 'better', 'same', 'unclear', 'too-small'])
    .describe(
      '`worse` and `better`: proven to be past the margin; `same`: proven to be within; `too-small`: so few seeds can prove nothing.',
    ),
  paired: z.boolean().describe('Each seed of one side was compared with the same seed of the other.'),
  observation: z
    .enum(['seed', 'pair'])
    .describe(
      'What counts as one in the test: all runs of a seed, or each pair of runs, where both of a pair had the machine that the seed drew.',
    ),
  firstRuns: z.int(),
  secondRuns: z.int(),
  firstSeeds: z.int().describe('Seeds that these runs are of.'),
  secondSeeds: z.int(),
  firstMedian: z.number(),
  secondMedian: z.number(),
  change: changeSchema.describe(
    'Second to first: a ratio, or a difference (Hodges and Lehmann), with its interval at 95 %.',
  ),
  delta: z
    .number()
    .describe('Cliff’s delta, -1 to 1: how much more often the second is larger than smaller.'),
  p: z.number().describe('Of the rank test against the margin, two-sided, corrected for all metrics (Holm).'),
  enoughSeeds: z
    .int()
    .nullable()
    .describe(
      'Seeds on each side that would settle it, where this many do not; `null` where no number is known.',
    ),
});

const sideSchema = z.object({
  label: z.string(),
  version: z.string(),
  builds: z
    .array(z.string())
    .readonly()
    .describe('The builds under test, each with the commit it was made of.'),
  ordeal: z.array(z.string()).readonly().describe('The commits of Ordeal that made the runs.'),
  machines: z.array(z.string()).readonly(),
  startedAt: z.array(z.string()).readonly().describe('When each run, batch or suite began, ISO 8601.'),
  runs: z.int(),
  seeds: z.int(),
  usable: z.int().describe('Runs that count: neither invalid nor crashed, lost or interrupted.'),
  withoutFigures: z.int().describe('Of these, the ones not measured, or of an earlier Ordeal.'),
});

export const comparisonSchema = z.object({
  format: z.literal(1),
  first: sideSchema,
  second: sideSchema,
  verdict: z
    .enum(['violations', 'regression', 'too-small', 'no-regression'])
    .describe('`violations`: a class is new or more often; it outranks a metric that is worse.'),
  sentence: z.string(),
  plans: z
    .array(z.object({ group: z.string(), plan: z.string() }))
    .readonly()
    .describe('What was run, in words, by plan.'),
  notes: z.array(z.string()).readonly(),
  classes: z.array(classSchema).readonly(),
  metrics: z.array(metricSchema).readonly(),
});

/** The schema for others, as JSON Schema, draft 2020-12; published as docs/comparison.schema.json. */
export function publishedComparisonSchema(): object {
  return { title: 'A comparison of two sets of runs', ...z.toJSONSchema(comparisonSchema, { io: 'input' }) };
}

export type Comparison = Readonly<z.infer<typeof comparisonSchema>>;
export type ClassComparison = Readonly<z.infer<typeof classSchema>>;
export type MetricComparison = Readonly<z.infer<typeof metricSchema>>;

/** Level of all intervals. */
export const confidence = 0.95;
/** Probability of a false alarm among all metrics together; the same for all classes. */
export const alarmRate = 0.01;
/** The group of metrics that is of all plans, where there are several. */
export const allTogether = 'all together';
