// The models by name, as `--model` takes them.

import type { JsonValue } from '../../history/operation.ts';
import type { Model } from './model.ts';
import { counterModel } from './models/counter.ts';
import { keyValueModel } from './models/key-value.ts';
import { multiRegisterModel } from './models/multi-register.ts';
import { ownedMutexModel } from './models/owned-mutex.ts';
import { queueModel } from './models/queue.ts';
import { registerModel } from './models/register.ts';
import { mutexModel, semaphoreModel } from './models/semaphore.ts';
import { setModel } from './models/set.ts';
import { stringAppendModel } from './models/string-append.ts';

const MODELS: Readonly<Record<string, (initial: JsonValue) => Model>> = {
  register: (initial) => registerModel('register', initial),
  'cas-register': (initial) => registerModel('cas-register', initial),
  mutex: mutexModel,
  'owned-mutex': (initial) => ownedMutexModel('owned-mutex', initial),
  'reentrant-mutex': (initial) => ownedMutexModel('reentrant-mutex', initial),
  semaphore: semaphoreModel,
  'multi-register': multiRegisterModel,
  'fifo-queue': (initial) => queueModel('fifo-queue', initial),
  'unordered-queue': (initial) => queueModel('unordered-queue', initial),
  set: setModel,
  counter: counterModel,
  'key-value': keyValueModel,
  'string-append-kv': stringAppendModel,
};

/** Names of the models there are. */
export const modelNames: readonly string[] = Object.keys(MODELS);

/**
 * The model of that name, starting from `initial` (null: empty, unset, free).
 * @throws {RangeError} naming the models there are
 */
export function modelNamed(name: string, initial: JsonValue = null): Model {
  const create = Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
  if (create === undefined) throw new RangeError(`no model "${name}"; there are ${modelNames.join(', ')}`);
  return create(initial);
}
