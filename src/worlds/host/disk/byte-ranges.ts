// Stretches of a file, half open, as small lists: what is damaged, what the medium never got.

export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** The parts of `range` that lie outside of `hole`. */
export function subtract(range: ByteRange, hole: ByteRange): readonly ByteRange[] {
  return [
    { from: range.from, to: Math.min(range.to, hole.from) },
    { from: Math.max(range.from, hole.to), to: range.to },
  ].filter(({ from, to }) => from < to);
}

/** What both have in common; `null` when that is nothing. */
export function intersect(left: ByteRange, right: ByteRange): ByteRange | null {
  const from = Math.max(left.from, right.from);
  const to = Math.min(left.to, right.to);
  return from < to ? { from, to } : null;
}
