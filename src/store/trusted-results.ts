// What results.json says is true of a run only as long as what it was found in is still there. Results whose files are
// gone, shortened or exchanged, or that were edited, are those of an invalid run; a violation stays one.

import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { exitCodes } from '../runner/exit-code.ts';
import { changedFiles, type EvidenceDepth } from './evidence-files.ts';
import { readLeftOut } from './left-out.ts';
import { readJson } from './read-json.ts';
import { type EvidenceFile, type Outcome, resultsSchema } from './results.ts';
import type { RunFiles } from './run-files.ts';
import { isSealBroken } from './seal.ts';

/** As much of results as it takes to say whether they can be believed. */
export interface Believable {
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly problems: readonly string[];
  readonly counts: { readonly invoked: number };
  readonly verdicts: readonly { readonly checker: string; readonly valid: boolean | 'unknown' }[];
  readonly evidence?: readonly EvidenceFile[];
}

/** Most changed files that are named one by one. */
const mostNamed = 3;
/** Outcomes that say something only with the evidence at hand. */
const needEvidence: readonly Outcome[] = ['valid', 'unknown', 'threshold-missed'];

const sealState = z.object({ sealIsBroken: z.boolean() });

/**
 * Reads results.json with a schema of its fields, or of some of them.
 * @returns `null` where there is none
 * @throws {StoreError} when it cannot be understood
 */
export async function readResults<T extends Believable>(
  files: RunFiles,
  schema: z.ZodType<T>,
  depth: EvidenceDepth,
): Promise<T | null> {
  const withState = z.preprocess(
    (value) =>
      typeof value === 'object' && value !== null ? { ...value, sealIsBroken: isSealBroken(value) } : value,
    z.intersection(schema, sealState),
  );
  const read = await readJson(files.results, withState);
  if (read === null) return null;
  const { sealIsBroken, ...rest } = read;
  const results = rest as unknown as T;
  const problems = [
    ...(sealIsBroken
      ? ['results.json is not as it was written: it was changed after the run was judged.']
      : contradictions(results)),
    ...(await evidenceProblems(files, results, depth)),
  ];
  return withoutTrust(results, problems);
}

/** The results with what is wrong with their evidence: of an invalid run, unless they say something worse. */
export function withoutTrust<T extends Believable>(results: T, found: readonly string[]): T {
  const problems = found.filter((problem) => !results.problems.includes(problem));
  if (problems.length === 0) return results;
  const isInvalid = needEvidence.includes(results.outcome);
  return {
    ...results,
    problems: [...results.problems, ...problems],
    ...(isInvalid ? { outcome: 'invalid-run', exitCode: exitCodes['invalid-run'] } : {}),
  };
}

/** Results of versions without a seal show at least whether their own parts agree. */
function contradictions({ outcome, exitCode, verdicts }: Believable): readonly string[] {
  const against = verdicts.find(({ valid }) => valid !== true);
  const said = `results.json contradicts itself: its outcome is ${outcome}`;
  return [
    ...(outcome === 'valid' && against !== undefined
      ? [
          `${said}, and the verdict of ${against.checker} is ${against.valid === false ? 'a violation' : 'unknown'}.`,
        ]
      : []),
    ...(exitCode === exitCodes[outcome] ? [] : [`${said}, and its exit code ${exitCode}.`]),
  ];
}

/** One sentence for each thing that is missing or changed. */
export async function evidenceProblems(
  files: RunFiles,
  { evidence, counts }: Pick<Believable, 'evidence' | 'counts'>,
  depth: EvidenceDepth,
): Promise<readonly string[]> {
  const recorded = evidence ?? [];
  const changed = await changedFiles(files.directory, recorded, depth, await readLeftOut(files));
  const told = changed
    .slice(0, mostNamed)
    .map(({ path, problem }) => `Evidence of the verdicts is gone: ${path} ${problem}.`);
  const left = changed.length - told.length;
  const more = left > 0 ? [`Evidence of the verdicts is gone: so are ${left} more files of the run.`] : [];
  const isUnbound = evidence === undefined && counts.invoked > 0 && (await isEmpty(files.history));
  const unbound = `Evidence of the verdicts is gone: history.jsonl is missing or empty, and ${counts.invoked} operations were judged.`;
  return [...told, ...more, ...(isUnbound ? [unbound] : [])];
}

async function isEmpty(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size === 0,
    () => true,
  );
}

/** Reads all of results.json. */
export const readAllResults = (files: RunFiles, depth: EvidenceDepth) =>
  readResults(files, resultsSchema, depth);
