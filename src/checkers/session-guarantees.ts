// Session guarantees for reads that may be late: what a client has itself written or read, it does not lose sight of.
// After Terry, Demers, Petersen, Spreitzer, Theimer and Welch, "Session guarantees for weakly consistent replicated
// data" (PDIS 1994), each for one key at a time; across keys they add up to causal consistency, which is another checker.

import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { findCycle, graphOf, type LineOf } from './graph.ts';
import { collectAccesses, type RegisterAccesses } from './register-accesses.ts';
import { type Constraints, constraint, constraintsOf } from './session-constraints.ts';
import { fewOf, listed, mostShown, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'session-guarantees';

export interface SessionOptions {
  /**
   * Writes take effect between invocation and acknowledgement, as where only reads may be late. Otherwise any order of
   * the writes of different sessions will do.
   */
  readonly realTimeWrites?: boolean;
  /** What every register holds at first; null when absent. */
  readonly initial?: JsonValue;
}

const always: readonly number[] = [constraint.first, constraint.replaced, constraint.realTime];
const guarantees: readonly (readonly [name: string, kind: number])[] = [
  ['monotonic writes', constraint.monotonicWrites],
  ['read your writes', constraint.readYourWrites],
  ['monotonic reads', constraint.monotonicReads],
  ['writes follow reads', constraint.writesFollowReads],
];

interface Broken {
  readonly guarantee: string;
  readonly cycle: readonly number[];
}

/**
 * A checker of `read`, `weak-read`, `write` and `cas` on registers whose written values are unique per key. The writes of
 * one session to one key are taken to be in its order whenever the other guarantees are asked for.
 */
export function sessionGuarantees(options: SessionOptions = {}): Checker {
  return { name: NAME, check: (history, budget) => checkSessions(history, budget, options) };
}

function checkSessions(
  history: History,
  budget: Budget,
  { realTimeWrites = false, initial = null }: SessionOptions,
): Verdict {
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const accesses = collectAccesses(history, budget, initial);
  if (typeof accesses === 'string') return unknown(accesses);
  if (accesses.length === 0) return unknown('There is nothing to judge: no register was read or written.');
  const constraints = constraintsOf(accesses, realTimeWrites);
  const line = lineOf(accesses, constraints);
  const broken = brokenGuarantees(constraints, line);
  const { garbage } = accesses;
  const details = {
    sessions: accesses.sessionCount,
    versions: accesses.versions.count - accesses.keyCount,
    broken: broken.map(({ guarantee }) => guarantee),
    garbage: listed(garbage.map((access) => indexOf(history, accesses, access))),
  };
  if (broken.length === 0 && garbage.length === 0) return valid(details);
  const explained = broken.map(({ guarantee, cycle }) => ({
    guarantee,
    steps: stepsOf(accesses, constraints, cycle, line),
  }));
  const unwritten =
    garbage.length === 0 ? '' : `${garbage.length} reads of values that nobody can have written`;
  return violation(
    sentences([
      unwritten,
      ...explained.map(
        ({ guarantee, steps }) =>
          `${guarantee}: ${steps.map((step) => describe(history, accesses, step)).join(', ')}`,
      ),
    ]),
    rowsOf(
      accesses,
      fewOf(
        [
          garbage.slice(0, 1),
          ...explained.map(({ steps }) => steps.flatMap(({ before, access }) => [before, access])),
        ],
        mostShown,
      ),
    ),
    details,
  );
}

/** One graph decides a history without violation; only otherwise is each guarantee asked on its own. */
function brokenGuarantees(constraints: Constraints, line: LineOf): readonly Broken[] {
  const cycleOf = (kinds: readonly number[]): readonly number[] | null =>
    findCycle(
      graphOf(constraints.nodeCount, constraints, (edge) => kinds.includes(constraints.kind[edge] as number)),
      line,
    );
  const together = cycleOf([...always, ...guarantees.map(([, kind]) => kind)]);
  if (together === null) return [];
  const broken: Broken[] = [];
  for (const [guarantee, kind] of guarantees) {
    const cycle = cycleOf([...always, constraint.monotonicWrites, kind]);
    if (cycle !== null) broken.push({ guarantee, cycle });
    // Without an order of each session's own writes, the rest has no meaning.
    if (cycle !== null && kind === constraint.monotonicWrites) break;
  }
  return broken.length > 0 ? broken : [{ guarantee: 'all of them together', cycle: together }];
}

/** One step of a cycle, from version to version. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly kind: number;
  readonly before: number;
  readonly access: number;
  /** An edge of it. */
  readonly edge: number;
}

