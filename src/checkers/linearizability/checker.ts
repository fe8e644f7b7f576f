// The linearizability checker: each key on its own, all within one budget of time and memory.

import { HistoryError } from '../../history/history-error.ts';
import type { JsonValue, Operation } from '../../history/operation.ts';
import type { Budget, Checker, Verdict } from '../checker.ts';
import { callsByKey, type KeyedCalls, type KeyStyle, keyStyle } from './calls.ts';
import { explain } from './explain.ts';
import { type Judgement, judge } from './judge.ts';
import { type Model, ModelError } from './model.ts';
import { modelNamed } from './models.ts';
import { describeViolation, keyName, type Violation } from './violation.ts';

export interface LinearizableOptions {
  /** One of `modelNames`. */
  readonly model: string;
  /** State before the first operation; by default null: nothing written, nothing held. */
  readonly initial?: JsonValue;
  /** Where operations carry their key; by default seen from the history. */
  readonly keys?: KeyStyle;
}

const NAME = 'linearizable';
/** How many violating keys are explained operation by operation. */
const EXPLAINED_KEYS = 5;
const FIRST_SLICE_MS = 50;
/** Share of the whole budget that explanations may take on top. */
const EXPLANATION_SHARE = 0.5;

/**
 * A checker that every key's operations could have taken effect one at a time, each between its invocation and its
 * completion. An operation of unknown outcome may take effect at any later time or never.
 * @throws {RangeError} for a model that does not exist
 */
export function linearizable(options: LinearizableOptions): Checker {
  const model = modelNamed(options.model, options.initial ?? null);
  return {
    name: NAME,
    check({ operations }, budget) {
      const history = operations();
      try {
        const objects = callsByKey(history, options.keys ?? styleFor(model, history));
        return judgeAll(history, objects, model, budget);
      } catch (error) {
        if (!(error instanceof ModelError) && !(error instanceof HistoryError)) throw error;
        return verdict('unknown', `The history cannot be judged: ${error.message}.`, [], {
          model: model.name,
        });
      }
    },
  };
}

/** Pairs as values mean something else to models whose values are lists. */
function styleFor(model: Model, history: readonly Operation[]): KeyStyle {
  return model.name === 'multi-register' || model.name === 'set' || model.name === 'mutex'
    ? 'field'
    : keyStyle(history);
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
  readonly object: KeyedCalls;
  judgement: Judgement;
}

function judgeAll(
  history: readonly Operation[],
  objects: readonly KeyedCalls[],
  model: Model,
  budget: Budget,
): Verdict {
  const started = performance.now();
  const judged = judgeInRounds(objects, model, budget, started);
  const of = (kind: Judgement['kind']): Judged[] => judged.filter((one) => one.judgement.kind === kind);
  const violating = of('violation');
  const undecided = of('unknown');
  const until = performance.now() + budget.timeMs * EXPLANATION_SHARE;
  const violations: Violation[] = violating.slice(0, EXPLAINED_KEYS).map(({ object, judgement }) => {
    const limits = { deadlineMs: until, memoryBytes: budget.memoryBytes };
    const found = judgement as Judgement & { readonly kind: 'violation' };
    return describeViolation(history, object, explain(object.calls, model, found, limits));
  });
  const details = {
    model: model.name,
    keys: objects.length,
    calls: objects.reduce((sum, { calls }) => sum + calls.length, 0),
    configurations: judged.reduce((sum, { judgement }) => sum + judgement.explored, 0),
    violatingKeys: violating.map(({ object }) => object.key ?? null),
    undecidedKeys: undecided.map(({ object }) => object.key ?? null),
    violations: violations.map(({ details }) => details),
    milliseconds: Math.round(performance.now() - started),
  };
  const [worst] = violations;
  if (worst !== undefined) {
    const more = violating.length - 1;
    const others = more === 0 ? '' : ` ${more} more ${more === 1 ? 'key is' : 'keys are'} not linearizable.`;
    return verdict(false, worst.reason + others, worst.witnesses, details);
  }
  const [open] = undecided;
  if (open === undefined) return verdict(true, '', [], details);
  return verdict('unknown', undecidedReason(open, undecided.length, budget), [], details);
}

function undecidedReason({ object, judgement }: Judged, count: number, budget: Budget): string {
  const limit =
    judgement.kind === 'unknown' && judgement.limit === 'memory'
      ? `memory budget of ${Math.round(budget.memoryBytes / 2 ** 20)} MiB`
      : `time budget of ${budget.timeMs} ms`;
  const others = count === 1 ? '' : `, and for ${count - 1} more`;
  return `The ${limit} ran out for ${keyName(object.key)}${others}, after ${judgement.explored} configurations.`;
}

/**
 * Gives every object a short time first, and those left undecided more and more, so that one hard object hides no
 * violation of another.
 */
function judgeInRounds(
  objects: readonly KeyedCalls[],
  model: Model,
  budget: Budget,
  started: number,
): readonly Judged[] {
  const end = started + budget.timeMs;
  const judged: Judged[] = [];
  const attempt = (object: KeyedCalls, sliceMs: number): Judgement => {
    const deadlineMs = Math.min(end, performance.now() + sliceMs);
    return judge(object.calls, model, { deadlineMs, memoryBytes: budget.memoryBytes });
  };
  const only = objects.length === 1;
  for (const object of objects) {
    judged.push({ object, judgement: attempt(object, only ? budget.timeMs : FIRST_SLICE_MS) });
  }
  for (let sliceMs = FIRST_SLICE_MS * 8; ; sliceMs *= 8) {
    const left = judged.filter(({ judgement }) => judgement.kind === 'unknown' && judgement.limit === 'time');
    if (left.length === 0) return judged;
    for (const one of left) {
      if (performance.now() >= end) return judged;
      one.judgement = attempt(one.object, sliceMs);
    }
  }
}
