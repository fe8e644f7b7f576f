// What is wrong with one host's disk: lasting conditions, and single acts of damage that wait for the next write.
// Everything that hits is counted, as the evidence that a fault took effect.

import type { DiskDamage, DiskFault, DiskOperation } from '../../disk-fault.ts';
import type { RandomStream } from '../random.ts';
import { blockBytes } from './file.ts';

type PendingDamage = Exclude<DiskDamage['kind'], 'bit-flip'>;

export interface DiskFaultState {
  inject(fault: DiskFault): void;
  heal(): void;
  damageNextWrite(kind: PendingDamage): void;
  hits(): Readonly<Record<string, number>>;
  count(kind: string, amount?: number): void;
  /** Extra time a call takes now. */
  extraDelayMs(): number;
  hangs(): boolean;
  liesOnSync(): boolean;
  /** The error this call fails with, if it is to fail; `file` contains the file's name, `bytes` is what an append needs. */
  errorFor(operation: DiskOperation, file: string, bytes: number): 'EIO' | 'ENOSPC' | null;
  /** Room that is left on a disk that is full or filling; `null` on any other. */
  freeBytes(): number | null;
  /** Whether this read is to give a bit wrong. */
  misreads(): boolean;
  /** The damage that waits for an append of `length` bytes at `offset`, taken. */
  takeDamage(offset: number, length: number): PendingDamage | null;
  /** True while damage waits for an append. */
  awaitsWrite(): boolean;
  /** What lasts now, for people. */
  conditions(): readonly string[];
}

/** A full disk refuses what needs space; it still syncs, reads and removes. */
const operationsThatNeedSpace: readonly DiskOperation[] = ['append', 'open'];

/** The first place inside a write at which it can tear; `null` where it lies in one sector. */
export function tearPlace(offset: number, length: number): number | null {
  const boundary = (Math.floor(offset / blockBytes) + 1) * blockBytes;
  return boundary < offset + length ? boundary : null;
}

/**
 * Makes a healthy disk's state.
 * @param random decides which calls fail where only some do
 * @param nowMs time for what changes while it lasts
 */
export function createDiskFaultState(
  random: Pick<RandomStream, 'chance'>,
  nowMs: () => number,
): DiskFaultState {
  let faults: DiskFault[] = [];
  const injectedMs = new Map<DiskFault, number>();
  let pending: PendingDamage[] = [];
  const hits: Record<string, number> = {};
  const count = (kind: string, amount = 1): void => {
    hits[kind] = (hits[kind] ?? 0) + amount;
  };
  const room = new Map<DiskFault, number>();
  /** False when an append needs more room than is left; then none is left for any. */
  const takeRoom = (fault: DiskFault & { readonly kind: 'filling' }, bytes: number): boolean => {
    const left = (room.get(fault) ?? fault.freeBytes) - bytes;
    room.set(fault, Math.max(0, left));
    if (left >= 0) count('filling');
    return left >= 0;
  };
  /** From 1 to 0 while a slow disk recovers. */
  const shareLeft = (fault: DiskFault & { readonly kind: 'slow' }): number =>
    fault.recoveryMs === undefined
      ? 1
      : Math.max(0, 1 - (nowMs() - (injectedMs.get(fault) ?? 0)) / fault.recoveryMs);
  const has = (kind: DiskFault['kind']): boolean => {
    if (faults.length === 0 || !faults.some((fault) => fault.kind === kind)) return false;
    count(kind);
    return true;
  };
  return {
    count,
    inject: (fault) => {
      faults.push(fault);
      injectedMs.set(fault, nowMs());
    },
    heal: () => {
      faults = [];
      injectedMs.clear();
      pending = [];
      room.clear();
    },
    damageNextWrite: (kind) => {
      pending.push(kind);
    },
    hits: () => ({ ...hits }),
    extraDelayMs: () => {
      let delayMs = 0;
      for (const fault of faults) {
        if (fault.kind === 'slow') delayMs += Math.round(fault.delayMs * shareLeft(fault));
      }
      if (delayMs > 0) count('slow');
      return delayMs;
    },
    hangs: () => has('hang'),
    liesOnSync: () => has('lying-sync'),
    errorFor: (operation, file, bytes) => {
      for (const fault of faults) {
        if (fault.kind === 'filling' && operation === 'append') {
          if (takeRoom(fault, bytes)) continue;
          count('ENOSPC');
          return 'ENOSPC';
        }
        if (fault.kind !== 'error') continue;
        if (fault.files !== undefined && !file.includes(fault.files)) continue;
        const affected = fault.operations ?? (fault.code === 'ENOSPC' ? operationsThatNeedSpace : null);
        if (affected !== null && !affected.includes(operation)) continue;
        if (!random.chance((fault.percent ?? 100) * 10)) continue;
        count(fault.code);
        return fault.code;
      }
      return null;
    },
    freeBytes: () => {
      const left = faults.flatMap((fault) => {
        if (fault.kind === 'filling') return [room.get(fault) ?? fault.freeBytes];
        return fault.kind === 'error' && fault.code === 'ENOSPC' && fault.operations === undefined ? [0] : [];
      });
      return left.length === 0 ? null : Math.min(...left);
    },
    misreads: () => {
      const hit = faults.some((fault) => fault.kind === 'misread' && random.chance(fault.percent * 10));
      if (hit) count('misread');
      return hit;
    },
    takeDamage: (offset, length) => {
      const index = pending.findIndex((kind) => kind !== 'torn-write' || tearPlace(offset, length) !== null);
      const [damage = null] = index < 0 ? [] : pending.splice(index, 1);
      if (damage !== null) count(damage);
      return damage;
    },
    awaitsWrite: () => pending.length > 0,
    conditions: () => faults.map((fault) => fault.kind),
  };
}
