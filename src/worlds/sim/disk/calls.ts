// The system calls of a disk: what each of them does to the files, as data that the disk carries out in its own time.

import type { Disk, DiskCallback, DiskError, DiskFile } from '../../../../cluster/env.ts';
import type { DiskOperation } from '../../disk-fault.ts';
import type { RandomStream } from '../random.ts';
import { digestOfBytes, digestOfName } from '../trace.ts';
import { detectableBytes } from './detectable.ts';
import { type DiskFaultState, tearPlace } from './faults.ts';
import type { SimulatedFile } from './file.ts';
import type { FileSystem } from './file-system.ts';

export type CallOperation = DiskOperation | 'close';

/** What a call does when it completes; the value goes to the callback. `null` bytes: not an append. */
export interface Call<Value> {
  readonly operation: CallOperation;
  readonly digest: number;
  /** The file or files it is about. */
  readonly name: string;
  readonly file: SimulatedFile | null;
  readonly bytes: Uint8Array | null;
  readonly act: () => Value;
  readonly answer: (error: DiskError | null, value: Value | null) => void;
}

type Submit = <Value>(call: Call<Value>) => void;

/** A call in a few words. */
export function describeCall({ operation, name, bytes }: Call<unknown>): string {
  return bytes === null ? `${operation} ${name}` : `${operation} ${name} ${bytes.length} bytes`;
}

/** An error as a system call gives it. */
export function diskError(code: string, what: string): DiskError {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}

/** The disk as a process sees it. `submit` takes every call it makes. */
export function createProcessDisk(
  fileSystem: FileSystem,
  faults: DiskFaultState,
  random: RandomStream,
  submit: Submit,
): Disk {
  const directoryCall = <Value>(
    operation: CallOperation,
    name: string,
    act: () => Value,
    answer: (error: DiskError | null, value: Value | null) => void,
  ): void => {
    const digest = digestOfName(operation);
    submit({ operation, name, digest, file: null, bytes: null, act, answer });
  };
  return {
    list: (callback) => {
      directoryCall(
        'list',
        '.',
        () => fileSystem.names(),
        (error, names) => callback(error, names ?? []),
      );
    },
    read: (name, callback) => {
      const read = (): Uint8Array | null => {
        const bytes = fileSystem.find(name)?.read() ?? null;
        if (bytes !== null && bytes.length > 0 && faults.misreads()) {
          const at = random.below(bytes.length);
          bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
        }
        return bytes;
      };
      directoryCall<Uint8Array | null>('read', name, read, callback);
    },
    open: (name, callback) => {
      const openFile = (): DiskFile => createDiskFile(name, fileSystem.open(name), faults, random, submit);
      directoryCall('open', name, openFile, callback);
    },
    rename: (from, to, callback) => {
      const rename = (): void => {
        if (!fileSystem.rename(from, to)) throw diskError('ENOENT', `rename ${from}`);
      };
      directoryCall('rename', `${from} ${to}`, rename, (error) => callback(error));
    },
    remove: (name, callback) => {
      const remove = (): void => {
        if (!fileSystem.remove(name)) throw diskError('ENOENT', `remove ${name}`);
      };
      directoryCall('remove', name, remove, (error) => callback(error));
    },
    syncDirectory: (callback) => {
      const sync = (): void => {
        if (!faults.liesOnSync()) fileSystem.syncDirectory();
      };
      directoryCall('sync-directory', '.', sync, (error) => callback(error));
    },
  };
}

function createDiskFile(
  name: string,
  file: SimulatedFile,
  faults: DiskFaultState,
  random: RandomStream,
  submit: Submit,
): DiskFile {
  let closed = false;
  const fileCall = (
    operation: CallOperation,
    digest: number,
    bytes: Uint8Array | null,
    act: () => void,
    callback: DiskCallback,
  ): void => {
    const guarded = (): void => {
      if (closed) throw diskError('EBADF', `${operation} ${name}`);
      act();
    };
    submit({ operation, digest, name, file, bytes, act: guarded, answer: callback });
  };
  const syncDigest = digestOfName('sync');
  const sync = (): void => {
    if (!faults.liesOnSync()) file.sync();
  };
  const append = (bytes: Uint8Array): void => {
    const start = file.length();
    const damage = faults.takeDamage(start, bytes.length);
    if (damage === 'lost-write') file.appendLost(bytes);
    else if (damage === 'torn-write') {
      const kept = (tearPlace(start, bytes.length) ?? start) - start;
      file.append(bytes.subarray(0, kept));
      file.appendLost(bytes.subarray(kept));
    } else if (damage === 'misdirected-write')
      file.appendMisdirected(bytes, random.below(Math.max(1, detectableBytes(name, file))));
    else file.append(bytes);
  };
  return {
    append: (bytes, callback) => {
      fileCall('append', digestOfBytes(bytes), bytes, () => append(bytes), callback);
    },
    sync: (callback) => {
      fileCall('sync', syncDigest, null, sync, callback);
    },
    truncate: (lengthBytes, callback) => {
      fileCall('truncate', lengthBytes, null, () => file.truncate(lengthBytes), callback);
    },
    close: (callback) => {
      const close = (): void => {
        closed = true;
      };
      fileCall('close', digestOfName('close'), null, close, callback);
    },
  };
}
