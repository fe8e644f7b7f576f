// Power loss of the whole disk: first the file system's journal is cut off somewhere, which settles names and truncations,
// then every file falls back to something that its medium may hold.

import type { RandomSource } from '../../../random/source.ts';
import { detectableBytes } from '../../sim/disk/detectable.ts';
import { pathOf } from './inode.ts';
import type { NameJournal } from './name-journal.ts';
import { withContent } from './stored-content.ts';
import type { Tree } from './tree.ts';

/** What was on its way to the medium and did not arrive. */
export interface PowerLoss {
  readonly names: number;
  readonly bytes: number;
  readonly tornWrites: number;
}

/** Makes the tree one that may be found after the power comes back. Nothing may be under way. */
export function losePower(tree: Tree, journal: NameJournal, random: RandomSource): PowerLoss {
  const names = journal.losePower(random.below(journal.pendingCount() + 1));
  if (names > 0) tree.fallBack();
  let bytes = 0;
  let tornWrites = 0;
  for (const [path, file] of tree.files()) {
    if (!file.history.canLose()) continue;
    const loss = withContent(pathOf(file), (content) =>
      file.history.losePower(content, random, () => {
        const length = file.history.length();
        return detectableBytes(path, { length: () => length, readDurable: () => content.read(0, length) });
      }),
    );
    bytes += loss.bytes;
    tornWrites += loss.torn;
  }
  return { names, bytes, tornWrites };
}
