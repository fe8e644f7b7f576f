// Which of a file's unsynced changes a power loss lets through. The medium takes sectors in any order, so each sector of
// a write is drawn by itself; the length is the old one, the new one, or one on the way. A truncation that the file
// system's journal had not taken never happened, and nothing that came after it did.

import type { RandomSource } from '../../../random/source.ts';
import type { FileChange, FileLoss } from './file-change.ts';
import type { StoredContent } from './stored-content.ts';

/** What a medium writes whole or not at all. */
export const sectorBytes = 512;

type Write = Extract<FileChange, { readonly kind: 'write' }>;

/** Rewrites `content`, of `length` bytes, to one state that the medium may hold; returns its new length. */
export function loseChanges(
  changes: readonly FileChange[],
  length: number,
  content: StoredContent,
  random: RandomSource,
): { readonly loss: FileLoss; readonly length: number } {
  if (changes.length === 0) return { loss: { bytes: 0, torn: 0 }, length };
  const cut = changes.findIndex(({ kind }) => kind === 'truncate');
  const undone = cut < 0 ? [] : changes.slice(cut);
  const left = undoAll(undone, length, content);
  const bytes = undone.reduce((sum, change) => sum + sizeOf(change), 0);
  const writes = (cut < 0 ? changes : changes.slice(0, cut)) as readonly Write[];
  const lost = loseWrites(writes, left, content, random);
  return { loss: { bytes: bytes + lost.bytes, torn: lost.torn }, length: lost.length };
}

/** Takes changes back, the newest first; returns the length before the oldest. */
function undoAll(changes: readonly FileChange[], length: number, content: StoredContent): number {
  let left = length;
  for (const change of [...changes].reverse()) {
    const at = change.kind === 'write' ? change.range.from : change.length;
    if (change.old.length > 0) content.write(at, change.old);
    content.setLength(change.lengthBefore);
    left = change.lengthBefore;
  }
  return left;
}

function loseWrites(
  writes: readonly Write[],
  length: number,
  content: StoredContent,
  random: RandomSource,
): { readonly bytes: number; readonly torn: number; readonly length: number } {
  // Quite often everything had reached the medium already.
  if (writes.length === 0 || random.below(4) === 0) return { bytes: 0, torn: 0, length };
  const newLength = drawLength(writes, length, random);
  const lasting = drawSectors(writes, random);
  let bytes = 0;
  let torn = 0;
  for (const [index, write] of [...writes.entries()].reverse()) {
    let kept = 0;
    let dropped = 0;
    for (const { sector, from, to } of sectorsOf(write)) {
      if ((lasting.get(sector) ?? 0) > index) {
        kept += 1;
        continue;
      }
      const old = Buffer.alloc(to - from);
      old.set(write.old.subarray(from - write.range.from, to - write.range.from));
      content.write(from, old);
      bytes += old.length;
      dropped += 1;
    }
    if (kept > 0 && dropped > 0) torn += 1;
  }
  content.setLength(newLength);
  return { bytes: bytes + Math.max(0, length - newLength), torn, length: newLength };
}

/** For each sector, how many of the writes lasted there: none, all, or some of the earlier ones. */
function drawSectors(writes: readonly Write[], random: RandomSource): ReadonlyMap<number, number> {
  const lasting = new Map<number, number>();
  // A medium that keeps an order is as likely as one that does not: then all sectors stop at the same write.
  const ordered = random.below(2) === 0 ? random.below(writes.length + 1) : null;
  for (const write of writes) {
    for (const { sector } of sectorsOf(write)) {
      if (lasting.has(sector)) continue;
      const choice = random.below(8);
      const drawn = choice < 4 ? 0 : choice < 7 ? writes.length : random.below(writes.length + 1);
      lasting.set(sector, ordered ?? drawn);
    }
  }
  return lasting;
}

function drawLength(writes: readonly Write[], length: number, random: RandomSource): number {
  const durable = (writes[0] as Write).lengthBefore;
  switch (random.below(4)) {
    case 0:
      return durable;
    case 1:
      return length;
    case 2:
      return random.pick(writes).lengthBefore;
    default: {
      const somewhere = durable + random.below(length - durable + 1);
      return Math.min(length, Math.max(durable, somewhere - (somewhere % sectorBytes)));
    }
  }
}

function* sectorsOf({ range }: Write): Generator<{ sector: number; from: number; to: number }> {
  for (let from = range.from; from < range.to; ) {
    const sector = Math.floor(from / sectorBytes);
    const to = Math.min(range.to, (sector + 1) * sectorBytes);
    yield { sector, from, to };
    from = to;
  }
}

const sizeOf = (change: FileChange): number =>
  change.kind === 'write' ? change.range.to - change.range.from : change.old.length;
