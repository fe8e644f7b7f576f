// Decides one object: by an argument that needs no search where one applies, else by search.

import { shownValue } from '../../history/shown-value.ts';
import { type CallColumns, NEVER, prefixOf } from './call-columns.ts';
import { smallestCore } from './core.ts';
import { type Contradiction, type Decision, undecidedDecision } from './decision.ts';
import type { Model } from './model.ts';
import { holdsByReading, latestValues } from './possible-states.ts';
import { modelProblem, type Problem } from './problem.ts';
import { type RegisterCalls, registerPrefix, registerReader } from './register-calls.ts';
import { registerProblem } from './register-problem.ts';
import { createSearch, type SearchLimits, type SearchOutcome } from './search.ts';
import { findStaleNeed, type StaleNeed } from './stale-need.ts';
import { impossibleWindow } from './window.ts';
import { valuesHeld } from './zone-states.ts';
import { type Blocks, blocksOf, decideBlocks, decideByZones } from './zones.ts';

/** Steps without progress after which windows are tried. */
const FIRST_PATIENCE_STEPS = 4_000;

export type Judgement =
  | { readonly kind: 'linearizable'; readonly explored: number }
  | UnknownJudgement
  | ViolationJudgement;

export interface UnknownJudgement {
  readonly kind: 'unknown';
  readonly explored: number;
  readonly limit: 'time' | 'memory';
  /** The row that some order of calls reached: everything before it is linearizable. */
  readonly reached: number;
}

export interface ViolationJudgement {
  readonly kind: 'violation';
  readonly explored: number;
  /** A row that the longest linearizable prefix certainly reaches, where known; else -1. */
  readonly reached: number;
  /** A row by which the violation shows: the prefix up to it is not linearizable; NEVER for the whole. */
  readonly within: number;
  /** Why, where it was not search that showed it. */
  readonly conflict: Contradiction | null;
  /** What the object may have held at the furthest point reached, where search showed it. */
  readonly states: readonly string[];
}

/** The calls of one object, ready to be decided. */
export interface Subject {
  judge(limits: SearchLimits): Judgement;
  /** The calls as known at a row of the history. */
  upTo(end: number): Subject;
  /** What the object can hold at the end, the latest first; null where only a search that failed can tell. */
  states(limits: SearchLimits): readonly string[] | null;
  /** A few of the latest calls that exclude each other; null where none are known. */
  core(limits: SearchLimits): Contradiction | null;
}

/** Takes one object after another. @throws {ModelError} for a call that is not the model's */
export type Court = (calls: CallColumns) => Subject;

/** Where objects of one model are judged. */
export function createCourt(model: Model): Court {
  if (model.name !== 'register' && model.name !== 'cas-register') {
    return (calls) => modelSubject(calls, model);
  }
  const read = registerReader(model);
  return (calls) => registerSubject(read(calls));
}

function modelSubject(calls: CallColumns, model: Model): Subject {
  return {
    judge(limits) {
      const decision = model.decide?.(calls) ?? undecidedDecision;
      return judgementByDecision(decision) ?? searchParts(partsOf(decision) ?? [calls], model, limits);
    },
    upTo: (end) => modelSubject(prefixOf(calls, end), model),
    states: () => null,
    core: () => null,
  };
}

function registerSubject(calls: RegisterCalls): Subject {
  const judge = (columns: RegisterCalls, decision: Decision, limits: SearchLimits): Judgement =>
    judgementByDecision(decision) ?? bySearchAndWindows(columns, limits);
  const judgeOthers = (columns: RegisterCalls, limits: SearchLimits): Judgement =>
    judge(columns, decideByZones(columns), limits);
  let known: Blocks | Decision | null = null;
  const blocks = (): Blocks | Decision => (known ??= blocksOf(calls));
  return {
    judge(limits) {
      const found = blocks();
      return judge(calls, 'kind' in found ? found : decideBlocks(calls, found), limits);
    },
    upTo: (end) => registerSubject(registerPrefix(calls, end)),
    core: (limits) => smallestCore(calls, limits),
    states(limits) {
      const found = blocks();
      const byZones = 'kind' in found ? null : valuesHeld(calls, found);
      const canHold = byZones ?? holdsByReading(calls, judgeOthers, limits);
      return latestValues(calls)
        .filter(canHold)
        .map((value) => shownValue(calls.values.valueOf(value)));
    },
  };
}

