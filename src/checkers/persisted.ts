// What the replicas of a cluster have persisted, as plain data, and what it says of one write. A replica gives back its
// snapshot and the entries of its log behind it: what was written before the snapshot, and replaced there, can no longer
// be told from what never came. Only what must show somewhere and shows nowhere is missing.

import { canonicalText } from '../history/canonical-text.ts';
import type { JsonValue } from '../history/operation.ts';

/** The key is null in a set. */
export type PersistedWrite = readonly [key: JsonValue, value: JsonValue];

/** What one replica would give back after a start. */
export interface PersistedReplica {
  readonly node: string;
  /** The last entry of its log. Two logs that end in the same one hold the same entries up to there. */
  readonly end: { readonly ballot: number; readonly logId: number };
  /** What its snapshot holds: the value of each register, the elements of a set. Null: the log begins at the beginning. */
  readonly snapshot: readonly PersistedWrite[] | null;
  /** Writes in the entries of its log behind the snapshot. */
  readonly logged: readonly PersistedWrite[];
  /** Likewise, but they changed nothing, such as a compare-and-set of a register that held another value. */
  readonly withoutEffect: readonly PersistedWrite[];
  /** Unconditional writes in entries that are kept from before the snapshot. */
  readonly beforeSnapshot: readonly PersistedWrite[];
}

/** A replica whose data says nothing for certain, and why. */
export interface UnreadReplica {
  readonly node: string;
  readonly reason: string;
}

/** Every replica of the cluster is in one of the two lists. */
export interface Persisted {
  readonly replicas: readonly PersistedReplica[];
  readonly unread: readonly UnreadReplica[];
}

/** A write as far as replicas are asked about it. */
export interface WriteToFind {
  readonly key: JsonValue;
  readonly value: JsonValue;
  /** Row. */
  readonly invocation: number;
}

export interface AcknowledgedWriteToFind extends WriteToFind {
  /** Row. */
  readonly completion: number;
}

/** How replicas account for a write. */
export interface Account {
  /** Replicas that hold it. */
  readonly held: number;
  /** Replicas that do not, but whose snapshot may hold what replaced it. */
  readonly replaced: number;
  /** It is on no replica, every one of which was read. */
  readonly isLost: boolean;
  /** A replica has neither it nor what may have replaced it, though its log ends where that of one that has it does. */
  readonly isIncomplete: boolean;
  /** More than half of all replicas hold it, or what may have replaced it. */
  readonly isOnMajority: boolean;
}

export type Fate = 'took effect' | 'never happened' | 'undecided';

export interface PersistedLogs {
  accountOf(write: WriteToFind): Account;
  /** What became of a write whose outcome nobody was told. */
  fateOf(write: WriteToFind): Fate;
}

/** One replica, for look-ups by the canonical text of key and value. */
interface Replica {
  readonly end: string;
  readonly logged: ReadonlySet<string>;
  readonly withoutEffect: ReadonlySet<string>;
  /** Of the snapshot and the entries before it: committed for certain. */
  readonly committed: ReadonlySet<string>;
  readonly inSnapshot: ReadonlySet<string>;
  /** By the text of the key; null without a snapshot, and in a set, whose elements nothing replaces. */
  readonly registers: ReadonlyMap<string, string> | null;
}

/** @param acknowledged all acknowledged writes, to tell which value of a register is older than another */
export function createPersistedLogs(
  { replicas, unread }: Persisted,
  acknowledged: readonly AcknowledgedWriteToFind[],
  isSet: boolean,
): PersistedLogs {
  const majority = Math.floor((replicas.length + unread.length) / 2) + 1;
  const read = replicas.map((replica) => indexed(replica, isSet));
  const completions = new Map(acknowledged.map((write) => [textOf(write), write.completion]));
  /** A register that its snapshot holds at a value acknowledged before the write began would have been overwritten. */
  const mayBeReplaced = ({ registers }: Replica, { key, invocation }: WriteToFind): boolean => {
    const present = registers?.get(canonicalText(key));
    if (present === undefined) return false;
    return !((completions.get(present) ?? Number.POSITIVE_INFINITY) < invocation);
  };
  const holds = ({ inSnapshot, logged, withoutEffect }: Replica, text: string): boolean =>
    inSnapshot.has(text) || logged.has(text) || withoutEffect.has(text);
  const accountOf = (write: WriteToFind): Account => {
    const text = textOf(write);
    const holding = read.filter((replica) => holds(replica, text));
    const others = read.filter((replica) => !holds(replica, text));
    const lacking = others.filter((replica) => !mayBeReplaced(replica, write));
    const accounting = read.length - lacking.length;
    return {
      held: holding.length,
      replaced: others.length - lacking.length,
      isLost: unread.length === 0 && read.length > 0 && accounting === 0,
      isIncomplete: lacking.some(({ end }) =>
        holding.some((replica) => replica.end === end && !replica.withoutEffect.has(text)),
      ),
      isOnMajority: accounting >= majority,
    };
  };
  return {
    accountOf,
    fateOf(write) {
      const text = textOf(write);
      const isCommitted = read.some(({ committed }) => committed.has(text));
      const effective = read.filter(({ logged }) => logged.has(text)).length;
      if (isCommitted || effective >= majority) return 'took effect';
      if (effective > 0) return 'undecided';
      const without = read.filter(({ withoutEffect }) => withoutEffect.has(text)).length;
      const { isLost, replaced } = accountOf(write);
      return isLost || (without >= majority && replaced === 0) ? 'never happened' : 'undecided';
    },
  };
}

const textOf = ({ key, value }: Pick<WriteToFind, 'key' | 'value'>): string => canonicalText([key, value]);

function indexed(
  { end, snapshot, logged, withoutEffect, beforeSnapshot }: PersistedReplica,
  isSet: boolean,
): Replica {
  const texts = (writes: readonly PersistedWrite[]): readonly string[] =>
    writes.map((write) => canonicalText([...write]));
  const inSnapshot = texts(snapshot ?? []);
  return {
    end: `${end.ballot}/${end.logId}`,
    logged: new Set(texts(logged)),
    withoutEffect: new Set(texts(withoutEffect)),
    committed: new Set([...inSnapshot, ...texts(beforeSnapshot)]),
    inSnapshot: new Set(inSnapshot),
    registers:
      snapshot === null || isSet
        ? null
        : new Map(snapshot.map(([key], position) => [canonicalText(key), inSnapshot[position] as string])),
  };
}
