// Finds the first bad commit between a good and a bad one, where a bad one fails only some of its runs: so many seeds on
// each commit that a miss is unlikely, and at the end how sure the answer is.

import { shareOf } from './statistics/proportions.ts';

export interface Commit {
  readonly hash: string;
  readonly subject: string;
}

/** What runs of one commit came to. */
export type CommitRuns =
  | { readonly kind: 'ran'; readonly runs: number; readonly failedSeeds: readonly number[] }
  /** It cannot be built, or its runs do not count. */
  | { readonly kind: 'skipped'; readonly reason: string };

export interface BisectOptions {
  /** Runs seeds of a commit in the order given, up to the first that fails. */
  readonly tryCommit: (commit: Commit, seeds: readonly number[]) => Promise<CommitRuns>;
  /** Runs all of the seeds, to learn how often it fails. */
  readonly tryAll: (commit: Commit, seeds: readonly number[]) => Promise<CommitRuns>;
  readonly seeds: readonly number[];
  readonly onTried: (commit: Commit, found: CommitRuns, left: number) => void;
  readonly signal: AbortSignal;
}

export type Bisection =
  | {
      readonly kind: 'found';
      readonly firstBad: Commit;
      /** The last one known to be good, of which it is the next. */
      readonly lastGood: Commit;
      readonly failedSeeds: readonly number[];
      readonly runs: number;
      /** Least probability that no good commit was a bad one that did not fail by chance. */
      readonly sureness: number;
      readonly failingShare: { readonly low: number; readonly estimate: number };
    }
  /** Only commits that could not be tried are left between them. */
  | { readonly kind: 'narrowed'; readonly candidates: readonly Commit[]; readonly runs: number }
  | { readonly kind: 'good-fails'; readonly commit: Commit; readonly failedSeeds: readonly number[] }
  | { readonly kind: 'bad-holds'; readonly commit: Commit; readonly runs: number }
  | { readonly kind: 'untried'; readonly commit: Commit; readonly reason: string }
  | { readonly kind: 'interrupted'; readonly runs: number };

const confidence = 0.95;

/** @param commits the good one first, then each that came after it, the bad one last; at least two */
export async function bisect(commits: readonly Commit[], options: BisectOptions): Promise<Bisection> {
  const { seeds, tryAll, tryCommit, onTried, signal } = options;
  const last = commits.length - 1;
  const [goodEnd, badEnd] = [commits[0] as Commit, commits[last] as Commit];
  const atBad = await tryAll(badEnd, seeds);
  onTried(badEnd, atBad, last);
  if (atBad.kind === 'skipped') return { kind: 'untried', commit: badEnd, reason: atBad.reason };
  if (signal.aborted) return { kind: 'interrupted', runs: atBad.runs };
  if (atBad.failedSeeds.length === 0) return { kind: 'bad-holds', commit: badEnd, runs: atBad.runs };
  // Those that failed there come first: a bad commit is then told by its first run, most of the time.
  const failedThere = new Set(atBad.failedSeeds);
  const ordered = [...atBad.failedSeeds, ...seeds.filter((seed) => !failedThere.has(seed))];
  const known = new Map<number, CommitRuns>([[last, atBad]]);
  let runs = atBad.runs;
  const tryAt = async (at: number, left: number): Promise<CommitRuns> => {
    const found = await tryCommit(commits[at] as Commit, ordered);
    known.set(at, found);
    if (found.kind === 'ran') runs += found.runs;
    onTried(commits[at] as Commit, found, left);
    return found;
  };
  const atGood = await tryAt(0, last);
  if (signal.aborted) return { kind: 'interrupted', runs };
  if (atGood.kind === 'skipped') return { kind: 'untried', commit: goodEnd, reason: atGood.reason };
  if (atGood.failedSeeds.length > 0)
    return { kind: 'good-fails', commit: goodEnd, failedSeeds: atGood.failedSeeds };
  let [good, bad] = [0, last];
  for (let next = middleOf(good, bad, known); next !== null; next = middleOf(good, bad, known)) {
    const found = await tryAt(next, bad - good - 1);
    if (signal.aborted) return { kind: 'interrupted', runs };
    if (found.kind === 'skipped') continue;
    if (found.failedSeeds.length > 0) bad = next;
    else good = next;
  }
  if (bad - good > 1) return { kind: 'narrowed', candidates: commits.slice(good + 1, bad + 1), runs };
  const atFirst = known.get(bad) as CommitRuns & { readonly kind: 'ran' };
  const share = shareOf(atBad.failedSeeds.length, atBad.runs, confidence);
  return {
    kind: 'found',
    firstBad: commits[bad] as Commit,
    lastGood: commits[good] as Commit,
    failedSeeds: atFirst.failedSeeds,
    runs,
    sureness: surenessOf([...known.values()], share.low),
    failingShare: { low: share.low, estimate: share.count / share.runs },
  };
}

/** The commit nearest to the middle between good and bad that was not tried; `null` where none is left. */
function middleOf(good: number, bad: number, known: ReadonlyMap<number, CommitRuns>): number | null {
  const middle = (good + bad) / 2;
  let best: number | null = null;
  for (let at = good + 1; at < bad; at += 1)
    if (!known.has(at) && (best === null || Math.abs(at - middle) < Math.abs(best - middle))) best = at;
  return best;
}

/**
 * Every commit taken for good would have had to hold by chance. Where all runs of a bad one fail or none does, as with one
 * seed in the simulated world, this errs on the safe side.
 */
function surenessOf(tried: readonly CommitRuns[], failingShare: number): number {
  return tried.reduce(
    (sure, found) =>
      found.kind === 'ran' && found.failedSeeds.length === 0
        ? sure * (1 - (1 - failingShare) ** found.runs)
        : sure,
    1,
  );
}
