// Histories that do not lie in a plain file: standard input and gzip are put into one first, since they are read more than
// once. It is removed when it is closed.

import { closeSync, createReadStream, createWriteStream, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { bytesText, openRegularFile } from '../files/regular-file.ts';
import { HistoryError } from '../history/history-error.ts';
import { messageOf } from './failure.ts';

/** A file to read a history from. */
export interface HistoryFile {
  readonly path: string;
  /** What it is called in sentences. */
  readonly name: string;
  close(): Promise<void>;
}

const spooledBytesMost = 64 * 2 ** 30;
const gzipMagic = [0x1f, 0x8b] as const;

const isGzip = (start: Uint8Array): boolean => gzipMagic.every((byte, at) => start[at] === byte);

/** Whether an ordinary file begins as a gzip does. */
export function isGzipFile(path: string): boolean {
  const { descriptor } = openRegularFile(path);
  try {
    const start = Buffer.alloc(gzipMagic.length);
    return readSync(descriptor, start, 0, start.length, 0) === start.length && isGzip(start);
  } finally {
    closeSync(descriptor);
  }
}

/** What it is called in sentences. */
export const standardInputName = 'standard input';

/** Everything on standard input, unpacked where it is gzip. @throws {HistoryError} */
export async function spoolStandardInput(): Promise<HistoryFile> {
  return spool(standardInputName, standardInputName, process.stdin);
}

/** What is in a gzip. @throws {HistoryError} where it is damaged or too large */
export async function spoolGzip(path: string): Promise<HistoryFile> {
  return spool(path, basename(path).replace(/\.gz$/, ''), createReadStream(path));
}

async function spool(name: string, file: string, source: Readable): Promise<HistoryFile> {
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-history-'));
  const path = join(directory, file.replaceAll(/[^\w.-]/g, '-'));
  const close = (): Promise<void> => rm(directory, { recursive: true, force: true });
  let bytes = 0;
  const bounded = new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      const isTooLong = bytes > spooledBytesMost;
      done(isTooLong ? new Error(`it is longer than ${bytesText(spooledBytesMost)}`) : null, piece);
    },
  });
  try {
    const first = await firstPiece(source);
    const whole = async function* (): AsyncGenerator<Buffer> {
      if (first !== null) yield first;
      yield* source as AsyncIterable<Buffer>;
    };
    const target = createWriteStream(path, { mode: 0o600 });
    if (first !== null && isGzip(first)) await pipeline(whole, createGunzip(), bounded, target);
    else await pipeline(whole, bounded, target);
    return { path, name, close };
  } catch (error) {
    await close();
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = code.startsWith('Z_')
      ? `its gzip is damaged or cut off (${messageOf(error)})`
      : messageOf(error);
    throw new HistoryError(`${name} cannot be read: ${reason}.`);
  }
}

/** The first two bytes at least, where there are so many. */
async function firstPiece(source: Readable): Promise<Buffer | null> {
  let first: Buffer | null = null;
  const iterator = source.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  while (first === null || first.length < gzipMagic.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    first = first === null ? next.value : Buffer.concat([first, next.value]);
  }
  await iterator.return?.();
  return first;
}
