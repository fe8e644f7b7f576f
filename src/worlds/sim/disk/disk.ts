// One host's disk: calls take time, come back in order for each file, and fail as the disk's faults say. A call has its
// effect at the moment it completes. When the process dies, the first few of its open calls still have theirs, the
// next append perhaps in part: the states a kill -9 can leave.

import type { Disk, DiskError } from '../../../../cluster/env.ts';
import type { DiskDamage } from '../../disk-fault.ts';
import type { SimulatedEvent } from '../event-queue.ts';
import type { Kernel } from '../kernel.ts';
import type { Incarnation, Processes } from '../processes.ts';
import type { RandomStream } from '../random.ts';
import { type Call, createProcessDisk, describeCall, diskError } from './calls.ts';
import { detectableBytes } from './detectable.ts';
import { createDiskFaultState, type DiskFaultState } from './faults.ts';
import type { SimulatedFile } from './file.ts';
import { createFileSystem, type FileSystem } from './file-system.ts';

export interface DiskOptions {
  /** Least and most time of a call that only touches the page cache. */
  readonly callUs: readonly [number, number];
  /** Least and most time of a sync. */
  readonly syncUs: readonly [number, number];
  /** Whether unsynced blocks may reach the medium in any order before a power loss, or only from the front. */
  readonly reorderUnsynced: boolean;
  /** Lost writes are spared at power loss where no single node could notice them. */
  readonly spareLosses: boolean;
}

export const defaultDiskOptions: DiskOptions = {
  callUs: [5, 30],
  syncUs: [150, 900],
  reorderUnsynced: true,
  spareLosses: true,
};

export interface SimulatedDisk {
  readonly faults: DiskFaultState;
  readonly fileSystem: FileSystem;
  diskOf(life: Incarnation): Disk;
  /** Lets calls that hang go on. Call after healing. */
  releaseHungCalls(): void;
  /** Damages stored data now, or arms the damage for the next write. False when nothing is there to damage. */
  damage(damage: DiskDamage): boolean;
  /** True while something that was reported durable is damaged, or about to be. */
  isDamaged(): boolean;
  /** The process has died with calls open. */
  processGone(): void;
  losePower(): void;
}

interface OpenCall {
  readonly call: Call<unknown>;
  readonly life: Incarnation;
  event: SimulatedEvent | null;
  /** An append of the same file that completes right before this sync, in the same event. */
  before: OpenCall | null;
}

