// Causal consistency of registers whose written values are unique per key: what an operation may have depended on is
// seen with it. Session order and reads-from make the causal order; forbidden is what Bouajjani, Enea, Guerraoui and
// Hamza, "On verifying causal consistency" (POPL 2017), call bad patterns: a cycle in it, a read of a value nobody wrote,
// of nothing after a write, or of a write that another one overwrote in the past of the read. Convergence asks besides
// that all sessions can agree on one order of the writes of each key.

import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import { type CausalOrder, followCausalOrder, type StaleRead } from './causal-order.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { collectAccesses, type RegisterAccesses } from './register-accesses.ts';
import { listed, mostShown, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'causal';
const mostWitnessed = 3;

export interface CausalOptions {
  /** Causal convergence: one order of the writes of a key for all sessions. */
  readonly convergence?: boolean;
  /** What every register holds at first; null when absent. */
  readonly initial?: JsonValue;
}

/** A checker of `read`, `weak-read`, `write` and `cas`; a process is a session. */
export function causal(options: CausalOptions = {}): Checker {
  return { name: NAME, check: (history, budget) => checkCausal(history, budget, options) };
}

function checkCausal(
  history: History,
  budget: Budget,
  { convergence = false, initial = null }: CausalOptions,
): Verdict {
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const accesses = collectAccesses(history, budget, initial);
  if (typeof accesses === 'string') return unknown(accesses);
  if (accesses.length === 0) return unknown('There is nothing to judge: no register was read or written.');
  const order = followCausalOrder(accesses, budget, convergence);
  const { garbage } = accesses;
  if (typeof order === 'string' && garbage.length === 0) return unknown(order);
  const found: CausalOrder = typeof order === 'string' ? { stale: [], cycle: [], conflict: [] } : order;
  const { stale, cycle, conflict } = found;
  const name = (access: number): string => describe(history, accesses, access);
  const details = {
    sessions: accesses.sessionCount,
    operations: accesses.length,
    staleCount: stale.length,
    stale: listed(stale.map(({ read }): JsonValue => indexOf(history, accesses, read))),
    garbageCount: garbage.length,
    cycle: cycle.map(name),
    conflict: conflict.map(name),
  };
  const reason = sentences([
    garbage.length === 0
      ? ''
      : `${garbage.length} reads of values that nobody can have written: ${name(garbage[0] as number)}`,
    cycle.length === 0 ? '' : `operations depend on each other in a circle: ${cycle.map(name).join(', ')}`,
    ...stale.slice(0, mostWitnessed).map((read) => describeStale(read, accesses, name)),
    stale.length > mostWitnessed ? `${stale.length - mostWitnessed} more reads likewise` : '',
    conflict.length === 0
      ? ''
      : `sessions saw writes in orders that do not fit together: ${conflict.map(name).join(', ')}`,
  ]);
  if (reason === '') return valid(details);
  const shown = stale
    .slice(0, mostWitnessed)
    .flatMap(({ read, newer }) => [sourceOf(accesses, read), newer, read]);
  const rows = [...garbage.slice(0, 1), ...cycle, ...shown, ...conflict]
    .filter((access) => access !== absent)
    .slice(0, mostShown)
    .flatMap((access) => [accesses.invocation[access] as number, accesses.completion[access] as number])
    .filter((row) => row !== absent);
  return violation(reason, rows, details);
}

/** The access that wrote what another one read, `absent` for what was there at first. */
function sourceOf({ reads, versions }: RegisterAccesses, read: number): number {
  return versions.writer[reads[read] as number] as number;
}

function describeStale(
  { read, newer }: StaleRead,
  accesses: RegisterAccesses,
  name: (access: number) => string,
): string {
  const source = sourceOf(accesses, read);
  return source === absent
    ? `${name(read)} found nothing although ${name(newer)} was in its past`
    : `${name(read)} found what ${name(source)} left although ${name(newer)}, which came after that, was in its past`;
}

function describe(history: History, accesses: RegisterAccesses, access: number): string {
  const { process, f, names, key, keys } = history.columns();
  const row = accesses.invocation[access] as number;
  const seen = accesses.reads[access] as number;
  const made = accesses.writes[access] as number;
  const { valueOf } = accesses.versions;
  const of = key[row] === absent ? '' : ` of key ${shownValue(keys.get(key[row] as number))}`;
  const values = [seen, made]
    .filter((version) => version !== absent)
    .map((version) => shownValue(valueOf(version)));
  const what = `${names.get(f[row] as number)} ${values.join(' to ')}`.trim();
  return `process ${process[row]}'s ${what}${of} (operation ${indexOf(history, accesses, access)})`;
}

/** Where a person finds the access: the completion, as far as there is one. */
function indexOf(history: History, { invocation, completion }: RegisterAccesses, access: number): number {
  const row = completion[access] as number;
  return history.indexAt(row === absent ? (invocation[access] as number) : row);
}
