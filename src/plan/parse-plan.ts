// From a plan file to a plan, or to one sentence that says which field is wrong and what it may hold.

import type { z } from 'zod';
import { nestingProblem } from '../files/nesting.ts';
import { FileError, readTextFile } from '../files/regular-file.ts';
import { type Plan, planSchema, worldNames } from './plan.ts';
import { conditionForm, metricNames } from './suite/threshold.ts';
import { placesIn, type WrittenPath } from './written-plan.ts';

const mostSentences = 20;
/** A plan with a million operations in it is smaller. */
const largestFileBytes = 256 << 20;

/** A plan that cannot be carried out; the message is for the person who wrote it. */
export class PlanError extends Error {
  /** One sentence for each thing that is wrong. */
  readonly sentences: readonly string[];

  /** @param isPlaced whether the sentences say where in a file */
  constructor(
    sentences: string | readonly string[],
    readonly isPlaced = false,
  ) {
    const all = typeof sentences === 'string' ? [sentences] : sentences;
    super(all.join(' '));
    this.sentences = all;
    this.name = 'PlanError';
  }
}

/** What each field may hold, in words. */
export const allowedInPlan: Readonly<Record<keyof Plan, string>> = {
  format: '1',
  name: 'up to 80 letters, digits, dots, dashes and underscores, beginning with a letter or digit',
  workload: 'the name of a workload (`ordeal ls` lists them)',
  nemesis: 'a list of fault package names, each once (`ordeal ls` lists them)',
  packagesPerRun: 'a whole number above 0',
  world: `one of ${worldNames.join(', ')}`,
  nodes:
    '3 or 5: a majority must survive the loss of a node, so 2 nodes tolerate no loss and an even number gains nothing',
  concurrency: 'a whole number from 1 to 1000',
  ratePerSecond: 'a number above 0, up to 1000000',
  timeSeconds: 'a number of seconds above 0, up to 604800',
  faultIntervalSeconds: 'a number of seconds above 0, up to 3600',
  faultSharePercent: 'a number above 0, up to 90',
  targets: 'a list of whom to hit, such as `leader` and `zone`, each once',
  schedule: '`steady`, `bursts`, `overlapping` or `back-to-back`',
  operationTimeoutMs: 'a whole number of milliseconds from 1 to 600000',
  settleSeconds: 'a number of seconds above 0, up to 3600',
  seed: 'a whole number from 0 to 4294967295',
  faults: 'a list of at most 100000 fault operations, each with f, value and afterMs',
  operations: 'a list of at most 10000000 operations, each with f, value, thread, afterMs and maybe key',
  knobs: '`default`, or left out',
  thresholds: `an object with any of ${metricNames.join(', ')}, each ${conditionForm}`,
  invariants: '`false`, or left out',
  stopEarly: '`true`, or left out',
  checking:
    'an object with any of model, failed (`dropped` or `observed`), total, accounts, budgetSeconds and memoryMebibytes',
  version: '`current`, a git ref, a path, `variant:<name>` or `mutant:<name>`',
  upgradeTo: 'a build, named as in `version`',
};

function isField(name: unknown): name is keyof Plan {
  return typeof name === 'string' && Object.hasOwn(allowedInPlan, name);
}

function describeValue(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'greater than any number';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The field that a plan lacks, where that is what is wrong. */
function missingField({ path }: z.core.$ZodIssue, input: unknown): keyof Plan | null {
  const [field] = path;
  if (typeof input !== 'object' || input === null || path.length !== 1 || !isField(field)) return null;
  return Object.hasOwn(input, field) ? null : field;
}

/** How a field is called where it was not written by its name, such as by a flag. */
type Spelling = (field: keyof Plan) => string | undefined;

function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    const fields = Object.keys(allowedInPlan).join(', ');
    return `has the unknown field "${issue.keys[0] ?? ''}"; the fields are ${fields}`;
  }
  const field = issue.path[0];
  if (!isField(field)) return 'is not a plan: a plan is a JSON object';
  const value = (input as Readonly<Record<string, unknown>>)[field];
  if (value === undefined) return `lacks the field "${field}": ${allowedInPlan[field]}`;
  return `field "${issue.path.join('.')}" is ${describeValue(value)}, but must be ${allowedInPlan[field]}`;
}

/**
 * Checks a value against the plan's schema.
 * @param source where it came from, the first words of an error.
 * @param placeOf what to add to that for a path, such as line and column.
 * @param spelling of the fields that a flag has set.
 * @throws {PlanError} with a sentence for each thing that is wrong
 */
export function parsePlan(
  input: unknown,
  source: string,
  placeOf: (path: WrittenPath) => string = () => '',
  spelling: Spelling = () => undefined,
): Plan {
  const nesting = nestingProblem(input);
  if (nesting !== null) throw new PlanError(`${source} cannot be used: ${nesting}.`);
  const result = planSchema.safeParse(input);
  if (result.success) return result.data;
  const { issues } = result.error;
  const missing = issues.map((issue) => missingField(issue, input)).filter((field) => field !== null);
  const others = issues.filter((issue) => missing.length < 2 || missingField(issue, input) === null);
  const tell = (issue: z.core.$ZodIssue): string => {
    const path = issue.path as WrittenPath;
    const [field] = path;
    const spelled = isField(field) ? spelling(field) : undefined;
    if (isField(field) && spelled !== undefined) {
      const value = (input as Readonly<Record<string, unknown>>)[field];
      return `${spelled} is ${describeValue(value)}, but must be ${allowedInPlan[field]}.`;
    }
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    return `${source}${placeOf([...path, ...unknown])} ${describeIssue(issue, input)}.`;
  };
  const sentences = boundedSentences(others, tell, source);
  throw new PlanError(
    missing.length < 2
      ? sentences
      : [...sentences, `${source} lacks the fields ${missing.map((field) => `"${field}"`).join(', ')}.`],
  );
}

/** The first of many sentences, and how many more there are. */
export function boundedSentences<Item>(
  items: readonly Item[],
  tell: (item: Item) => string,
  source: string,
): readonly string[] {
  const sentences = [...new Set(items.slice(0, mostSentences).map(tell))];
  const left = items.length - mostSentences;
  return left <= 0 ? sentences : [...sentences, `${source} has ${left} more errors.`];
}

/** @throws {PlanError} */
function readText(file: string): string {
  try {
    return readTextFile(file, largestFileBytes);
  } catch (error) {
    throw error instanceof FileError ? new PlanError(`Plan ${error.message}`) : error;
  }
}

/**
 * Reads a plan from a file.
 * @throws {PlanError} when it cannot be read, is not JSON, or is not a plan.
 */
export async function readPlan(file: string): Promise<Plan> {
  const text = readText(file);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new PlanError(
      `Plan ${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return parsePlan(input, `Plan ${file}`, placesIn(text));
}
