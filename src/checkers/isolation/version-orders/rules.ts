// What each model below serializability asks of an order of the versions: which relations between transactions must have no
// cycle, and what no transaction may have missed of that which it saw. A history satisfies a model if some order of the
// versions of each key does.
//
// The relations are Adya's: `wr` from a writer to a reader, `ww` from a version to each later one, `rw` from a reader to the
// writers of all versions later than the one it found. Sources: Adya, "Weak Consistency" (1999), for PL-2, PL-CS, PL-2L, PL-MSR,
// PL-2+, PL-3U; Bailis et al., "Highly Available Transactions" (VLDB 2014), for the monotonic atomic view; Cerone, Bernardi and
// Gotsman (CONCUR 2015) with Cerone, Gotsman and Yang, "Algebraic Laws for Weak Consistency" (CONCUR 2017), for the rest.

import type { ModelName } from '../models.ts';

/** What of a transaction has a place of its own in an order. */
export type Shape =
  /** It is one event. */
  | 'whole'
  /** All its reads are one event, all its writes another one that comes later. */
  | 'split'
  /** Each micro-operation is an event; its writes are seen after the last. */
  | 'steps';

/** What was seen: whatever leads to the reader. */
export interface Sight {
  /** Only what was read from, or also whatever that had seen. */
  readonly reach: 'direct' | 'path';
  /** Whether what was overwritten has been seen. */
  readonly ww: boolean;
  /** Whether an update that missed another one counts as seen before it. */
  readonly rw: boolean;
}

export interface Rules {
  readonly shape: Shape;
  /** Whether a transaction sees what it overwrites; otherwise its write only comes to last. */
  readonly overwriteSees: boolean;
  /** Whether `rw` belongs to what has no cycle: of all transactions, or of those that write. */
  readonly misses: 'none' | 'updates' | 'all';
  readonly order: 'none' | 'process' | 'realtime';
  /** No read misses a write of a transaction in sight. */
  readonly sight: Sight | null;
  /** A version written by a transaction that read the key comes right behind what it read. */
  readonly cursor: boolean;
}

const readCommitted: Rules = {
  shape: 'whole',
  overwriteSees: true,
  misses: 'none',
  order: 'none',
  sight: null,
  cursor: false,
};
const read: Sight = { reach: 'direct', ww: false, rw: false };
const causal: Rules = { ...readCommitted, sight: { reach: 'path', ww: false, rw: false } };
const consistentView: Rules = { ...readCommitted, sight: { reach: 'path', ww: true, rw: false } };
const snapshot: Rules = { ...readCommitted, shape: 'split', misses: 'all' };

/**
 * The rules of each model that no serial order decides, besides what shows without an order of versions. Where commits and
 * starts lie in time is not seen: they lie where it suits the database, so that forward consistent view asks for no more than
 * consistent view.
 */
export const rulesOf: Readonly<Partial<Record<ModelName, Rules>>> = {
  'read-committed': readCommitted,
  'monotonic-view': { ...readCommitted, shape: 'steps', sight: { reach: 'path', ww: true, rw: false } },
  'monotonic-snapshot-read': { ...readCommitted, shape: 'steps', misses: 'all' },
  'monotonic-atomic-view': { ...readCommitted, shape: 'steps', overwriteSees: false, sight: read },
  'cursor-stability': { ...readCommitted, cursor: true },
  'read-atomic': { ...readCommitted, sight: read },
  'update-atomic': { ...readCommitted, sight: { reach: 'direct', ww: true, rw: false } },
  'causal-cerone': causal,
  prefix: { ...snapshot, overwriteSees: false },
  'parallel-snapshot-isolation': consistentView,
  'consistent-view': consistentView,
  'forward-consistent-view': consistentView,
  'update-serializable': {
    ...readCommitted,
    misses: 'updates',
    sight: { reach: 'path', ww: true, rw: true },
  },
  'repeatable-read': { ...readCommitted, misses: 'all' },
  'snapshot-isolation': snapshot,
  'strong-session-read-committed': { ...readCommitted, order: 'process' },
  'strong-session-causal': { ...causal, order: 'process' },
  'strong-session-snapshot-isolation': { ...snapshot, order: 'process' },
  'strong-read-committed': { ...readCommitted, order: 'realtime' },
  'strong-snapshot-isolation': { ...snapshot, order: 'realtime' },
};
