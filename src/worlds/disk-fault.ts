// What can be wrong with the disk of a host, in every world: lasting conditions, and single acts of damage.

export type DiskOperation =
  | 'append'
  | 'sync'
  | 'truncate'
  | 'read'
  | 'open'
  | 'rename'
  | 'remove'
  | 'list'
  | 'sync-directory';

/** A lasting condition of a disk, until it is healed. */
export type DiskFault =
  /** Calls fail with this error; where given, only `operations` on files with `files` in their name, `percent` of them. */
  | {
      readonly kind: 'error';
      readonly code: 'EIO' | 'ENOSPC';
      readonly operations?: readonly DiskOperation[];
      readonly files?: string;
      readonly percent?: number;
    }
  /** Every call takes `delayMs` longer; where given, less and less of that, and nothing any more after `recoveryMs`. */
  | { readonly kind: 'slow'; readonly delayMs: number; readonly recoveryMs?: number }
  /** Room for so many bytes more; once an append needs more than is left, appends fail with ENOSPC. */
  | { readonly kind: 'filling'; readonly freeBytes: number }
  /** No call returns before the disk is healed. */
  | { readonly kind: 'hang' }
  /** Syncs answer well at once and make nothing durable. */
  | { readonly kind: 'lying-sync' }
  /** Of the reads, `percent` give one bit wrong. The medium is right, and so may be the next read of the same place. */
  | { readonly kind: 'misread'; readonly percent: number };

/** One act of damage to what the disk holds, at a place drawn by the world. */
export type DiskDamage =
  /** One bit of a stored file changes. */
  | { readonly kind: 'bit-flip' }
  /** The next append says it is done and never reaches the medium. */
  | { readonly kind: 'lost-write' }
  /** The next append of more than one sector says it is done; only the sectors before some boundary reach the medium. */
  | { readonly kind: 'torn-write' }
  /** The next append lands on an earlier place of the file. */
  | { readonly kind: 'misdirected-write' };
