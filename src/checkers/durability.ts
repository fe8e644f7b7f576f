// Durability: every acknowledged write is still there, or what replaced it is. Judged by the reads that close the run and,
// where they are known, by what the replicas have persisted. Says how much was lost, in writes and in time.

import { canonicalText } from '../history/canonical-text.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { type AcknowledgedWrite, collectWrites, type Writes } from './acknowledged-writes.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { perKey } from './per-key.ts';
import { positionOf } from './rows.ts';
import { listed, sentence, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'durability';
const mostWitnessed = 5;
const nanosecondsPerMillisecond = 1e6;

/** What one replica holds on its disk: every write of its log, overwritten ones too. */
export interface PersistedWrites {
  readonly node: string;
  /** The key is null in a set. */
  readonly writes: readonly (readonly [key: JsonValue, value: JsonValue])[];
}

export interface DurabilityOptions {
  /** One entry per replica whose log is whole; empty where nothing is known. */
  readonly persisted?: readonly PersistedWrites[];
}

/**
 * A checker of sets (`add`, `read`) and of registers with unique values (`read`, `write`, `cas`). A violation: an
 * acknowledged write that is gone, or that is in no replica's log. Unknown: acknowledged writes that no closing read
 * covers.
 */
export function durability({ persisted = [] }: DurabilityOptions = {}): Checker {
  const checker: Checker = {
    name: NAME,
    check: (history, budget) => checkDurability(history, budget, persisted),
  };
  const perSet = perKey(checker);
  return {
    name: NAME,
    check: (history, budget) => {
      const isSet = positionOf(history.columns().names, 'add') !== absent;
      return (isSet ? perSet : checker).check(history, budget);
    },
  };
}

function checkDurability(history: History, budget: Budget, persisted: readonly PersistedWrites[]): Verdict {
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const writes = collectWrites(history, budget);
  if (typeof writes === 'string') return unknown(writes);
  const { acknowledged } = writes;
  if (acknowledged.length === 0) return unknown('There is nothing to judge: no write was acknowledged.');
  const logs = persisted.length === 0 ? null : createLogs(persisted);
  const isUnlogged = (write: AcknowledgedWrite): boolean => logs !== null && logs.copies(write) === 0;
  const gone = acknowledged.filter(({ goneIn }) => goneIn !== absent);
  const unlogged = acknowledged.filter(isUnlogged);
  const lost = new Set([...gone, ...unlogged]);
  // A log that holds a write accounts for it as well as a read does.
  const open = acknowledged.filter((write) => !write.isCovered && (logs === null || isUnlogged(write)));
  const details = {
    acknowledged: acknowledged.length,
    lostCount: lost.size,
    lost: listed([...lost]).map(name),
    recoveryPointWrites: lost.size,
    ...lossInTime(history, acknowledged, lost),
    uncoveredCount: open.length,
    ...(logs === null ? {} : logged(logs, writes)),
  };
  const reason = sentences([
    sentence(gone.map(name), 'write', 'acknowledged and gone'),
    sentence(unlogged.map(name), 'write', 'acknowledged and in no log'),
  ]);
  if (reason !== '') {
    const shown = [...lost].slice(0, mostWitnessed);
    const rows = shown.flatMap((write) => [write.invocation, write.completion, write.goneIn]);
    return violation(
      reason,
      rows.filter((row) => row !== absent),
      details,
    );
  }
  const uncovered = sentences([
    sentence(open.map(name), 'write', 'acknowledged and covered by no closing read'),
  ]);
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
  readonly replicas: number;
  /** How many replicas hold the write. */
  copies(write: Pick<AcknowledgedWrite, 'key' | 'value'>): number;
}

function createLogs(persisted: readonly PersistedWrites[]): Logs {
  const held = persisted.map(({ writes }) => new Set(writes.map((write) => canonicalText([...write]))));
  return {
    replicas: persisted.length,
    copies: ({ key, value }) => {
      const text = canonicalText([key, value]);
      return held.filter((log) => log.has(text)).length;
    },
  };
}

/** Copies of acknowledged writes, and writes of unknown outcome that happened after all. */
function logged(logs: Logs, { acknowledged, unknown }: Writes): Verdict['details'] {
  const majority = Math.floor(logs.replicas / 2) + 1;
  const scarce = acknowledged.filter((write) => logs.copies(write) < majority);
  return {
    replicas: logs.replicas,
    belowMajorityCount: scarce.length,
    belowMajority: listed(scarce).map(name),
    unknownInLogCount: unknown.filter((write) => logs.copies(write) > 0).length,
  };
}
