// A suite as a person writes it: matrices of runs, what is asked of them, and how long it may all take. Strict, and each
// field says in words what it may hold: editors show these words, and errors are told in them.

import { z } from 'zod';
import { askedFiguresSchema } from '../asked-figures.ts';
import { allowedInPlan } from '../parse-plan.ts';
import { planSchema, worldNames } from '../plan.ts';

const mostOfAList = 10_000;

const text = z.string().min(1).max(400);

function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).min(1).max(mostOfAList).readonly();
}

function oneOrMore<T extends z.ZodType>(item: T) {
  return z.union([item, listOf(item)]);
}

const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/i);
const nameWords = 'up to 40 letters, digits, dots, dashes and underscores, beginning with a letter or digit';

const seedsSchema = z
  .union([
    z.int().min(1).max(1_000_000),
    z.string().regex(/^\d{1,10}-\d{1,10}$/),
    listOf(z.int().min(0).max(0xffff_ffff)),
  ])
  .describe('how many seeds (1 to 1000000), a range such as 100-199, or a list of numbers below 2^32');

const worldChoices = [...worldNames, 'auto'] as const;

const axes = {
  workload: oneOrMore(text).describe('the name of a workload, or a list of them (`ordeal ls` lists them)'),
  nemesis: oneOrMore(text)
    .describe(
      'names of fault packages separated by commas, or none, all or hell; or a list of such (`ordeal ls` lists them)',
    )
    .exactOptional(),
  world: oneOrMore(z.enum(worldChoices))
    .describe(`one of ${worldChoices.join(', ')}, or a list of them`)
    .exactOptional(),
  version: oneOrMore(text)
    .describe('current, a git ref, a path or mutant:<name>, or a list of them')
    .exactOptional(),
};

/** A field of a plan that a suite may set. */
function setting<Name extends keyof typeof planSchema.shape>(name: Name) {
  return z.union([planSchema.shape[name]]).describe(allowedInPlan[name]).exactOptional();
}

const settingsSchema = z
  .strictObject({
    nodes: setting('nodes'),
    concurrency: setting('concurrency'),
    ratePerSecond: setting('ratePerSecond'),
    timeSeconds: setting('timeSeconds'),
    faultIntervalSeconds: setting('faultIntervalSeconds'),
    faultSharePercent: setting('faultSharePercent'),
    packagesPerRun: setting('packagesPerRun'),
    operationTimeoutMs: setting('operationTimeoutMs'),
    settleSeconds: setting('settleSeconds'),
    stopEarly: setting('stopEarly'),
    invariants: setting('invariants'),
    checking: setting('checking'),
  })
  .describe('settings of the plans of these runs, by name');

const thresholdsSchema = z
  .strictObject({
    eachRun: askedFiguresSchema.describe('what each single run has to meet, by figure').exactOptional(),
    together: askedFiguresSchema
      .describe('what the figures of all these runs together have to meet, by figure')
      .exactOptional(),
  })
  .describe('what is asked of the figures: eachRun, together, or both');

const includeSchema = z
  .strictObject({ ...axes, seeds: seedsSchema.exactOptional(), plan: settingsSchema.exactOptional() })
  .describe('a combination that is run as well');

const excludeSchema = z
  .strictObject({ ...axes, workload: axes.workload.exactOptional() })
  .describe('a combination that is left out');

const groupSchema = z
  .strictObject({
    name: nameSchema.describe(nameWords),
    matrix: z
      .strictObject({ ...axes, seeds: seedsSchema.exactOptional() })
      .describe('the workloads, faults, worlds, versions and seeds to combine'),
    exclude: listOf(excludeSchema).describe('a list of combinations to leave out').exactOptional(),
    include: listOf(includeSchema).describe('a list of combinations to run as well').exactOptional(),
    weight: z
      .number()
      .positive()
      .max(1000)
      .describe('a number above 0, up to 1000: how much of the budget it gets beside the others')
      .exactOptional(),
    plan: settingsSchema.exactOptional(),
    thresholds: thresholdsSchema.exactOptional(),
  })
  .describe('a matrix of runs');

const canarySchema = z
  .strictObject({
    name: nameSchema.describe(nameWords),
    ...axes,
    version: text.describe('the build that is known to be broken, such as mutant:<name>'),
    seeds: seedsSchema.exactOptional(),
    plan: settingsSchema.exactOptional(),
  })
  .describe('a broken build that has to fail');

export const suiteFileSchema = z
  .strictObject({
    name: nameSchema.describe(`the folder of the suite under results/: ${nameWords}`),
    budget: z
      .string()
      .regex(/^\d{1,6}(\.\d+)?\s*[smh]$/)
      .describe('how long it may take, such as 90s, 45m or 2h; what has not begun by then is not run')
      .exactOptional(),
    defaults: settingsSchema.exactOptional(),
    jobs: listOf(groupSchema).describe('a list of matrices of runs'),
    canaries: listOf(canarySchema).describe('a list of broken builds that have to fail').exactOptional(),
    thresholds: thresholdsSchema.exactOptional(),
    probes: z
      .union([z.literal('all'), listOf(text)])
      .describe('all, or a list of the `sometimes` conditions of the database that some run has to reach')
      .exactOptional(),
  })
  .describe('a suite: an object with a name and jobs');

export type SuiteFile = Readonly<z.output<typeof suiteFileSchema>>;
export type SuiteGroup = SuiteFile['jobs'][number];
export type SuiteThresholds = NonNullable<SuiteFile['thresholds']>;
export type PlanSettings = NonNullable<SuiteFile['defaults']>;
export type Seeds = NonNullable<SuiteGroup['matrix']['seeds']>;

/** The schema of a suite's file for editors, as JSON Schema, draft 2020-12; published as docs/suite.schema.json. */
export function publishedSuiteSchema(): object {
  return { title: 'A suite of runs', ...z.toJSONSchema(suiteFileSchema, { io: 'input' }) };
}
