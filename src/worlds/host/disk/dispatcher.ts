// Leads each request past the faults of the disk: it may be held for a while or until healing, fail, or go through. A
// process that is killed while its request is held is let go at once; nothing else may end it early.

import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { DiskOperation } from '../../disk-fault.ts';
import type { DiskFaultState } from '../../sim/disk/faults.ts';
import type { Calls } from './calls.ts';
import { errnoOfCode } from './errors.ts';
import { encodeInit } from './fuse-replies.ts';
import type { FuseRequest } from './fuse-requests.ts';

export interface Dispatcher {
  dispatch(request: FuseRequest): void;
  /** Lets requests that hang go on; call after healing. */
  release(): void;
  /** From now on no request that faults can hit is carried out or answered: the disk has lost its power. */
  cutPower(): void;
  /** Ends that; requests that were held fail. */
  restorePower(): void;
  isCut(): boolean;
}

interface HeldRequest {
  readonly request: FuseRequest;
  /** `null` while it hangs. */
  readonly timer: NodeJS.Timeout | null;
  /** The kernel has told once that the process was signalled; it does not tell again. */
  interrupted: boolean;
}

const killPollMs = 50;

/** Which operation of the disk interface a request is, as faults name them. Looking at names and attributes is none. */
const operations: Partial<Readonly<Record<FuseRequest['kind'], DiskOperation>>> = {
  write: 'append',
  fsync: 'sync',
  fsyncdir: 'sync-directory',
  read: 'read',
  open: 'open',
  create: 'open',
  mkdir: 'open',
  link: 'open',
  rename: 'rename',
  unlink: 'remove',
  rmdir: 'remove',
  opendir: 'list',
};

export function createDispatcher(
  calls: Calls,
  faults: DiskFaultState,
  reply: (unique: number, errno: number, body?: Buffer) => void,
  forget: (node: number, lookups: number) => void,
): Dispatcher {
  const held = new Map<number, HeldRequest>();
  /** Answered later, by the disk below; not to be interrupted. */
  const underWay = new Set<number>();
  let killPoll: NodeJS.Timeout | null = null;
  let isCut = false;

  const answerTo =
    (request: FuseRequest) =>
    (errno: number, body?: Buffer): void => {
      underWay.delete(request.unique);
      if (!isCut) return reply(request.unique, errno, body);
      // A sync that ends after the power has gone: nobody is to hear of it. Its process may have been killed meanwhile.
      held.set(request.unique, { request, timer: null, interrupted: true });
      letKilledGo();
    };
  const hold = (request: FuseRequest, delayMs: number | null): void => {
    // The message's bytes are overwritten by the next request.
    const kept = request.kind === 'write' ? { ...request, bytes: Buffer.from(request.bytes) } : request;
    const goOn = (): void => {
      held.delete(request.unique);
      arrive(kept);
    };
    const timer = delayMs === null ? null : setTimeout(goOn, delayMs);
    held.set(request.unique, { request: kept, timer, interrupted: false });
  };
  const arrive = (request: FuseRequest): void => {
    if (isCut || faults.hangs()) hold(request, null);
    else finish(request);
  };
  const finish = (request: FuseRequest): void => {
    const operation = operationOf(request);
    const bytes = request.kind === 'write' ? request.bytes.length : 0;
    const code = operation === null ? null : faults.errorFor(operation, calls.pathOf(request) ?? '', bytes);
    if (code === null) {
      underWay.add(request.unique);
      calls.perform(request, answerTo(request));
      return;
    }
    try {
      calls.performPart(request);
    } catch {
      // It fails either way.
    }
    reply(request.unique, errnoOfCode(code));
  };
  const interrupt = (unique: number, interrupted: number): void => {
    const found = held.get(interrupted);
    if (found !== undefined) {
      found.interrupted = true;
      letKilledGo();
    } else if (!underWay.has(interrupted)) {
      // The kernel asks again while the request is on its way, and drops this if it is done.
      reply(unique, constants.errno.EAGAIN);
    }
  };
  const letKilledGo = (): void => {
    if (killPoll !== null) clearTimeout(killPoll);
    killPoll = null;
    let waiting = false;
    for (const [unique, { request, timer, interrupted }] of held) {
      if (!interrupted) continue;
      if (!isKilled(request.pid)) {
        waiting = true;
        continue;
      }
      if (timer !== null) clearTimeout(timer);
      held.delete(unique);
      reply(unique, constants.errno.EINTR);
    }
    if (waiting) killPoll = setTimeout(letKilledGo, killPollMs);
  };

  return {
    dispatch(request) {
      switch (request.kind) {
        case 'init':
          return reply(request.unique, request.major < 7 ? constants.errno.EPROTO : 0, encodeInit(request));
        case 'forget':
          for (const { node, lookups } of request.forgotten) forget(node, lookups);
          return;
        case 'interrupt':
          return interrupt(request.unique, request.interrupted);
        case 'unknown':
          return reply(request.unique, constants.errno.ENOSYS);
        case 'destroy':
          return reply(request.unique, 0);
        default: {
          if (operationOf(request) === null) return calls.perform(request, answerTo(request));
          const delayMs = faults.extraDelayMs();
          if (delayMs > 0) return hold(request, delayMs);
          return arrive(request);
        }
      }
    },
    release() {
      if (isCut) return;
      for (const [unique, { request, timer }] of held) {
        if (timer !== null) continue;
        held.delete(unique);
        arrive(request);
      }
    },
    cutPower() {
      isCut = true;
    },
    restorePower() {
      isCut = false;
      for (const [unique, { timer }] of held) {
        if (timer !== null) clearTimeout(timer);
        reply(unique, constants.errno.EIO);
      }
      held.clear();
    },
    isCut: () => isCut,
  };
}

function operationOf(request: FuseRequest): DiskOperation | null {
  if (request.kind === 'setattr') return (request.attributes.valid & 8) === 0 ? null : 'truncate';
  return operations[request.kind] ?? null;
}

/**
 * Whether the thread that made a request is about to die. A stopped process is signalled as well, but waits on: its call
 * must not fail only because it was paused.
 */
function isKilled(thread: number): boolean {
  try {
    const pending =
      /^SigPnd:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${thread}/status`, 'utf8'))?.[1] ?? '0';
    return (BigInt(`0x${pending}`) & (1n << BigInt(constants.signals.SIGKILL - 1))) !== 0n;
  } catch {
    return true;
  }
}