/** The cycle from a version on, with edges over bundling nodes taken together. */
function stepsOf(
  { versions }: RegisterAccesses,
  { from, to, kind, before, access }: Constraints,
  cycle: readonly number[],
  line: LineOf,
): readonly Step[] {
  // Told best from what a session did, not from what was there at first.
  const isVersion = (edge: number): boolean => (from[edge] as number) < versions.count;
  const told = cycle.findIndex((edge) => isVersion(edge) && kind[edge] !== constraint.first);
  const begin = told === -1 ? cycle.findIndex(isVersion) : told;
  const turned = [...cycle.slice(begin), ...cycle.slice(0, begin)];
  const steps: Step[] = [];
  let first = turned[0] as number;
  for (const [position, edge] of turned.entries()) {
    if ((to[edge] as number) >= versions.count) continue;
    steps.push({
      from: from[first] as number,
      to: to[edge] as number,
      kind: kind[edge] as number,
      before: (first === edge ? before[edge] : access[first]) as number,
      access: access[edge] as number,
      edge,
    });
    first = turned[position + 1] ?? first;
  }
  return joined(steps, (step, next) => step.kind === next.kind && line(step.edge) === line(next.edge));
}

/** What one client did in turn as one step. */
function joined(steps: readonly Step[], belong: (step: Step, next: Step) => boolean): readonly Step[] {
  const kept: Step[] = [];
  for (const step of steps) {
    const last = kept.at(-1);
    if (last === undefined || !belong(last, step)) kept.push(step);
    else kept[kept.length - 1] = { ...step, from: last.from, before: last.before };
  }
  return kept;
}

const inTurn: ReadonlySet<number> = new Set([
  constraint.realTime,
  constraint.monotonicWrites,
  constraint.monotonicReads,
  constraint.writesFollowReads,
]);

/** Demands of one kind that follow from one another: those of one client on one key, and those of real time. */
function lineOf(
  { key, keyCount, session, sessionCount }: RegisterAccesses,
  { kind, access }: Constraints,
): LineOf {
  return (edge) => {
    const of = kind[edge] as number;
    if (!inTurn.has(of)) return absent;
    const who = of === constraint.realTime ? sessionCount : (session[access[edge] as number] as number);
    return (of * (sessionCount + 1) + who) * keyCount + (key[access[edge] as number] as number);
  };
}

function describe(history: History, accesses: RegisterAccesses, step: Step): string {
  const { versions } = accesses;
  const value = (version: number): string => shownValue(versions.valueOf(version));
  const [from, to] = [value(step.from), value(step.to)];
  const at = (access: number): string => `operation ${indexOf(history, accesses, access)}`;
  const who = `process ${history.columns().process[accesses.invocation[step.access] as number]}`;
  switch (step.kind) {
    case constraint.first:
      return `${from} was there before ${to} was written`;
    case constraint.replaced:
      return `${who} replaced ${from} by ${to} (${at(step.access)})`;
    case constraint.realTime:
      return `${from} had been written before ${to} was (${at(step.access)})`;
    case constraint.monotonicWrites:
      return `${who} wrote ${from}, then ${to} (${at(step.access)})`;
    case constraint.readYourWrites:
      return `${who} wrote ${from}, then read ${to} (${at(step.access)})`;
    case constraint.monotonicReads:
      return `${who} read ${from}, then ${to} (${at(step.access)})`;
    default:
      return `${who} read ${from}, then wrote ${to} (${at(step.access)})`;
  }
}

/** Where a person finds the access: the completion, as far as there is one. */
function indexOf(history: History, { invocation, completion }: RegisterAccesses, access: number): number {
  const row = completion[access] as number;
  return history.indexAt(row === absent ? (invocation[access] as number) : row);
}

function rowsOf(
  { invocation, completion }: RegisterAccesses,
  accesses: readonly number[],
): readonly number[] {
  return accesses
    .filter((access) => access !== absent)
    .flatMap((access) => [invocation[access] as number, completion[access] as number])
    .filter((row) => row !== absent);
}
