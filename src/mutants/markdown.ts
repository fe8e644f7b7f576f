// The kill matrix as the page `docs/mutants.md`.

import { type MutantResult, matrixColumns, matrixRow, nearestRank } from './kill-matrix.ts';
import type { Mutant } from './mutant.ts';

/** How the matrix came about. */
export interface MatrixOrigin {
  readonly command: string;
  readonly world: string;
  readonly seeds: number;
  readonly ranges: number;
  readonly wallMs: number;
  readonly threads: number;
  /** Runs of the unbroken build under the same plans, and how many of them were found wanting. */
  readonly unbrokenRuns: number;
  readonly unbrokenViolations: number;
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

/** The whole page. */
export function matrixPage(
  mutants: readonly Mutant[],
  results: readonly MutantResult[],
  origin: MatrixOrigin,
): string {
  const killed = results.filter(({ status }) => status === 'killed').length;
  const minutes = (origin.wallMs / 60_000).toFixed(1);
  return [
    '# Mutants',
    '',
    'Deliberately broken builds of Anvil, and what finds them. This page is written by the command below; do not edit it.',
    '',
    '```',
    origin.command,
    '```',
    '',
    `${killed} of ${results.length} mutants were killed in the ${origin.world} world, with at most ${origin.seeds} seeds in each of ${origin.ranges} disjoint ranges. ` +
      `The whole took ${minutes} minutes on ${origin.threads} threads. ${shrunkSentence(results)}`,
    '',
    `The unbroken build went through ${origin.unbrokenRuns} runs of the same plans; ${origin.unbrokenViolations} of them found something.`,
    '',
    row(matrixColumns),
    row(matrixColumns.map(() => '---')),
    ...results.map((result) => row(matrixRow(result))),
    '',
    '*Killed*: a checker of the history or an invariant of the cluster found the break, and the unbroken build passes the same seed. ' +
      '*Survived*: the build behaved differently, and nothing found it. *Not exercised*: it never did anything else than the unbroken build. *No results*: every run was invalid or unknown, which tells nothing.',
    '',
    '## What each one does wrong',
    '',
    ...mutants.map(
      ({ name, summary, exposedBy }) =>
        `- **${name}**: ${summary} Exposed by ${exposedBy.workload} under ${exposedBy.nemesis.join(', ') || 'no faults'}.`,
    ),
    '',
  ].join('\n');
}
