// Keeps the outside out: while simulated events run, ambient time, randomness, timers, files, sockets and processes
// throw. Without this, one forgotten Date.now() would make a seed useless. Everything is put back afterwards.

import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** Thrown where code inside the simulator reaches around its `Env`. */
export class AmbientAccessError extends Error {
  constructor(what: string) {
    super(`${what} was used inside the simulator; take it from Env instead.`);
    this.name = 'AmbientAccessError';
  }
}

type Callable = (...input: unknown[]) => unknown;
type Holder = Record<string, unknown>;

let depth = 0;
let installed = false;

/** Runs `work` with everything ambient forbidden, and allows it again however `work` ends. */
export function guardAmbient<Result>(work: () => Result): Result {
  install();
  depth += 1;
  try {
    return work();
  } finally {
    depth -= 1;
  }
}

/** Runs `work` with everything ambient allowed, within a guarded stretch: for the simulator's own outside work. */
export function allowAmbient<Result>(work: () => Result): Result {
  const guarded = depth;
  depth = 0;
  try {
    return work();
  } finally {
    depth = guarded;
  }
}

/** Members wrapped by a check of the flag; a wrapped member costs an increment's time outside the simulator. */
function install(): void {
  if (installed) return;
  installed = true;
  guardDate();
  const globals = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'];
  guardMembers('', globalThis, globals);
  guardMembers('Math.', Math as unknown as Holder, ['random']);
  guardMembers('performance.', performance as unknown as Holder, ['now']);
  guardMembers('process.', process as unknown as Holder, ['hrtime', 'kill', 'exit']);
  guardMembers('fs.', fs, functionsOf(fs));
  guardMembers('net.', net, ['connect', 'createConnection', 'createServer']);
  guardMembers('child_process.', childProcess, functionsOf(childProcess));
  guardMembers('crypto.', crypto, ['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync']);
  guardMembers('crypto.', globalThis.crypto as unknown as Holder, ['getRandomValues', 'randomUUID']);
  syncBuiltinESMExports();
}

/** Functions of a module, but not its classes: those are only dangerous through what they call. */
function functionsOf(holder: Holder): readonly string[] {
  return Object.keys(holder).filter((name) => typeof holder[name] === 'function' && /^[a-z]/.test(name));
}

function guardMembers(prefix: string, holder: Holder, names: readonly string[]): void {
  for (const name of names) {
    const original = holder[name] as Callable;
    const guarded = function guarded(this: unknown, ...input: unknown[]): unknown {
      if (depth > 0) throw new AmbientAccessError(`${prefix}${name}`);
      return Reflect.apply(original, this, input);
    };
    Object.defineProperties(guarded, Object.getOwnPropertyDescriptors(original));
    Object.defineProperty(holder, name, {
      value: guarded,
      configurable: true,
      writable: true,
      enumerable: true,
    });
  }
}

function guardDate(): void {
  const check = (): void => {
    if (depth > 0) throw new AmbientAccessError('Date');
  };
  const original = Date;
  const { now } = original;
  original.now = () => {
    check();
    return now();
  };
  globalThis.Date = new Proxy(original, {
    construct: (target, input: unknown[], newTarget) => {
      if (input.length === 0) check();
      return Reflect.construct(target, input, newTarget) as object;
    },
    apply: (target, self, input: unknown[]) => {
      check();
      return Reflect.apply(target as unknown as Callable, self, input);
    },
  });
}