/** Makes the empty disk of host `node`. */
export function createDisk(
  kernel: Kernel,
  processes: Processes,
  node: number,
  random: RandomStream,
  options: DiskOptions,
): SimulatedDisk {
  const fileSystem = createFileSystem();
  const faults = createDiskFaultState(random.fork('faults'), () => kernel.nowNs() / 1e6);
  const crashes = random.fork('crashes');
  const openCalls = new Set<OpenCall>();
  const readyNs = new WeakMap<SimulatedFile, number>();
  let lastSubmitted: OpenCall | null = null;
  let hung: OpenCall[] = [];

  const schedule = (open: OpenCall): void => {
    const { call } = open;
    const slow =
      call.operation === 'sync' || call.operation === 'sync-directory' || call.operation === 'truncate';
    const [least, most] = slow ? options.syncUs : options.callUs;
    const durationNs = random.between(least * 1000, most * 1000) + faults.extraDelayMs() * 1e6;
    const now = kernel.nowNs();
    const startNs = Math.max(now, call.file === null ? 0 : (readyNs.get(call.file) ?? 0));
    if (call.file !== null) readyNs.set(call.file, startNs + durationNs);
    open.event = kernel.schedule(
      startNs + durationNs - now,
      {
        kind: 'disk',
        node,
        digest: open.before === null ? call.digest : (call.digest + open.before.call.digest) >>> 0,
        describe: kernel.describesEvents ? () => describe(open) : null,
      },
      () => complete(open),
    );
  };
  const submit = <Value>(life: Incarnation, call: Call<Value>): void => {
    if (processes.current(node) !== life) return;
    const open: OpenCall = { call: call as unknown as Call<unknown>, life, event: null, before: null };
    openCalls.add(open);
    if (lastSubmitted !== null) joinAppend(open, lastSubmitted);
    lastSubmitted = open;
    schedule(open);
  };
  /**
   * A sync right behind an append answers for both: nearly every append is followed by one, and its own answer, which
   * comes in between, decides nothing. The append then takes effect no sooner than the sync.
   */
  const joinAppend = (open: OpenCall, last: OpenCall): void => {
    if (open.call.operation !== 'sync' || last.call.bytes === null) return;
    if (open.call.file !== last.call.file || !openCalls.has(last) || hung.includes(last)) return;
    if (last.event !== null) kernel.cancel(last.event);
    open.before = last;
  };
  const complete = (open: OpenCall): void => {
    if (faults.hangs()) {
      hung.push(open);
      return;
    }
    if (open.before !== null) finish(open.before);
    // What the append answered may have ended the process, and every call of it.
    if (openCalls.has(open)) finish(open);
  };
  const finish = (open: OpenCall): void => {
    openCalls.delete(open);
    const { call } = open;
    const { operation, name, bytes } = call;
    const code =
      operation === 'close' ? null : faults.errorFor(operation, name, bytes === null ? 0 : bytes.length);
    const error = code === null ? null : fail(call, code);
    const value = error === null ? attempt(call) : null;
    processes.deliver(open.life, () => {
      if (value instanceof Error) call.answer(value, null);
      else call.answer(error, value);
    });
  };
  const fail = (call: Call<unknown>, code: string): DiskError => {
    if (call.operation === 'sync') call.file?.loseDirtyPages();
    appendPart(call);
    return diskError(code, describeCall(call));
  };
  const appendPart = (call: Call<unknown>): void => {
    if (call.bytes === null) return;
    call.file?.append(call.bytes.subarray(0, crashes.below(call.bytes.length + 1)));
  };

  return {
    faults,
    fileSystem,
    diskOf: (life) => createProcessDisk(fileSystem, faults, random, (call) => submit(life, call)),
    releaseHungCalls: () => {
      const released = hung;
      hung = [];
      for (const open of released) schedule(open);
    },
    damage: (damage) => {
      if (damage.kind !== 'bit-flip') {
        faults.damageNextWrite(damage.kind);
        return true;
      }
      return flipBit(fileSystem, faults, random);
    },
    isDamaged: () => faults.awaitsWrite() || fileSystem.isDamaged(),
    processGone: () => {
      const hanging = new Set(hung);
      const calls = [...openCalls].filter((open) => !hanging.has(open));
      const finished = crashes.below(calls.length + 1);
      calls.forEach((open, position) => {
        if (position < finished) attempt(open.call);
        else if (position === finished) appendPart(open.call);
      });
      for (const open of openCalls) if (open.event !== null) kernel.cancel(open.event);
      openCalls.clear();
      hung = [];
    },
    losePower: () =>
      fileSystem.losePower(crashes, options.reorderUnsynced, options.spareLosses ? detectableBytes : null),
  };
}

function describe({ call, before }: OpenCall): string {
  return before === null ? describeCall(call) : `${describeCall(before.call)}, ${describeCall(call)}`;
}

function attempt(call: Call<unknown>): unknown {
  try {
    return call.act();
  } catch (error) {
    return error;
  }
}

/** One bit somewhere in what is stored, every byte that may be hit equally likely. */
function flipBit(fileSystem: FileSystem, faults: DiskFaultState, random: RandomStream): boolean {
  const files = fileSystem.names().map((name) => {
    const file = fileSystem.find(name) as SimulatedFile;
    return { file, bytes: Math.min(file.length(), detectableBytes(name, file)) };
  });
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total === 0) return false;
  let place = random.below(total);
  for (const { file, bytes } of files) {
    if (place < bytes) {
      file.flipBit(place, random.below(8));
      break;
    }
    place -= bytes;
  }
  faults.count('bit-flip');
  return true;
}
