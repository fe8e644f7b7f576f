// A plan as it is written in a file: where each part of it stands, for errors. JSON is a part of YAML, whose parser keeps
// places.

import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

export type WrittenPath = readonly (string | number)[];

/** Where what stands at a path begins, or its name; of a field that is missing, the object it is missing from. */
export function offsetOf(contents: unknown, path: WrittenPath, wanted: 'name' | 'value'): number {
  let node: unknown = contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      node = pair.value;
      // A field that holds an object is found by its name, any other by its value.
      const byName = isMap(node) || node === null || (wanted === 'name' && depth === path.length - 1);
      offset = startOf(byName ? pair.key : node) ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** A larger plan is a recorded one; nobody looks for a line in it. */
const longestPlacedText = 1 << 18;

/** Answers `:3:5`, line and column of a path in a text that is JSON; nothing where it is too long to look. */
export function placesIn(text: string): (path: WrittenPath) => string {
  if (text.length > longestPlacedText) return () => '';
  const lines = new LineCounter();
  let contents: unknown;
  return (path) => {
    contents ??= parseDocument(text, { lineCounter: lines, prettyErrors: false }).contents;
    const { line, col } = lines.linePos(offsetOf(contents, path, 'value'));
    return `:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
}
