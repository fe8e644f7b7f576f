// The checkers that judge a history by name, for histories that come without a workload.

import { availability } from './availability.ts';
import { bank } from './bank.ts';
import { causal } from './causal.ts';
import type { Checker } from './checker.ts';
import { type CheckerOptionName, type CheckerOptions, flagOf } from './checker-options.ts';
import { counter } from './counter.ts';
import { durability } from './durability.ts';
import { withInitialRegisters } from './initial-registers.ts';
import { listAppend } from './isolation/list-append/checker.ts';
import { isolationAliases, isolationModels } from './isolation/models.ts';
import { rwRegister } from './isolation/rw-register/checker.ts';
import { withKeys } from './keyed-history.ts';
import { linearizable } from './linearizability/checker.ts';
import { ModelError } from './linearizability/model.ts';
import { modelNames } from './linearizability/models.ts';
import { monotonic } from './monotonic.ts';
import { perKey } from './per-key.ts';
import { onHistory } from './seen-as.ts';
import { sessionGuarantees } from './session-guarantees.ts';
import { setFull } from './set-full.ts';
import { statistics } from './statistics.ts';
import { totalQueue } from './total-queue.ts';
import { uniqueIds } from './unique-ids.ts';

/** A checker as it is offered by name. */
export interface RegisteredChecker {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** What can be chosen with `--model`, the default first; empty where there is nothing to choose. */
  readonly models: readonly string[];
  /** What else can be said to it. */
  readonly takes: readonly CheckerOptionName[];
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
    takes: ['initial', 'failed', 'keys', 'permits'],
    create: ({ model = 'cas-register', initial = null, permits, ...options }) => {
      if (permits !== undefined && model !== 'semaphore')
        throw new RangeError(`the model ${model} has no permits: --permits is for --model semaphore`);
      if (initial !== null && model === 'semaphore')
        throw new RangeError(
          'a semaphore begins with all its permits free: --permits says how many there are',
        );
      return linearizable({ ...options, model, initial: permits ?? initial });
    },
  },
  {
    name: 'list-append',
    summary: 'transactions of appends to lists and reads of lists are isolated as the model says',
    models: strongestFirst,
    takes: [],
    create: listAppend,
  },
  {
    name: 'rw-register',
    summary: 'transactions of writes and reads of registers are isolated as the model says',
    models: strongestFirst,
    takes: ['initial'],
    create: ({ initial = null, ...options }) =>
      onHistory(rwRegister(options), (history) => withInitialRegisters(history, initial)),
  },
  {
    name: 'set-full',
    summary: 'no acknowledged element of a set is missing, none is there twice',
    models: ['eventual', 'linearizable'],
    takes: ['keys'],
    create: ({ model, keys }) => withKeys(perKey(setFull({ linearizable: model === 'linearizable' })), keys),
  },
  {
    name: 'total-queue',
    summary: 'what was put into a queue comes out once, and nothing else does',
    models: ['exactly-once', 'at-least-once'],
    takes: ['keys'],
    create: ({ model, keys }) =>
      withKeys(perKey(totalQueue({ atLeastOnce: model === 'at-least-once' })), keys),
  },
  {
    name: 'counter',
    summary: 'reads of a counter stay within what the additions allow',
    models: [],
    takes: ['initial', 'keys'],
    create: ({ initial, keys }) => {
      if (initial !== undefined && !Number.isSafeInteger(initial))
        throw new RangeError('a counter begins with a whole number');
      return withKeys(perKey(counter(initial === undefined ? {} : { initial: initial as number })), keys);
    },
  },
  {
    name: 'unique-ids',
    summary: 'no id is given out twice',
    models: [],
    takes: [],
    create: uniqueIds,
  },
  {
    name: 'bank',
    summary: 'the balances of all accounts add up to the same total',
    models: ['no-overdraft', 'overdraft'],
    takes: ['total', 'accounts', 'keys'],
    create: ({ model, keys, total, accounts }) => {
      const known = {
        ...(total === undefined ? {} : { total }),
        ...(accounts === undefined ? {} : { accounts }),
      };
      return withKeys(perKey(bank({ ...known, overdraft: model === 'overdraft' })), keys);
    },
  },
  {
    name: 'monotonic',
    summary: 'no process reads a number smaller than it has read before',
    models: [],
    takes: ['functions', 'keys'],
    create: ({ functions, keys }) => withKeys(monotonic(functions === undefined ? {} : { functions }), keys),
  },
  {
    name: 'session-guarantees',
    summary: 'read your writes, monotonic reads and writes, writes follow reads, on registers',
    models: ['any-order', 'linearizable-writes'],
    takes: ['initial', 'keys'],
    create: ({ model, keys, initial = null }) =>
      withKeys(sessionGuarantees({ realTimeWrites: model === 'linearizable-writes', initial }), keys),
  },
  {
    name: 'causal',
    summary: 'no read of a register forgets what it depends on',
    models: ['causal', 'convergence'],
    takes: ['initial', 'keys'],
    create: ({ model, keys, initial = null }) =>
      withKeys(causal({ convergence: model === 'convergence', initial }), keys),
  },
  {
    name: 'durability',
    summary: 'every acknowledged write to a set or a register is there at the end, or what replaced it',
    models: [],
    takes: ['keys'],
    create: ({ keys }) => withKeys(durability(), keys),
  },
  {
    name: 'availability',
    summary: 'outages, errors by class, and how soon clients were served again after each fault',
    models: [],
    takes: [],
    create: () => availability(),
  },
  {
    name: 'statistics',
    summary: 'how operations ended and how long they took',
    models: [],
    takes: [],
    create: statistics,
  },
];

/**
 * The checker of that name.
 * @throws {RangeError} for an unknown checker or model, naming those there are, and for an option that it does not take or
 *   that makes no sense to it
 */
export function checkerNamed(name: string, options: CheckerOptions = {}): Checker {
  const registered = registeredCheckers.find((checker) => checker.name === name);
  if (registered === undefined) {
    const names = registeredCheckers.map((checker) => checker.name);
    throw new RangeError(`no checker "${name}"; there are ${names.join(', ')}`);
  }
  const { model, ...others } = options;
  if (model !== undefined && !registered.models.includes(model)) {
    const known = registered.models.length === 0 ? 'none' : registered.models.join(', ');
    throw new RangeError(`the checker ${name} has no model "${model}"; there are ${known}`);
  }
  for (const option of Object.keys(others) as CheckerOptionName[])
    if (!registered.takes.includes(option))
      throw new RangeError(`the checker ${name} does not take ${flagOf(option)}`);
  try {
    return registered.create(options);
  } catch (error) {
    throw error instanceof ModelError ? new RangeError(error.message) : error;
  }
}
