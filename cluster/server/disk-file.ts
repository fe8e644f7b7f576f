// One append-only file. Calls queue up and take effect in order; all appends waiting together become one write, all
// syncs behind them one fdatasync. After a failure nothing more is tried: what reached the disk is not known.

import { close, fdatasync, ftruncate, writev } from 'node:fs';
import type { DiskCallback, DiskError, DiskFile } from '../env.ts';

type Call =
  | { readonly kind: 'append'; readonly bytes: Uint8Array; readonly callback: DiskCallback }
  | { readonly kind: 'sync'; readonly callback: DiskCallback }
  | { readonly kind: 'truncate'; readonly lengthBytes: number; readonly callback: DiskCallback }
  | { readonly kind: 'close'; readonly callback: DiskCallback };

/** Buffers in one writev: below every system's IOV_MAX. */
const maxAppendsTogether = 512;

/** Writes all of `buffers`, going on where the system stopped short. */
function writeAll(descriptor: number, buffers: readonly Uint8Array[], callback: DiskCallback): void {
  writev(descriptor, buffers, (error, written) => {
    if (error !== null) return callback(error);
    let left = written;
    const rest: Uint8Array[] = [];
    for (const buffer of buffers) {
      if (left < buffer.length) rest.push(buffer.subarray(left));
      left = Math.max(0, left - buffer.length);
    }
    if (rest.length === 0) return callback(null);
    if (written === 0)
      return callback(Object.assign(new Error('the disk took no bytes'), { code: 'ENOSPC' }));
    writeAll(descriptor, rest, callback);
  });
}

export function diskFile(descriptor: number): DiskFile {
  let calls: Call[] = [];
  let running = false;
  let failure: DiskError | null = null;

  function call(added: Call): void {
    calls.push(added);
    if (!running) run();
  }

  /** Takes the calls that one round of work can answer: appends and the syncs after them, or a single other call. */
  function takeBatch(): Call[] {
    let count = 0;
    let appends = 0;
    for (const { kind } of calls) {
      if (kind === 'truncate' || kind === 'close') break;
      if (kind === 'append' && ++appends > maxAppendsTogether) break;
      count += 1;
    }
    const batch = calls.slice(0, Math.max(1, count));
    calls = calls.slice(batch.length);
    return batch;
  }

  function run(): void {
    if (calls.length === 0) {
      running = false;
      return;
    }
    running = true;
    const batch = takeBatch();
    execute(batch, (error) => {
      failure ??= error;
      for (const { callback } of batch) callback(error);
      run();
    });
  }

  function execute(batch: readonly Call[], done: DiskCallback): void {
    const first = batch[0];
    if (first?.kind === 'close') return close(descriptor, done);
    if (failure !== null) {
      const error = failure;
      return void setImmediate(() => done(error));
    }
    if (first?.kind === 'truncate') return ftruncate(descriptor, first.lengthBytes, done);
    const buffers = batch.flatMap((each) =>
      each.kind === 'append' && each.bytes.length > 0 ? [each.bytes] : [],
    );
    const synced = batch.some((each) => each.kind === 'sync');
    const sync: DiskCallback = (error) =>
      error !== null || !synced ? done(error) : fdatasync(descriptor, done);
    if (buffers.length === 0) return void (synced ? sync(null) : setImmediate(() => done(null)));
    writeAll(descriptor, buffers, sync);
  }

  return {
    append: (bytes, callback) => call({ kind: 'append', bytes, callback }),
    sync: (callback) => call({ kind: 'sync', callback }),
    truncate: (lengthBytes, callback) => call({ kind: 'truncate', lengthBytes, callback }),
    close: (callback) => call({ kind: 'close', callback }),
  };
}
