// Text in aligned columns. Widths are counted without colour codes, so cells may be painted first.

import { columnsOf, visibleText } from './terminal-text.ts';

export type Alignment = 'left' | 'right';

/**
 * Lays rows out in columns two spaces apart.
 * @param alignments one for each column; the columns beyond them are left-aligned.
 * @returns one line a row, without trailing spaces.
 */
export function alignRows(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): readonly string[] {
  const shown = rows.map((row) => row.map(visibleText));
  const widths: number[] = [];
  for (const row of shown) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, columnsOf(cell));
    });
  }
  const place = (cell: string, column: number): string => {
    const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - columnsOf(cell)));
    return alignments[column] === 'right' ? padding + cell : cell + padding;
  };
  return shown.map((row) => row.map(place).join('  ').trimEnd());
}
