// The linearizability checker: each key on its own, all within one budget of time and memory.

import { typeCode } from '../../history/columns.ts';
import { briefValue } from '../../history/evidence.ts';
import type { History } from '../../history/history.ts';
import { HistoryError } from '../../history/history-error.ts';
import type { JsonValue, Operation } from '../../history/operation.ts';
import type { Budget, Checker, Verdict } from '../checker.ts';
import { type KeyStyle, keyedHistory } from '../keyed-history.ts';
import { otherAnswer } from '../other-answer.ts';
import { hasEnd, hasSuccess, nothingSucceeded } from '../rows.ts';
import { countInvoked } from './call-columns.ts';
import { explain } from './explain.ts';
import { type Court, createCourt, type Judgement, type Subject, type ViolationJudgement } from './judge.ts';
import { type Model, ModelError } from './model.ts';
import { modelNamed } from './models.ts';
import { type ObjectCalls, objectsOf } from './objects.ts';
import { doubtInFailures } from './untold-failures.ts';
import { describeViolation, keyName, type Violation } from './violation.ts';

export interface LinearizableOptions {
  /** One of `modelNames`. */
  readonly model: string;
  /** State before the first operation; by default null: nothing written, nothing held. */
  readonly initial?: JsonValue;
  /** Where operations carry their key; by default seen from the history. */
  readonly keys?: KeyStyle;
  /** What a failed operation tells; `dropped` when absent. */
  readonly failed?: FailureReading;
}

/**
 * What it means that an operation failed. `dropped`: it did not happen, and tells nothing. `observed`: the object refused
 * it at some moment between invocation and completion, such as a compare-and-set that found another value. What it found
 * need not be told. Whoever says `observed` says so of every failure of the history.
 */
export type FailureReading = (typeof failureReadings)[number];
export const failureReadings = ['dropped', 'observed'] as const;

const NAME = 'linearizable';
/** How many violating keys are explained operation by operation. */
const EXPLAINED_KEYS = 5;
const FIRST_SLICE_MS = 50;
/** Share of the whole budget that explanations may take on top. */
const EXPLANATION_SHARE = 0.5;

/**
 * A checker that every key's operations could have taken effect one at a time, each between its invocation and its
 * completion. An operation of unknown outcome may take effect at any later time or never. Unknown where nothing succeeded.
 * @throws {RangeError} for a model that does not exist
 */
export function linearizable(options: LinearizableOptions): Checker {
  const model = modelNamed(options.model, options.initial ?? null);
  return {
    name: NAME,
    check(history, budget) {
      try {
        const keyed = keyedHistory(history, options.keys ?? styleOf(model));
        const other = otherAnswer(keyed, model.repeats ?? []);
        if (other !== null) throw new HistoryError(other);
        const keepFailed = options.failed === 'observed';
        const objects = objectsOf(keyed, { keepFailed, byProcess: model.byProcess === true });
        const judged = judgeAll(keyed, objects, model, budget);
        const isSeen = hasSuccess(keyed.columns()) || (keepFailed && hasEnd(keyed.columns(), typeCode.fail));
        return judged.valid === true && !isSeen
          ? { ...judged, valid: 'unknown', reason: nothingSucceeded }
          : judged;
      } catch (error) {
        if (!(error instanceof ModelError) && !(error instanceof HistoryError)) throw error;
        return verdict('unknown', `The history cannot be judged: ${error.message}.`, [], {
          model: model.name,
        });
      }
    },
  };
}

/** Pairs as values mean something else to models whose values are lists; for others the history tells. */
function styleOf(model: Model): KeyStyle | undefined {
  return model.takesLists === true ? 'field' : undefined;
}

function verdict(
  valid: Verdict['valid'],
  reason: string,
  witnesses: readonly Operation[],
  details: Verdict['details'],
): Verdict {
  return { checker: NAME, valid, reason, witnesses, details };
}

interface Judged {
  readonly object: ObjectCalls;
  judgement: Judgement;
  /** Kept for the explanation of a violation, where there are few of them. */
  subject: Subject | null;
}

