// Databases of various weakness, simulated, so that each kind of anomaly turns up in random histories: what a transaction
// reads, and when its writes can be seen, is all that tells them apart.

import type { JsonValue, Operation } from '../../../src/history/operation.ts';

/** A whole number below a bound. */
export type Draw = (bound: number) => number;

/** Equal seeds give equal draws. */
export function drawFrom(seed: number): Draw {
  let state = Math.imul(seed, 0x9e3779b1) | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/**
 * `serial`: one transaction after another, at one instant. `snapshot`: reads of the instant of the first operation, the
 * first of two writers of a key wins. `stale-snapshot`: of any instant before. `lost-updates`: snapshots where both win.
 * `committed`: each read of its own instant. `uncommitted`: writes are seen at once, and stay when they fail.
 */
export const databaseKinds = [
  'serial',
  'snapshot',
  'stale-snapshot',
  'lost-updates',
  'committed',
  'uncommitted',
] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

export interface SimulationOptions {
  readonly kind: DatabaseKind;
  readonly data: 'append' | 'w';
  readonly transactions: number;
  readonly processes: number;
  readonly keys: number;
  /** Transactions in a hundred whose outcome is not known. */
  readonly unknownPercent: number;
}

type Micro = [kind: string, key: number, value: JsonValue];
type State = Map<number, readonly number[]>;

interface Running {
  readonly asked: readonly Micro[];
  readonly done: Micro[];
  readonly own: State;
  readonly begun: number;
  readonly seen: number;
  /** What became of it, where that is decided before the client hears of it. */
  readonly fate?: 'committed' | 'aborted';
}

/** A random history of such a database. A register is a list of which only the last element is read. */
export function simulate(draw: Draw, options: SimulationOptions): readonly Operation[] {
  const { kind, data, transactions, keys, unknownPercent } = options;
  const events: Operation[] = [];
  const states: State[] = [new Map()];
  const numbers = Array.from({ length: options.processes }, (_, process) => process);
  const running = new Map<number, Running>();
  const counters = new Map<number, number>();
  let begun = 0;

  const record = (process: number, type: Operation['type'], value: readonly Micro[]): void => {
    events.push({
      index: events.length,
      time: events.length * 1000,
      process,
      type,
      f: 'txn',
      value,
    });
  };
  const latest = (): State => states.at(-1) as State;
  const readable = (list: readonly number[]): JsonValue =>
    data === 'append' ? (list.length === 0 && draw(2) === 0 ? null : list) : (list.at(-1) ?? null);

  function ask(): Micro[] {
    return Array.from({ length: 1 + draw(3) }, (): Micro => {
      const key = draw(keys);
      if (draw(2) === 0) return ['r', key, null];
      counters.set(key, (counters.get(key) ?? 0) + 1);
      return [data, key, counters.get(key) as number];
    });
  }

  function step(one: Running): void {
    const [name, key, value] = one.asked[one.done.length] as Micro;
    const base = kind === 'committed' || kind === 'uncommitted' ? latest() : (states[one.seen] as State);
    if (name === 'r') {
      const own = one.own.get(key) ?? [];
      one.done.push([
        'r',
        key,
        readable(kind === 'uncommitted' ? (base.get(key) ?? []) : [...(base.get(key) ?? []), ...own]),
      ]);
      return;
    }
    one.done.push([name, key, value]);
    one.own.set(key, [...(one.own.get(key) ?? []), value as number]);
    if (kind === 'uncommitted') install(new Map([[key, [value as number]]]));
  }

  function install(writes: State): void {
    const next = new Map(latest());
    for (const [key, added] of writes) next.set(key, [...(next.get(key) ?? []), ...added]);
    states.push(next);
  }

  function conflicts(one: Running): boolean {
    if (kind !== 'snapshot' && kind !== 'stale-snapshot') return false;
    return [...one.own.keys()].some((key) => (states[one.seen] as State).get(key) !== latest().get(key));
  }

  function finish(slot: number, one: Running): void {
    const process = numbers[slot] as number;
    running.delete(slot);
    const aborts = one.fate === undefined ? conflicts(one) || draw(12) === 0 : one.fate === 'aborted';
    if (!aborts && one.fate === undefined && kind !== 'uncommitted') install(one.own);
    if (draw(100) < unknownPercent) {
      record(process, 'info', one.asked);
      numbers[slot] = process + options.processes;
    } else if (aborts) record(process, 'fail', one.asked);
    else record(process, 'ok', one.done);
  }

  while (begun < transactions || running.size > 0) {
    const slot = draw(numbers.length);
    const one = running.get(slot);
    if (one === undefined) {
      if (begun === transactions) continue;
      begun += 1;
      const asked = ask();
      record(numbers[slot] as number, 'invoke', asked);
      const now = states.length - 1;
      const seen = kind === 'stale-snapshot' ? Math.max(0, now - draw(4)) : now;
      running.set(slot, { asked, done: [], own: new Map(), begun: now, seen });
    } else if (kind === 'serial' && one.done.length === 0) {
      const whole = { ...one, seen: states.length - 1 };
      while (whole.done.length < whole.asked.length) step(whole);
      const fate = draw(12) === 0 ? 'aborted' : 'committed';
      if (fate === 'committed') install(whole.own);
      running.set(slot, { ...whole, fate });
    } else if (one.done.length < one.asked.length) step(one);
    else finish(slot, one);
  }
  return events;
}
