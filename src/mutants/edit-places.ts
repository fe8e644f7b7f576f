// Where the edits of a broken build stand in its bundle, by the source map of the bundle (Source Map Revision 3, section
// "Mappings Structure"): what is executed there is the edited code.

import { join } from 'node:path';
import type { EditedFile, SourceEdit } from '../worlds/source-edits.ts';

/** Places in a bundle, as offsets of characters from its beginning, for each edit. */
export type EditPlaces = readonly (readonly number[])[];

/** One entry of a source map: from a place in the bundle to one in a source; lines and columns from 0. */
interface Mapping {
  readonly line: number;
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

/** @param edited the files with edits, by their path in the checkout */
export function placesOf(
  edits: readonly SourceEdit[],
  bundle: {
    readonly text: string;
    readonly map: string;
    readonly edited: ReadonlyMap<string, EditedFile>;
  },
): EditPlaces {
  const { sources, mappings } = JSON.parse(bundle.map) as {
    readonly sources: readonly string[];
    readonly mappings: string;
  };
  const lineStarts = startsOfLines(bundle.text);
  const all = [...readMappings(mappings)];
  return edits.map((edit) => {
    const file = bundle.edited.get(join(edit.file));
    const range = file?.places.get(edit);
    if (file === undefined || range === undefined) return [];
    const source = sources.findIndex((path) => join(path) === join(edit.file));
    const sourceStarts = startsOfLines(file.text);
    const offsetIn = ({ sourceLine, sourceColumn }: Mapping): number =>
      (sourceStarts[sourceLine] ?? 0) + sourceColumn;
    const here = all.filter((mapping) => mapping.source === source);
    const inside = here.filter((mapping) => offsetIn(mapping) >= range[0] && offsetIn(mapping) < range[1]);
    // Where code was taken out, or half a statement put in, what comes just before it tells.
    const before = here.filter((mapping) => offsetIn(mapping) < range[0]);
    const nearest = before.reduce<Mapping | null>(
      (last, mapping) => (last === null || offsetIn(mapping) >= offsetIn(last) ? mapping : last),
      null,
    );
    const chosen = inside.length > 0 ? inside : nearest === null ? [] : [nearest];
    return chosen.map(({ line, column }) => (lineStarts[line] ?? 0) + column);
  });
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** All numbers but the column begin anew nowhere; the column does on each line. */
function* readMappings(mappings: string): Generator<Mapping> {
  let [source, sourceLine, sourceColumn] = [0, 0, 0];
  for (const [line, segments] of mappings.split(';').entries()) {
    let column = 0;
    for (const segment of segments.split(',')) {
      const [columns = 0, ...rest] = readNumbers(segment);
      column += columns;
      const [sources, lines, sourceColumns] = rest;
      if (sources === undefined || lines === undefined || sourceColumns === undefined) continue;
      source += sources;
      sourceLine += lines;
      sourceColumn += sourceColumns;
      yield { line, column, source, sourceLine, sourceColumn };
    }
  }
}

/** Base 64, five bits a digit, the lowest first; the lowest bit of all is the sign. */
function readNumbers(segment: string): readonly number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = digits.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if ((bits & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}
