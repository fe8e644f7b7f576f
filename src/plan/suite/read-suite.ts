// From a YAML file to a suite, or to a sentence with file, line and column for each thing that is wrong.

import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { nestingProblem } from '../../files/nesting.ts';
import { FileError, readTextFile } from '../../files/regular-file.ts';
import { boundedSentences, PlanError } from '../parse-plan.ts';
import { offsetOf, type WrittenPath } from '../written-plan.ts';
import { publishedSuiteSchema, type SuiteFile, suiteFileSchema } from './suite-schema.ts';
import { tooDeepAt } from './yaml-depth.ts';

export type SuitePath = WrittenPath;

export interface ReadSuite {
  readonly definition: SuiteFile;
  /** An error about what stands at a path of the definition. */
  readonly wrong: (path: SuitePath, sentence: string) => PlanError;
}

/** A suite with ten thousand seeds in a list is half of it. */
const largestFileBytes = 256 << 10;
const longestValue = 60;

function readText(file: string): string {
  try {
    return readTextFile(file, largestFileBytes);
  } catch (error) {
    throw error instanceof FileError ? new PlanError(`Suite ${error.message}`) : error;
  }
}

/**
 * Reads a suite.
 * @throws {PlanError} with a sentence for each thing that is wrong, each with file, line and column
 */
export async function readSuite(file: string): Promise<ReadSuite> {
  const text = readText(file);
  const lines = new LineCounter();
  const at = (offset: number, sentence: string): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${sentence}`;
  };
  const document = parseYaml(text, lines, at);
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const tell = ({ pos: [offset], message }: (typeof problems)[number]): string =>
      at(offset, `not YAML: ${message.split('\n')[0] ?? ''}.`.replace(/\.\.$/, '.'));
    throw new PlanError(boundedSentences(problems, tell, file));
  }
  const repeated = repeatedKeys(document);
  if (repeated.length > 0) {
    const tell = ({ name, offset }: (typeof repeated)[number]): string =>
      at(offset, `not YAML: the field "${name}" is there twice.`);
    throw new PlanError(boundedSentences(repeated, tell, file));
  }
  const wrong = (path: SuitePath, sentence: string): PlanError =>
    new PlanError(at(offsetOf(document.contents, path, 'value'), sentence), true);
  const value = plainValueOf(document, at);
  const parsed = suiteFileSchema.safeParse(value);
  if (parsed.success) return { definition: parsed.data, wrong };
  const found = parsed.error.issues.flatMap((issue) => sentencesOf(issue, value));
  const tell = ({ path, sentence, wanted }: Finding): string =>
    at(offsetOf(document.contents, path, wanted), sentence);
  throw new PlanError(boundedSentences(found, tell, file));
}

/** @throws {PlanError} */
function parseYaml(text: string, lineCounter: LineCounter, at: (offset: number, sentence: string) => string) {
  const deep = tooDeepAt(text);
  // Its own check of keys compares each with each.
  if (deep === null) return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  lineCounter.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1 && end < deep; end = text.indexOf('\n', end + 1))
    lineCounter.addNewLine(end + 1);
  throw new PlanError(at(deep, 'not a suite: it is nested too deep.'));
}

/** Every name that an object has twice. */
function repeatedKeys(
  document: ReturnType<typeof parseYaml>,
): readonly { readonly name: string; readonly offset: number }[] {
  const found: { readonly name: string; readonly offset: number }[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push({ name: String(key.value), offset: key.range?.[0] ?? 0 });
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** @throws {PlanError} for aliases that make too much of it, or lead back to themselves */
function plainValueOf(
  document: ReturnType<typeof parseYaml>,
  at: (offset: number, sentence: string) => string,
): unknown {
  try {
    const value: unknown = document.toJS();
    const nesting = nestingProblem(value);
    if (nesting === null) return value;
    throw new PlanError(at(0, `not a suite: ${nesting}.`));
  } catch (error) {
    if (error instanceof PlanError) throw error;
    throw new PlanError(at(0, `not YAML: ${(error as Error).message}.`));
  }
}

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** The schema of what stands at a path, and the nearest words for it. */
function schemaAt(path: SuitePath): { readonly node: SchemaNode; readonly words: string } {
  let node = publishedSuiteSchema() as SchemaNode;
  let words = node.description ?? '';
  for (const step of path) {
    const choices = [node, ...(node.anyOf ?? [])];
    const next =
      typeof step === 'number'
        ? choices.find(({ items }) => items !== undefined)?.items
        : choices.find(({ properties }) => properties?.[step] !== undefined)?.properties?.[step];
    if (next === undefined) break;
    node = next;
    words = node.description ?? words;
  }
  return { node, words };
}

/** Something wrong, and whether it stands where the name of its path stands, or the value. */
interface Finding {
  readonly path: SuitePath;
  readonly sentence: string;
  readonly wanted: 'name' | 'value';
}

function sentencesOf(issue: z.core.$ZodIssue, value: unknown): readonly Finding[] {
  const path = issue.path as SuitePath;
  const { node, words } = schemaAt(path);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(node.properties ?? {}).join(', ');
    return issue.keys.map((field) => ({
      path: [...path, field],
      sentence: `unknown field "${field}"; the fields here are ${known}.`,
      wanted: 'name',
    }));
  }
  const found = path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | null)?.[step],
    value,
  );
  const name = path.join('.');
  if (found === undefined && path.length > 0) {
    return [{ path, sentence: `the field "${name}" is missing: it is ${words}.`, wanted: 'value' }];
  }
  const text = JSON.stringify(found) ?? 'nothing';
  const shown = text.length > longestValue ? `${text.slice(0, longestValue - 3)}...` : text;
  const what = path.length === 0 ? 'this' : `"${name}"`;
  return [{ path, sentence: `${what} is ${shown}, but must be ${words}.`, wanted: 'value' }];
}
