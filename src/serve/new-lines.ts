// The lines that were appended to a file since somebody last looked, each of them whole.

import { openBelow } from './saved-file.ts';

/** Read in one go; more waits for the next. */
const mostBytes = 1 << 20;

export interface NewLines<Line> {
  readonly lines: readonly Line[];
  /** Where the next look begins. */
  readonly offset: number;
  /** There was nothing beyond. */
  readonly isAll: boolean;
}

/**
 * Whole lines from a place on. A file that became shorter is another one.
 * @param names path of the file below `root`
 * @param parse `null` for a line that cannot be understood, which is left out
 */
export async function newLines<Line>(
  root: string,
  names: readonly string[],
  from: number,
  parse: (line: string) => Line | null,
): Promise<NewLines<Line>> {
  const file = await openBelow(root, names);
  if (file === null) return { lines: [], offset: from, isAll: true };
  try {
    const start = file.size < from ? 0 : from;
    const buffer = Buffer.alloc(Math.min(mostBytes, file.size - start));
    const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, start);
    const whole = buffer.lastIndexOf(0x0a, bytesRead - 1) + 1;
    // No line is that long: what follows is not what it should be.
    const taken = whole === 0 && bytesRead === mostBytes ? bytesRead : whole;
    const lines = buffer.toString('utf8', 0, whole).split('\n').map(parse);
    return {
      lines: lines.filter((line) => line !== null),
      offset: start + taken,
      isAll: start + bytesRead >= file.size,
    };
  } finally {
    await file.handle.close();
  }
}