function judgeAll(history: History, objects: readonly ObjectCalls[], model: Model, budget: Budget): Verdict {
  const started = performance.now();
  const court = createCourt(model);
  const judged = judgeInRounds(objects, court, budget, started);
  const of = (kind: Judgement['kind']): Judged[] => judged.filter((one) => one.judgement.kind === kind);
  const violating = of('violation');
  const undecided = of('unknown');
  const until = performance.now() + budget.timeMs * EXPLANATION_SHARE;
  const violations: Violation[] = violating.slice(0, EXPLAINED_KEYS).map((one) => {
    const limits = { deadlineMs: until, memoryBytes: budget.memoryBytes };
    const { key, calls } = one.object;
    const found = one.judgement as ViolationJudgement;
    return describeViolation(history, key, explain(calls, one.subject ?? court(calls), found, limits));
  });
  const details = {
    model: model.name,
    keys: objects.length,
    calls: objects.reduce((sum, { calls }) => sum + calls.count, 0),
    configurations: judged.reduce((sum, { judgement }) => sum + judgement.explored, 0),
    violatingKeys: violating.map(({ object }) => briefValue(object.key ?? null)),
    undecidedKeys: undecided.map(({ object }) => briefValue(object.key ?? null)),
    undecided: undecided.slice(0, EXPLAINED_KEYS).map((one) => progress(history, one)),
    violations: violations.map(({ details }) => details),
    milliseconds: Math.round(performance.now() - started),
  };
  const [worst] = violations;
  if (worst !== undefined) {
    const more = violating.length - 1;
    const others = more === 0 ? '' : ` ${more} more ${more === 1 ? 'key is' : 'keys are'} not linearizable.`;
    const reason = `${worst.reason}${others}${doubtInFailures(objects, model)}`;
    return verdict(false, reason, worst.witnesses, details);
  }
  const [open] = undecided;
  if (open === undefined) return verdict(true, '', [], details);
  return verdict('unknown', undecidedReason(history, open, undecided.length, budget), [], details);
}

function undecidedReason(
  history: History,
  { object, judgement }: Judged,
  count: number,
  budget: Budget,
): string {
  if (judgement.kind !== 'unknown') return '';
  const { limit, explored, reached } = judgement;
  const ran =
    limit === 'memory'
      ? `memory budget of ${Math.round(budget.memoryBytes / 2 ** 20)} MiB`
      : `time budget of ${budget.timeMs} ms`;
  const others = count === 1 ? '' : `, and for ${count - 1} more`;
  const far =
    reached <= 0
      ? ''
      : `: everything before operation ${history.indexAt(reached)} is linearizable, ` +
        `${Math.floor(shareOf(object, reached) * 1000) / 10} % of its calls`;
  return `The ${ran} ran out for ${keyName(object.key)}${others}, after ${explored} configurations${far}.`;
}

/** How far the search came with an object. */
function progress(history: History, { object, judgement }: Judged): JsonValue {
  const reached = judgement.kind === 'unknown' ? judgement.reached : -1;
  return {
    key: briefValue(object.key ?? null),
    prefixEnd: reached <= 0 ? null : history.indexAt(reached - 1),
    prefixShare: reached <= 0 ? 0 : shareOf(object, reached),
  };
}

/** The share of an object's calls that were invoked before a row. */
function shareOf({ calls }: ObjectCalls, row: number): number {
  return calls.count === 0 ? 1 : countInvoked(calls, row - 1) / calls.count;
}

/**
 * Gives every object a short time first, and those left undecided more and more, so that one hard object hides no
 * violation of another.
 */
function judgeInRounds(
  objects: readonly ObjectCalls[],
  court: Court,
  budget: Budget,
  started: number,
): readonly Judged[] {
  const end = started + budget.timeMs;
  const judged: Judged[] = [];
  let kept = 0;
  const attempt = (object: ObjectCalls, sliceMs: number): Pick<Judged, 'judgement' | 'subject'> => {
    const deadlineMs = Math.min(end, performance.now() + sliceMs);
    const subject = court(object.calls);
    const judgement = subject.judge({ deadlineMs, memoryBytes: budget.memoryBytes });
    const isKept = judgement.kind === 'violation' && kept++ < EXPLAINED_KEYS;
    return { judgement, subject: isKept ? subject : null };
  };
  const only = objects.length === 1;
  for (const object of objects) {
    judged.push({ object, ...attempt(object, only ? budget.timeMs : FIRST_SLICE_MS) });
  }
  for (let sliceMs = FIRST_SLICE_MS * 8; ; sliceMs *= 8) {
    const left = judged.filter(({ judgement }) => judgement.kind === 'unknown' && judgement.limit === 'time');
    if (left.length === 0) return judged;
    for (const one of left) {
      if (performance.now() >= end) return judged;
      Object.assign(one, attempt(one.object, sliceMs));
    }
  }
}
