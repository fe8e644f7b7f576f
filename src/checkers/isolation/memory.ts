// The memory that a checker of isolation may take. Large arrays are asked for before they are made: to be out of the budget
// is a verdict, to be out of memory would be the end of the thread, and of all that it had found.

import type { Columns } from '../../history/columns.ts';

/** The budget does not hold what is needed next. The message is a sentence without its full stop. */
export class MemoryRanOut extends Error {}

export interface Memory {
  /** Makes room for arrays. @throws {MemoryRanOut} where the budget has none, naming `what` needs it */
  hold(bytes: number, what: string): void;
  /** Gives back what was held for arrays that are not needed any more. */
  release(bytes: number): void;
  /** The same for arrays that are needed no longer than something runs. */
  during<Result>(bytes: number, what: string, run: () => Result): Result;
  /** All that may be held, in words. */
  readonly budget: string;
  /** Bytes that may still be held. */
  left(): number;
}

const mebibyte = 2 ** 20;

export function createMemory(budgetBytes: number): Memory {
  let held = 0;

  function hold(bytes: number, what: string): void {
    if (held + bytes > budgetBytes)
      throw new MemoryRanOut(
        `the memory budget of ${mebibytes(budgetBytes)} ran out: ${what} would take ${mebibytes(bytes)} beside the ${mebibytes(held)} that are taken already; a part of the history, of fewer keys or seconds, needs less`,
      );
    held += bytes;
  }

  function release(bytes: number): void {
    held -= bytes;
  }

  return {
    budget: mebibytes(budgetBytes),
    hold,
    release,
    during(bytes, what, run) {
      hold(bytes, what);
      const result = run();
      release(bytes);
      return result;
    },
    left: () => budgetBytes - held,
  };
}

/** An array of zeros with room for so many numbers in place of one that has none. @throws {MemoryRanOut} */
export function withRoom(
  memory: Memory,
  array: Int32Array<ArrayBuffer>,
  length: number,
  what: string,
): Int32Array<ArrayBuffer> {
  if (array.length >= length) return array;
  memory.hold(length * 2 * Int32Array.BYTES_PER_ELEMENT, what);
  memory.release(array.byteLength);
  return new Int32Array(length * 2);
}

function mebibytes(bytes: number): string {
  return `${Math.ceil((bytes / mebibyte) * 10) / 10} MiB`;
}

/** Bytes of the columns of a history: those of its events, and those of its micro-operations. */
export function bytesOfColumns(columns: Columns): number {
  return [...Object.values(columns), ...Object.values(columns.transactions)].reduce<number>(
    (sum, column: unknown) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0),
    0,
  );
}
