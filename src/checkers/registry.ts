// The checkers that judge a history by name, for histories that come without a workload.

import type { JsonValue } from '../history/operation.ts';
import { availability } from './availability.ts';
import { bank } from './bank.ts';
import { causal } from './causal.ts';
import type { Checker } from './checker.ts';
import { counter } from './counter.ts';
import { durability } from './durability.ts';
import { listAppend } from './isolation/list-append/checker.ts';
import { isolationAliases, isolationModels } from './isolation/models.ts';
import { rwRegister } from './isolation/rw-register/checker.ts';
import { type FailureReading, linearizable } from './linearizability/checker.ts';
import { modelNames } from './linearizability/models.ts';
import { monotonic } from './monotonic.ts';
import { perKey } from './per-key.ts';
import { sessionGuarantees } from './session-guarantees.ts';
import { setFull } from './set-full.ts';
import { statistics } from './statistics.ts';
import { totalQueue } from './total-queue.ts';
import { uniqueIds } from './unique-ids.ts';

export interface CheckerOptions {
  /** One of the checker's `models`; the first of them when absent. */
  readonly model?: string;
  /** For `linearizable`: the state before the first operation. */
  readonly initial?: JsonValue;
  /** For `linearizable`: what a failed operation tells; `dropped` when absent. */
  readonly failed?: FailureReading;
}

/** A checker as it is offered by name. */
export interface RegisteredChecker {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** What can be chosen with `--model`, the default first; empty where there is nothing to choose. */
  readonly models: readonly string[];
  create(options: CheckerOptions): Checker;
}

/** Consistency models, the strongest one first, and then their other names. */
const strongestFirst = [...[...isolationModels].reverse(), ...isolationAliases];

/** Every checker by name. */
export const registeredCheckers: readonly RegisteredChecker[] = [
  {
    name: 'linearizable',
    summary: 'every key behaves as one object',
    models: ['cas-register', ...modelNames.filter((name) => name !== 'cas-register')],
    create: ({ model = 'cas-register', initial = null, failed = 'dropped' }) =>
      linearizable({ model, initial, failed }),
  },
  {
    name: 'list-append',
    summary: 'transactions of appends to lists and reads of lists are isolated as the model says',
    models: strongestFirst,
    create: listAppend,
  },
  {
    name: 'rw-register',
    summary: 'transactions of writes and reads of registers are isolated as the model says',
    models: strongestFirst,
    create: rwRegister,
  },
  {
    name: 'set-full',
    summary: 'no acknowledged element of a set is missing, none is there twice',
    models: ['eventual', 'linearizable'],
    create: ({ model }) => perKey(setFull({ linearizable: model === 'linearizable' })),
  },
  {
    name: 'total-queue',
    summary: 'what was put into a queue comes out once, and nothing else does',
    models: ['exactly-once', 'at-least-once'],
    create: ({ model }) => perKey(totalQueue({ atLeastOnce: model === 'at-least-once' })),
  },
  {
    name: 'counter',
    summary: 'reads of a counter stay within what the additions allow',
    models: [],
    create: () => perKey(counter()),
  },
  {
    name: 'unique-ids',
    summary: 'no id is given out twice',
    models: [],
    create: uniqueIds,
  },
  {
    name: 'bank',
    summary: 'the balances of all accounts add up to the same total',
    models: ['no-overdraft', 'overdraft'],
    create: ({ model }) => bank({ overdraft: model === 'overdraft' }),
  },
  {
    name: 'monotonic',
    summary: 'no process reads a number smaller than it has read before',
    models: [],
    create: () => monotonic(),
  },
  {
    name: 'session-guarantees',
    summary: 'read your writes, monotonic reads and writes, writes follow reads, on registers',
    models: ['any-order', 'linearizable-writes'],
    create: ({ model }) => sessionGuarantees({ realTimeWrites: model === 'linearizable-writes' }),
  },
  {
    name: 'causal',
    summary: 'no read of a register forgets what it depends on',
    models: ['causal', 'convergence'],
    create: ({ model }) => causal({ convergence: model === 'convergence' }),
  },
  {
    name: 'durability',
    summary: 'every acknowledged write to a set or a register is there at the end, or what replaced it',
    models: [],
    create: () => durability(),
  },
  {
    name: 'availability',
    summary: 'outages, errors by class, and how soon clients were served again after each fault',
    models: [],
    create: () => availability(),
  },
  {
    name: 'statistics',
    summary: 'how operations ended and how long they took',
    models: [],
    create: statistics,
  },
];

/**
 * The checker of that name.
 * @throws {RangeError} for an unknown checker or model, naming those there are
 */
export function checkerNamed(name: string, options: CheckerOptions = {}): Checker {
  const registered = registeredCheckers.find((checker) => checker.name === name);
  if (registered === undefined) {
    const names = registeredCheckers.map((checker) => checker.name);
    throw new RangeError(`no checker "${name}"; there are ${names.join(', ')}`);
  }
  const { model } = options;
  if (model !== undefined && !registered.models.includes(model)) {
    const known = registered.models.length === 0 ? 'none' : registered.models.join(', ');
    throw new RangeError(`the checker ${name} has no model "${model}"; there are ${known}`);
  }
  return registered.create(options);
}
