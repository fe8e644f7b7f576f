// A saved run judged again, and what it says itself: where the evidence of its verdicts is gone, its history is no proof
// of anything, and a violation that it was saved with stands.

import { dirname, resolve } from 'node:path';
import type { Verdict } from '../checkers/checker.ts';
import type { Judgement } from '../runner/judge.ts';
import { outcomeOf } from '../runner/outcome.ts';
import { readRun, type SavedRun, withLookedAtEvidence } from '../store/open-run.ts';
import type { Outcome, RunResults } from '../store/results.ts';
import { runFiles } from '../store/run-files.ts';
import { evidenceProblems } from '../store/trusted-results.ts';

/** What the files of a saved run add to a judgement of its history. */
export interface SavedEvidence {
  /** Why the run does not count, one sentence each: what was on record, and what is wrong with its files. */
  readonly problems: readonly string[];
  /** Violations on record whose evidence is gone. */
  readonly standing: readonly Verdict[];
  readonly crash: RunResults['crash'];
}

const noSavedEvidence: SavedEvidence = { problems: [], standing: [], crash: null };

/** Whether the cluster came back is on record with the run, and nowhere else. */
export const recoveryNotOnRecord: Verdict = {
  checker: 'recovery',
  valid: 'unknown',
  reason:
    'There is no results.json: whether the run came to its end, and the cluster back, is not on record.',
  witnesses: [],
  details: {},
};

/**
 * Looks into each file that the verdicts of a run were made of.
 * @param ofHistory only the history is judged, and counts
 * @throws {StoreError} when one cannot be read
 */
export async function savedEvidence(run: SavedRun, ofHistory: boolean): Promise<SavedEvidence> {
  if (run.results === null) return noSavedEvidence;
  const looked = (await withLookedAtEvidence(run)).results ?? run.results;
  const missing = await evidenceProblems(run.files, run.results, 'contents');
  const ofThis = ofHistory ? missing.filter((problem) => problem.includes('history.jsonl')) : missing;
  return {
    problems: ofHistory ? ofThis : looked.problems,
    standing: ofThis.length === 0 ? [] : looked.verdicts.filter(isViolation),
    crash: ofHistory ? null : looked.crash,
  };
}

/** The same of a history that was named as a file, where it lies in the folder of a run. */
export async function evidenceBeside(path: string): Promise<SavedEvidence> {
  const directory = dirname(resolve(path));
  if (runFiles(directory).history !== resolve(path)) return noSavedEvidence;
  const run = await readRun(directory).catch(() => null);
  return run === null ? noSavedEvidence : savedEvidence(run, true);
}

function isViolation({ valid, details }: Verdict): boolean {
  return valid === false && details['kind'] !== 'invalid-run' && details['kind'] !== 'threshold-missed';
}

/** The judgement with the violations that stand, and what it comes to. */
export function withSavedEvidence(
  judgement: Judgement,
  { problems, standing, crash }: SavedEvidence,
): { readonly verdicts: readonly Verdict[]; readonly outcome: Outcome } {
  const found = new Set(judgement.verdicts.filter(isViolation).map(({ checker }) => checker));
  const kept = standing.filter(({ checker }) => !found.has(checker));
  const others = judgement.verdicts.filter(
    (verdict) => !kept.some(({ checker }) => checker === verdict.checker),
  );
  const outcome = outcomeOf(judgement, { crash: judgement.crash ?? crash, interrupted: false, problems });
  return { verdicts: [...kept, ...others], outcome: kept.length > 0 ? 'violation' : outcome };
}
