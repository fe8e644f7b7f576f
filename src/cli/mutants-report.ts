// The kill matrix for people.

import { type MutantResult, matrixColumns, matrixRow, type UnbrokenRuns } from '../mutants/kill-matrix.ts';
import { formatMs } from '../report/format.ts';
import type { Screen } from '../report/screen.ts';
import { alignRows } from '../report/table.ts';
import { programName } from './repository.ts';

/** What became of a mutant when its hunt is over, and how to see it again. */
export function huntLines(result: MutantResult, { paint }: Screen): readonly string[] {
  const { name, world, status, killedBy, reason, medianSeeds, firstKill } = result;
  if (status !== 'killed')
    return [`${paint.red(status)} ${name} in ${world} after ${seedCount(result.seedsTried)}`];
  const again = firstKill === null ? [] : [paint.dim(`  seed ${firstKill.seed}   again ${firstKill.again}`)];
  return [
    `${paint.green('killed')} ${name} in ${world} by ${killedBy.join(', ')} (median ${seedCount(medianSeeds ?? 0)}): ${reason}`,
    ...again,
  ];
}

const seedCount = (count: number): string => `${count} ${count === 1 ? 'seed' : 'seeds'}`;

/** How a hunt goes that takes a while. */
export const huntProgressLine = (name: string, world: string, seeds: number, most: number): string =>
  `hunting ${name} in ${world}: ${seeds} of at most ${seedCount(most)}, not killed yet`;

/** The whole matrix and what it comes to. */
export function matrixLines(
  results: readonly MutantResult[],
  unbroken: UnbrokenRuns,
  wallMs: number,
  { paint }: Screen,
): readonly string[] {
  const rows = results.map((result) => {
    const cells = [...matrixRow(result)];
    const colour = result.status === 'killed' ? paint.green : paint.red;
    cells[2] = colour(cells[2] ?? '');
    return cells;
  });
  const killed = results.filter(({ status }) => status === 'killed').length;
  const alarms = results.reduce((sum, { falseAlarms }) => sum + falseAlarms, 0) + unbroken.violations.length;
  return [
    '',
    ...alignRows(
      [matrixColumns.map((title) => paint.dim(title)), ...rows],
      ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'right', 'right'],
    ),
    '',
    `${killed} of ${results.length} killed in ${formatMs(wallMs)}; ${unbroken.runs} further runs of the unbroken build; ${alarms} false alarms.`,
    ...unbroken.violations.map((text) => paint.red(`unbroken build: ${text}`)),
    ...retryLines(results),
  ];
}

/** What to try on what got away. */
function retryLines(results: readonly MutantResult[]): readonly string[] {
  const names = results.filter(({ status }) => status !== 'killed').map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    `Other faults may find them: ${programName()} mutants ${[...new Set(names)].join(' ')} --nemesis all`,
  ];
}
