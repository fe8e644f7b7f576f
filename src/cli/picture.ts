// `--picture`: the drawing that a checker made of the violation it found, as a file.

import type { Verdict } from '../checkers/checker.ts';
import type { JsonValue } from '../history/operation.ts';
import { writeNamedFile } from '../store/named-file.ts';

/** Details are no deeper than this. */
const mostLevels = 8;

/** The first drawing among details: text under the name `svg`. */
function findDrawing(details: JsonValue, level = 0): string | null {
  if (details === null || typeof details !== 'object' || level > mostLevels) return null;
  for (const [name, part] of Object.entries(details)) {
    if (name === 'svg' && typeof part === 'string') return part;
    const found = findDrawing(part, level + 1);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Writes the first drawing of a violation.
 * @returns a sentence on what became of it
 * @throws {StoreError} where the file cannot be written
 */
export async function savePicture(path: string, verdicts: readonly Verdict[]): Promise<string> {
  for (const { checker, valid, details } of verdicts) {
    const drawing = valid === false ? findDrawing(details) : null;
    if (drawing === null) continue;
    await writeNamedFile(path, drawing);
    return `A picture of what the checker ${checker} found is in ${path}.`;
  }
  return `There is no violation to draw: ${path} was not written.`;
}
