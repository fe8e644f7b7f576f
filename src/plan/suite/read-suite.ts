// From a YAML file to a suite, or to one sentence with file, line and column.

import { isMap, isNode, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import { FileError, readTextFile } from '../../files/regular-file.ts';
import { PlanError } from '../parse-plan.ts';
import { publishedSuiteSchema, type SuiteFile, suiteFileSchema } from './suite-schema.ts';

export type SuitePath = readonly (string | number)[];

export interface ReadSuite {
  readonly definition: SuiteFile;
  /** An error about what stands at a path of the definition. */
  readonly wrong: (path: SuitePath, sentence: string) => PlanError;
}

const largestFileBytes = 4 * 1024 * 1024;
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
 * @throws {PlanError} with file, line and column of the first thing that is wrong
 */
export async function readSuite(file: string): Promise<ReadSuite> {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const failure = (offset: number, sentence: string): PlanError => {
    const { line, col } = lines.linePos(offset);
    return new PlanError(`${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${sentence}`);
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined)
    throw failure(problem.pos[0], `not YAML: ${problem.message.split('\n')[0] ?? ''}.`.replace(/\.\.$/, '.'));
  const wrong = (path: SuitePath, sentence: string): PlanError =>
    failure(offsetOf(document.contents, path, 'value'), sentence);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    throw failure(0, `not YAML: ${(error as Error).message}.`);
  }
  const parsed = suiteFileSchema.safeParse(value);
  if (parsed.success) return { definition: parsed.data, wrong };
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw failure(0, 'not a suite.');
  const { path, sentence } = told(issue, value);
  const isUnknown = issue.code === 'unrecognized_keys';
  throw failure(offsetOf(document.contents, path, isUnknown ? 'name' : 'value'), sentence);
}

/** Where what stands at a path begins, or its name; of a field that is missing, the object it is missing from. */
function offsetOf(contents: ParsedNode | null, path: SuitePath, wanted: 'name' | 'value'): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      node = pair.value;
      // A field that holds an object is found by its name, any other by its value.
      const byName = isMap(node) || node === null || (wanted === 'name' && depth === path.length - 1);
      offset = startOf(byName ? pair.key : node) ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

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

function told(
  issue: z.core.$ZodIssue,
  value: unknown,
): { readonly path: SuitePath; readonly sentence: string } {
  const path = issue.path as SuitePath;
  const { node, words } = schemaAt(path);
  if (issue.code === 'unrecognized_keys') {
    const [field = ''] = issue.keys;
    const known = Object.keys(node.properties ?? {}).join(', ');
    return { path: [...path, field], sentence: `unknown field "${field}"; the fields here are ${known}.` };
  }
  const found = path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | null)?.[step],
    value,
  );
  const name = path.join('.');
  if (found === undefined && path.length > 0) {
    return { path, sentence: `the field "${name}" is missing: it is ${words}.` };
  }
  const text = JSON.stringify(found) ?? 'nothing';
  const shown = text.length > longestValue ? `${text.slice(0, longestValue - 3)}...` : text;
  const what = path.length === 0 ? 'this' : `"${name}"`;
  return { path, sentence: `${what} is ${shown}, but must be ${words}.` };
}
