// Where a flipped bit can be noticed by the node that reads it back. The last records of the newest log segment look
// the same damaged as never written; only what a later record vouches for can be told from a torn tail.

import { segmentNumbers } from '../../../../cluster/log/file-names.ts';
import { decodeRecord } from '../../../../cluster/log/record.ts';
import type { SimulatedFile } from './file.ts';

export type DamageBound = (name: string, file: Pick<SimulatedFile, 'length' | 'readDurable'>) => number;

/** How many bytes of a file, from its start, may be damaged without the node mistaking them for something unwritten. */
export const detectableBytes: DamageBound = (name, file) => {
  if (name.endsWith('.tmp') || name.startsWith('damaged-')) return 0;
  if (segmentNumbers([name]).length === 0) return file.length();
  const bytes = file.readDurable(0);
  const ends: { readonly sequence: number; readonly end: number }[] = [];
  let vouchedFor = 0;
  for (let found = decodeRecord(bytes, 0); found !== null; found = decodeRecord(bytes, found.end)) {
    ends.push({ sequence: found.record.sequence, end: found.end });
    vouchedFor = Math.max(vouchedFor, found.record.durableSequence);
  }
  return ends.findLast(({ sequence }) => sequence <= vouchedFor)?.end ?? 0;
};
