// Every acknowledged write of a set or of registers, and what the reads that close the run say of it.

import { typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import type { Budget } from './checker.ts';
import { collectAccesses, type RegisterAccesses } from './register-accesses.ts';
import { endOf, isInvocation, valueIn } from './rows.ts';
import { collectElements, never } from './set-elements.ts';
import { findFinalReads, findPresence } from './set-presence.ts';

export interface AcknowledgedWrite {
  /** Rows. */
  readonly invocation: number;
  readonly completion: number;
  /** What a register has as its key; null in a set. */
  readonly key: JsonValue;
  readonly value: JsonValue;
  /** Completion of a closing read that cannot be what it is unless the write is gone; `absent` where there is none. */
  readonly goneIn: number;
  /** False where no closing read could have shown it, or what replaced it. */
  readonly isCovered: boolean;
}

/** A write whose outcome nobody was told. */
export interface UnknownWrite {
  /** Row. */
  readonly invocation: number;
  readonly key: JsonValue;
  readonly value: JsonValue;
}

export interface Writes {
  /** In the order in which they were acknowledged. */
  readonly acknowledged: readonly AcknowledgedWrite[];
  readonly unknown: readonly UnknownWrite[];
  /** False for registers. */
  readonly isSet: boolean;
}

/** The writes of a history, of one set or of registers by key; or why they cannot be judged. */
export function collectWrites(history: History, budget: Budget): Writes | string {
  const { names } = history.columns();
  const isSet = names.find('add') !== absent;
  const found = isSet ? writesToSet(history, budget) : writesToRegisters(history, budget);
  if (typeof found === 'string') return found;
  return { acknowledged: found, unknown: unknownWrites(history), isSet };
}

function unknownWrites(history: History): readonly UnknownWrite[] {
  const columns = history.columns();
  const functions = ['add', 'write', 'cas'].map((name) => columns.names.find(name));
  const found: UnknownWrite[] = [];
  for (let row = 0; row < columns.length; row++) {
    if (!functions.includes(columns.f[row] as number) || !isInvocation(columns, row)) continue;
    if (endOf(columns, row) !== typeCode.info) continue;
    const value = valueIn(columns, row);
    const key = columns.key[row] === absent ? null : columns.keys.get(columns.key[row] as number);
    const isChange = columns.f[row] === functions[2] && Array.isArray(value);
    found.push({ invocation: row, key, value: isChange ? (value[1] as JsonValue) : value });
  }
  return found;
}

function writesToSet(history: History, budget: Budget): readonly AcknowledgedWrite[] | string {
  const deadlineMs = performance.now() + budget.timeMs;
  const { pair } = history.columns();
  const set = collectElements(history, budget);
  if (typeof set === 'string') return set;
  const presence = findPresence(set, findFinalReads(set), () => performance.now() < deadlineMs);
  if (presence === null) return `The time budget of ${budget.timeMs} ms ran out.`;
  const writes: AcknowledgedWrite[] = [];
  for (let element = 0; element < set.added.length; element++) {
    const completion = set.acknowledged[element] as number;
    if (completion === never) continue;
    writes.push({
      invocation: pair[completion] as number,
      completion,
      key: null,
      value: set.values.get(element),
      goneIn: set.reads[presence.missingAtEnd[element] as number]?.completed ?? absent,
      isCovered: presence.covered[element] === 1,
    });
  }
  return writes.sort((a, b) => a.completion - b.completion);
}

/**
 * A register at last holds the write that came last. Where a closing read found another one, every write that began
 * after that one had been acknowledged is gone: it would have replaced it.
 */
function writesToRegisters(history: History, budget: Budget): readonly AcknowledgedWrite[] | string {
  const accesses = collectAccesses(history, budget);
  if (typeof accesses === 'string') return accesses;
  const { keys } = history.columns();
  const { length, key, writes, versions, invocation, completion } = accesses;
  const closing = closingReads(history, accesses);
  const found: AcknowledgedWrite[] = [];
  for (let access = 0; access < length; access++) {
    if (writes[access] === absent || completion[access] === absent) continue;
    const ofKey = key[access] as number;
    const reads = closing.get(ofKey) ?? [];
    const contradicting = reads.find((read) => {
      const writer = versions.writer[accesses.reads[read] as number] as number;
      if (writer === absent) return true;
      const acknowledged = completion[writer] as number;
      return acknowledged !== absent && acknowledged < (invocation[access] as number);
    });
    found.push({
      invocation: invocation[access] as number,
      completion: completion[access] as number,
      key: ofKey === 0 ? null : keys.get(ofKey - 1),
      value: versions.valueOf(writes[access] as number),
      goneIn: contradicting === undefined ? absent : (completion[contradicting] as number),
      isCovered: reads.length > 0,
    });
  }
  return found.sort((a, b) => a.completion - b.completion);
}

/** By key: on each node the last read that began after every acknowledged write of the key. */
function closingReads(
  history: History,
  { length, key, reads, writes, invocation, completion, garbage }: RegisterAccesses,
): ReadonlyMap<number, readonly number[]> {
  const { node } = history.columns();
  const lastWrite = new Map<number, number>();
  for (let access = 0; access < length; access++)
    if (writes[access] !== absent)
      lastWrite.set(
        key[access] as number,
        Math.max(lastWrite.get(key[access] as number) ?? -1, completion[access] as number),
      );
  // What nobody wrote says nothing of what was written.
  const foreign = new Set(garbage);
  const byKey = new Map<number, Map<number, number>>();
  for (let access = 0; access < length; access++) {
    if (reads[access] === absent || writes[access] !== absent || foreign.has(access)) continue;
    const ofKey = key[access] as number;
    if ((invocation[access] as number) < (lastWrite.get(ofKey) ?? -1)) continue;
    const byNode = byKey.get(ofKey) ?? new Map<number, number>();
    byKey.set(ofKey, byNode.set(node[invocation[access] as number] as number, access));
  }
  return new Map([...byKey].map(([ofKey, byNode]) => [ofKey, [...byNode.values()]]));
}
