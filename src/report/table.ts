// Text in aligned columns. Widths are counted without colour codes, so cells may be painted first.

import { stripVTControlCharacters } from 'node:util';

export type Alignment = 'left' | 'right';

function width(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}

/**
 * Lays rows out in columns two spaces apart.
 * @param alignments one for each column; the columns beyond them are left-aligned.
 * @returns one line a row, without trailing spaces.
 */
export function alignRows(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell));
    });
  }
  const place = (cell: string, column: number): string => {
    const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
    return alignments[column] === 'right' ? padding + cell : cell + padding;
  };
  return rows.map((row) => row.map(place).join('  ').trimEnd());
}
