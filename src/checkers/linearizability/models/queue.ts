// Queues: `enqueue` an element, `dequeue` one; a dequeue that returns null found the queue empty. The FIFO queue hands elements
// out in the order in which they were put in, the unordered queue in any.

import { canonicalText } from '../../../history/canonical-text.ts';
import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { functionReader } from '../deciders/functions.ts';
import { decideQueue } from '../deciders/queue.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';
import { sameValue } from '../values.ts';

const FUNCTIONS = ['enqueue', 'dequeue'];
const EMPTY: Action = { f: 'empty', value: null, effect: 'none' };

function elements(name: string, initial: JsonValue): readonly JsonValue[] {
  if (initial === null) return [];
  if (Array.isArray(initial)) return initial as readonly JsonValue[];
  throw new ModelError(`a ${name} starts with a list of elements, not ${shownValue(initial)}`);
}

/** A queue that holds the elements of the list `initial` at first, the first one to come out first. */
export function queueModel(name: 'fifo-queue' | 'unordered-queue', initial: JsonValue): Model {
  const ordered = name === 'fifo-queue';
  const start = elements(name, initial);
  const arranged = (list: readonly JsonValue[]): readonly JsonValue[] =>
    ordered ? list : list.toSorted((a, b) => (canonicalText(a) < canonicalText(b) ? -1 : 1));
  return {
    name,
    initial: arranged(start),
    functions: FUNCTIONS,
    repeats: ['enqueue'],
    action(f, input, output): Action {
      if (!FUNCTIONS.includes(f)) throw unknownFunction(name, f, FUNCTIONS);
      if (f === 'enqueue') return { f, value: input, effect: 'total' };
      if (output === undefined) {
        if (ordered) return { f: 'dequeue any', value: null, effect: 'total' };
        throw new ModelError(
          'an unordered queue with repeated elements is not judged where the outcome of a dequeue is not known',
        );
      }
      return output === null ? EMPTY : { f, value: output, effect: 'change' };
    },
    refusal: (f) => (f === 'dequeue' ? EMPTY : null),
    step(state, action) {
      const held = state as readonly JsonValue[];
      if (action.f === 'enqueue') return arranged([...held, action.value]);
      if (action.f === 'empty') return held.length === 0 ? state : inconsistent;
      if (action.f === 'dequeue any') return held.slice(1);
      const at = ordered ? 0 : held.findIndex((element) => sameValue(element, action.value));
      if (held[at] === undefined || !sameValue(held[at], action.value)) return inconsistent;
      return held.toSpliced(at, 1);
    },
    decide(calls) {
      const functionOf = functionReader(calls, name, FUNCTIONS);
      if (start.length > 0) return { kind: 'undecided' };
      return decideQueue(calls, { isEnqueue: (call) => functionOf(call) === 0, ordered });
    },
  };
}
