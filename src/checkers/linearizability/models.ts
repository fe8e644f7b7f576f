// The models by name, as `--model` takes them.

import type { JsonValue } from '../../history/operation.ts';
import type { Model } from './model.ts';
import { multiRegisterModel } from './models/multi-register.ts';
import { mutexModel } from './models/mutex.ts';
import { registerModel } from './models/register.ts';
import { setModel } from './models/set.ts';
import { stringAppendModel } from './models/string-append.ts';

const MODELS: Readonly<Record<string, (initial: JsonValue) => Model>> = {
  register: (initial) => registerModel('register', initial),
  'cas-register': (initial) => registerModel('cas-register', initial),
  mutex: (initial) => mutexModel(initial === true),
  'multi-register': multiRegisterModel,
  'string-append-kv': stringAppendModel,
  set: setModel,
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
