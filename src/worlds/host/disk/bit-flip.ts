// One bit of stored data changes, at a place drawn from all that is certainly on the medium and whose damage the node can
// notice when it reads it back.

import type { RandomSource } from '../../../random/source.ts';
import { detectableBytes } from '../../sim/disk/detectable.ts';
import { pathOf } from './inode.ts';
import { withContent } from './stored-content.ts';
import type { Tree } from './tree.ts';

/** False when nothing is there that may be damaged. */
export function flipStoredBit(tree: Tree, random: RandomSource): boolean {
  const candidates = tree.files().map(([path, file]) => {
    const length = file.history.durableLength();
    const bytes = withContent(pathOf(file), (content) =>
      detectableBytes(path, { length: () => length, readDurable: () => content.read(0, length) }),
    );
    return { file, bytes: Math.min(bytes, length) };
  });
  const total = candidates.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total === 0) return false;
  let place = random.below(total);
  for (const { file, bytes } of candidates) {
    if (place >= bytes) {
      place -= bytes;
      continue;
    }
    const at = place;
    withContent(pathOf(file), (content) => {
      const byte = content.read(at, 1);
      byte[0] = (byte[0] ?? 0) ^ (1 << random.below(8));
      content.write(at, byte);
    });
    file.history.damage({ from: at, to: at + 1 });
    break;
  }
  return true;
}
