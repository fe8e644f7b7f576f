// A named file that grows as its content comes, for what is too long to be held: a trace of millions of lines. It goes where
// `named-file.ts` would write it.

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { placeToWrite } from './named-file.ts';
import { storeErrorOf } from './store-error.ts';
import { openStream, writeToStream } from './stream-write.ts';

export interface NamedPieces {
  /** Begins to write a piece; one that cannot be written is told by `close`. */
  add(piece: string): void;
  /** Waits for all pieces. @throws {StoreError} when one could not be written */
  close(): Promise<void>;
}

/** Opens a file in place of what it holds now. @throws {StoreError} when it cannot be written */
export async function openNamedPieces(named: string): Promise<NamedPieces> {
  const { path, kind } = await placeToWrite(named);
  const isStream = kind === 'stream';
  let file: FileHandle;
  try {
    file = await (isStream ? openStream(path) : open(path, 'w'));
  } catch (error) {
    throw storeErrorOf(named, 'written', error);
  }
  let failure: unknown = null;
  let written: Promise<void> = Promise.resolve();
  const write = async (piece: string): Promise<void> => {
    if (failure !== null) return;
    try {
      await (isStream ? writeToStream(file, piece, path) : file.writeFile(piece));
    } catch (error) {
      failure = error;
    }
  };
  return {
    add(piece) {
      written = written.then(() => write(piece));
    },
    async close() {
      await written;
      await file.close().catch((error: unknown) => {
        failure ??= error;
      });
      if (failure !== null) throw storeErrorOf(named, 'written', failure);
    },
  };
}
