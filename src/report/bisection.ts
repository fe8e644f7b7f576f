// What a bisection came to, for a terminal.

import type { Bisection, Commit } from '../compare/bisect.ts';
import type { Screen } from './screen.ts';

/** `1a2b3c4d5e6f Subject of the commit`. */
export function commitText({ hash, subject }: Commit): string {
  return `${hash.slice(0, 12)} ${subject}`;
}

function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

export function bisectionLines(found: Bisection, { paint }: Screen): readonly string[] {
  switch (found.kind) {
    case 'found': {
      const { firstBad, lastGood, failedSeeds, runs, sureness, failingShare } = found;
      return [
        paint.bold(`The first bad commit is ${commitText(firstBad)}`),
        `It fails with seed ${failedSeeds[0] ?? ''}; the one before it, ${commitText(lastGood)}, held.`,
        `${runs} runs. ${percent(failingShare.estimate)} of the runs of the bad end failed, so that this is right with at least ${percent(sureness)}.`,
      ];
    }
    case 'narrowed':
      return [
        paint.yellow(
          `The first bad commit is one of these; the others could not be tried (${found.runs} runs):`,
        ),
        ...found.candidates.map((commit) => `  ${commitText(commit)}`),
      ];
    case 'good-fails':
      return [
        paint.yellow(
          `${commitText(found.commit)}, the good end, fails too, with seed ${found.failedSeeds[0] ?? ''}: choose an earlier one.`,
        ),
      ];
    case 'bad-holds':
      return [
        paint.yellow(
          `${commitText(found.commit)}, the bad end, held in all ${found.runs} runs: there is nothing to look for with this plan; try more --seeds.`,
        ),
      ];
    case 'untried':
      return [paint.yellow(`${commitText(found.commit)} cannot be tried: ${found.reason}`)];
    case 'interrupted':
      return [paint.yellow(`Interrupted after ${found.runs} runs.`)];
  }
}
