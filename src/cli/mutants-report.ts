// The kill matrix for people.

import { type MutantResult, matrixColumns, matrixRow, type UnbrokenRuns } from '../mutants/kill-matrix.ts';
import { formatMs } from '../report/format.ts';
import type { Screen } from '../report/screen.ts';
import { alignRows } from '../report/table.ts';

/** One line when a mutant's hunt is over. */
export function huntLine(result: MutantResult, { paint }: Screen): string {
  const { name, world, status, killedBy, reason, medianSeeds } = result;
  if (status !== 'killed') return `${paint.red(status)} ${name} in ${world} after ${result.seedsTried} seeds`;
  return `${paint.green('killed')} ${name} in ${world} by ${killedBy.join(', ')} (median ${medianSeeds} seeds): ${reason}`;
}

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
      ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'right'],
    ),
    '',
    `${killed} of ${results.length} killed in ${formatMs(wallMs)}; ${unbroken.runs} further runs of the unbroken build; ${alarms} false alarms.`,
    ...unbroken.violations.map((text) => paint.red(`unbroken build: ${text}`)),
  ];
}
