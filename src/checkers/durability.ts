// Durability: every acknowledged write is still there, or what replaced it is. Judged by the reads that close the run and,
// where they are known, by what the replicas have persisted. Says how much was lost, in writes and in time.

import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { type AcknowledgedWrite, collectWrites, type Writes } from './acknowledged-writes.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { perKey } from './per-key.ts';
import { type Account, createPersistedLogs, type Fate, type Persisted } from './persisted.ts';
import { listedValues, sentence, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'durability';
const mostWitnessed = 5;
const nanosecondsPerMillisecond = 1e6;

export interface DurabilityOptions {
  /** What every replica has on its disk; absent where nothing is known of that. */
  readonly persisted?: Persisted | undefined;
}

/**
 * A checker of sets (`add`, `read`) and of registers with unique values (`read`, `write`, `cas`). A violation: an
 * acknowledged write that is gone, or that no replica has persisted. Unknown: acknowledged writes that no closing read
 * covers and that are not on a majority of the replicas.
 */
export function durability({ persisted }: DurabilityOptions = {}): Checker {
  const checker: Checker = {
    name: NAME,
    check: (history, budget) => checkDurability(history, budget, persisted),
  };
  const perSet = perKey(checker);
  return {
    name: NAME,
    check: (history, budget) => {
      const isSet = history.columns().names.find('add') !== absent;
      return (isSet ? perSet : checker).check(history, budget);
    },
  };
}

function checkDurability(history: History, budget: Budget, persisted: Persisted | undefined): Verdict {
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const writes = collectWrites(history, budget);
  if (typeof writes === 'string') return unknown(writes);
  const { acknowledged } = writes;
  if (acknowledged.length === 0) return unknown('There is nothing to judge: no write was acknowledged.');
  const logs = persisted === undefined ? null : readLogs(persisted, writes);
  const gone = acknowledged.filter(({ goneIn }) => goneIn !== absent);
  const unlogged = acknowledged.filter((write) => logs?.accounts.get(write)?.isLost === true);
  const lost = new Set([...gone, ...unlogged]);
  const incomplete = acknowledged.filter((write) => logs?.accounts.get(write)?.isIncomplete === true);
  // What a majority has persisted is accounted for as well as by a read.
  const open = acknowledged.filter(
    (write) => !write.isCovered && logs?.accounts.get(write)?.isOnMajority !== true,
  );
  const details = {
    acknowledged: acknowledged.length,
    lostCount: lost.size,
    lost: listedValues([...lost], name),
    recoveryPointWrites: lost.size,
    ...lossInTime(history, acknowledged, lost),
    uncoveredCount: open.length,
    ...(logs === null ? {} : { incompleteCount: incomplete.length }),
    ...logs?.details,
  };
  const reason = sentences([
    sentence(gone, name, 'write', 'acknowledged and gone'),
    sentence(unlogged, name, 'write', 'acknowledged and in no log or snapshot of any replica'),
    sentence(incomplete, name, 'write', 'acknowledged and missing on a replica that should have it'),
  ]);
  if (reason !== '') {
    const shown = [...lost, ...incomplete].slice(0, mostWitnessed);
    const rows = shown.flatMap((write) => [write.invocation, write.completion, write.goneIn]);
    return violation(
      reason,
      rows.filter((row) => row !== absent),
      details,
    );
  }
  const uncovered = sentences([sentence(open, name, 'write', 'acknowledged and covered by no closing read')]);
  return uncovered === '' ? valid(details) : unknown(uncovered, details);
}

/** The value, with its key where it has one. */
function name({ key, value }: Pick<AcknowledgedWrite, 'key' | 'value'>): JsonValue {
  return key === null ? value : { key, value };
}

/**
 * `recoveryPointMs`: the longest time before which everything acknowledged is there and after which nothing is, from the
 * last write kept to the last one lost of a row of lost ones. `lossSpanMs`: from the first write lost to the last.
 */
function lossInTime(
  history: History,
  acknowledged: readonly AcknowledgedWrite[],
  lost: ReadonlySet<AcknowledgedWrite>,
): Verdict['details'] {
  const { time } = history.columns();
  let kept = time[acknowledged[0]?.invocation as number] as number;
  let longest = 0;
  let first: number | null = null;
  let last = 0;
  for (const write of acknowledged) {
    const at = time[write.completion] as number;
    if (!lost.has(write)) {
      kept = at;
      continue;
    }
    first ??= at;
    last = at;
    longest = Math.max(longest, at - kept);
  }
  return {
    recoveryPointMs: longest / nanosecondsPerMillisecond,
    lossSpanMs: first === null ? 0 : (last - first) / nanosecondsPerMillisecond,
  };
}

interface Logs {
  readonly accounts: ReadonlyMap<AcknowledgedWrite, Account>;
  readonly details: Verdict['details'];
}

/** What the replicas say of every write, and how much of them could be read: what they do not cover is said, too. */
function readLogs(persisted: Persisted, { acknowledged, unknown, isSet }: Writes): Logs {
  const logs = createPersistedLogs(persisted, acknowledged, isSet);
  const accounts = new Map(acknowledged.map((write) => [write, logs.accountOf(write)]));
  const count = (matches: (account: Account) => boolean): number =>
    [...accounts.values()].filter(matches).length;
  const { replicas, unread } = persisted;
  const scarce = acknowledged.filter((write) => accounts.get(write)?.isOnMajority !== true);
  const fates = unknown.map((write) => logs.fateOf(write));
  const ofFate = (wanted: Fate): number => fates.filter((fate) => fate === wanted).length;
  return {
    accounts,
    details: {
      replicasRead: replicas.length,
      replicasUnread: unread.map(({ node, reason }) => `${node}: ${reason}`),
      persistedCount: count(({ held }) => held > 0),
      // Nothing shows these, but a snapshot may hold what replaced them.
      replacedCount: count(({ held, replaced }) => held === 0 && replaced > 0),
      // Nothing shows these, but not every replica could be read.
      untoldCount: count(({ held, replaced, isLost }) => held + replaced === 0 && !isLost),
      belowMajorityCount: scarce.length,
      belowMajority: listedValues(scarce, name),
      unknownCount: unknown.length,
      unknownTookEffectCount: ofFate('took effect'),
      unknownNeverHappenedCount: ofFate('never happened'),
      unknownUndecidedCount: ofFate('undecided'),
    },
  };
}
