// The kill matrix as a page: `docs/mutants.md` for the simulated world, `docs/mutants-on-real-hosts.md` for the others.

import type { WorldName } from '../worlds/world.ts';
import {
  type MutantResult,
  matrixColumns,
  matrixRow,
  nearestRank,
  type UnbrokenRuns,
} from './kill-matrix.ts';
import { type Mutant, settingsIn } from './mutant.ts';

/** What the page tells of, and how it came about. */
export interface Matrix {
  readonly command: string;
  readonly worlds: readonly WorldName[];
  /** Fewer than there are mutants in all worlds where the hunt is not over. */
  readonly results: readonly MutantResult[];
  readonly unbroken: UnbrokenRuns;
  readonly seeds: number;
  readonly ranges: number;
  readonly wallMs: number;
  /** Runs at a time. */
  readonly width: number;
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;

function shrunkSentence(results: readonly MutantResult[]): string {
  const sizes = results.flatMap(({ shrunk }) => (shrunk === null ? [] : [shrunk]));
  if (sizes.length === 0) return 'No failure was shrunk.';
  const median = (values: readonly number[]): number => nearestRank(values, 0.5) ?? 0;
  const faults = median(sizes.map((size) => size.faults));
  const operations = median(sizes.map((size) => size.operations));
  const slowest = Math.max(...sizes.map(({ wallMs }) => wallMs)) / 1000;
  return `Shrunk, the median failure has ${faults} faults and ${operations} operations; the slowest took ${slowest.toFixed(0)} s to shrink.`;
}

/** What the words of the second column mean: a run on real hosts happens only once. */
function legend(simulated: boolean): string {
  const killed =
    '*Killed*: a checker of the history or an invariant of the cluster found the break, and the unbroken build';
  const noResults = '*No results*: every run was invalid or unknown, which tells nothing.';
  return simulated
    ? `${killed} passes the same seed. *Survived*: the build behaved differently, and nothing found it. *Not exercised*: it never did anything else than the unbroken build. ${noResults} *Edits executed*: how often each edit of the source was, in one run.`
    : `${killed} passes a run of the same plan and seed right afterwards. No two runs on real hosts are equal: the seed decides what clients and faults do, not what comes of it. *Survived*: nothing found the break. ${noResults} Failures are not shrunk here, since a run does not repeat; each is saved like any run.`;
}

/** How each mutant is exposed: in every one of these worlds by the same plan, real hosts having theirs in common. */
function exposure(mutant: Mutant, world: WorldName): string {
  const { workload, nemesis } = settingsIn(world, mutant);
  return `- **${mutant.name}**: ${mutant.summary} Exposed by ${workload} under ${nemesis.join(', ') || 'no faults'}.`;
}

/** The whole page. */
export function matrixPage(mutants: readonly Mutant[], matrix: Matrix): string {
  const { results, worlds, unbroken, seeds, ranges, width } = matrix;
  const simulated = worlds.every((world) => world === 'sim');
  const killed = results.filter(({ status }) => status === 'killed').length;
  const minutes = (matrix.wallMs / 60_000).toFixed(1);
  const left = mutants.length * worlds.length - results.length;
  const where = `the ${worlds.join(' and ')} world${worlds.length === 1 ? '' : 's'}`;
  const atATime = simulated ? `on ${width} threads` : 'one run at a time';
  const shrunk = simulated ? ` ${shrunkSentence(results)}` : '';
  return [
    simulated ? '# Mutants' : '# Mutants on real hosts',
    '',
    'Deliberately broken builds of Anvil, and what finds them. This page is written by the command below; do not edit it.',
    '',
    '```',
    matrix.command,
    '```',
    '',
    `${killed} of ${results.length} ${worlds.length === 1 ? 'mutants' : 'hunts'} ended with a kill in ${where}, with at most ${seeds} seeds in each of ${ranges} disjoint ranges. ` +
      `The whole took ${minutes} minutes ${atATime}.${shrunk}` +
      (left === 0 ? '' : ` The hunt is not over: ${left} are missing.`),
    '',
    `The unbroken build went through ${unbroken.runs} runs of the same plans, beside those that every kill is compared with; ${unbroken.violations.length} runs of it found something.`,
    '',
    row(matrixColumns),
    row(matrixColumns.map(() => '---')),
    ...results.map((result) => row(matrixRow(result))),
    '',
    legend(simulated),
    '',
    '## What each one does wrong',
    '',
    ...mutants.map((mutant) => exposure(mutant, worlds[0] ?? 'sim')),
    '',
  ].join('\n');
}