function judgementByDecision(decision: Decision): Judgement | null {
  if (decision.kind === 'undecided') return null;
  if (decision.kind === 'linearizable') return { kind: 'linearizable', explored: 0 };
  return contradiction(decision);
}

function contradiction({ reason, positions, within }: Contradiction): ViolationJudgement {
  const conflict = { reason, positions, within };
  return { kind: 'violation', explored: 0, reached: -1, within, conflict, states: [] };
}

function partsOf(decision: Decision): readonly CallColumns[] | undefined {
  return decision.kind === 'undecided' ? decision.parts : undefined;
}

/** Searches one part after another; the first that is not linearizable decides. */
function searchParts(parts: readonly CallColumns[], model: Model, limits: SearchLimits): Judgement {
  let explored = 0;
  let unknown: UnknownJudgement | null = null;
  for (const part of parts) {
    const judgement = bySearch(modelProblem(part, model), limits);
    explored += judgement.explored;
    // How far one part gets says nothing of the others.
    const alone = parts.length === 1;
    if (judgement.kind === 'violation') {
      return alone ? judgement : { ...judgement, explored, reached: -1, states: [] };
    }
    if (judgement.kind === 'unknown') unknown ??= alone ? judgement : { ...judgement, reached: -1 };
  }
  return unknown === null ? { kind: 'linearizable', explored } : { ...unknown, explored };
}

function bySearch(problem: Problem, limits: SearchLimits): Judgement {
  const outcome = createSearch(problem).run(limits, Number.POSITIVE_INFINITY);
  return judgementOf(problem, outcome);
}

/**
 * Searches a register's calls, and where the search gets no further, looks whether a window around that place is
 * impossible by itself, whatever came before it: much less to try than all ways to get there.
 */
function bySearchAndWindows(columns: RegisterCalls, limits: SearchLimits): Judgement {
  const problem = registerProblem(columns);
  const stale = findStaleNeed(problem);
  if (stale !== null) return contradiction(staleContradiction(problem, stale));
  const search = createSearch(problem);
  for (let patience = FIRST_PATIENCE_STEPS; ; patience *= 4) {
    const outcome = search.run(limits, patience);
    if (outcome.kind !== 'stuck') return judgementOf(problem, outcome);
    const within = impossibleWindow(columns, problem, outcome.event, patience, limits);
    if (within === null) continue;
    const reached = problem.positionOf(outcome.event);
    return { kind: 'violation', explored: outcome.explored, reached, within, conflict: null, states: [] };
  }
}

function staleContradiction(problem: Problem, { event, state, written }: StaleNeed): Contradiction {
  const what = written
    ? 'was replaced before it was needed, and nothing wrote it again'
    : 'was found, and nothing wrote it';
  return {
    reason: `${problem.describeState(state)} ${what}`,
    positions: [],
    within: problem.positionOf(event),
  };
}

function judgementOf(problem: Problem, outcome: SearchOutcome): Judgement {
  if (outcome.kind === 'linearizable') return outcome;
  const { explored, event } = outcome;
  const reached = problem.positionOf(event);
  if (outcome.kind === 'stuck') return { kind: 'unknown', explored, limit: 'time', reached };
  if (outcome.kind === 'unknown') return { kind: 'unknown', explored, limit: outcome.limit, reached };
  const states = outcome.states.map((state) => problem.describeState(state));
  return { kind: 'violation', explored, reached, within: NEVER, conflict: null, states };
}
