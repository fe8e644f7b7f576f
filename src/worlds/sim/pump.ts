// Where virtual time meets promises. Clients and nemeses are async functions outside the simulated cluster; the pump
// runs events for as long as any of them waits for something, and whenever an event has an answer for them, it lets
// them do all they can do at that moment before the next event runs. That keeps the order a function of the seed, as
// long as they await nothing but what the world hands out.

import { nextTick } from 'node:process';
import { setImmediate as nextTurn } from 'node:timers';
import type { Outcome } from './kernel.ts';

/** Events, and pieces of outside work, between two looks at the real event loop, so that an interrupt is noticed. */
const eventsPerTurn = 20_000;
const handoversPerTurn = 500;
const nothing = Promise.resolve();

export interface Pump {
  /** Runs `work` outside the simulated cluster, right after the current event. */
  handOver(work: () => void): void;
  /** Says that something outside waits for virtual time; the function returned ends that. */
  hold(): () => void;
  /**
   * A promise that `begin` settles from within events. Only the first settlement counts.
   */
  promise<Value>(
    begin: (resolve: (value: Value) => void, reject: (error: Error) => void) => void,
  ): Promise<Value>;
}

/**
 * Makes a pump.
 * @param run runs events until `stop` says so
 * @param onExhausted told when no further event can run although somebody waits; must end the waiting
 * @param turnAfter events between two looks at the real event loop; it does not change their order
 */
export function createPump(
  run: (stop: () => boolean) => Outcome,
  onExhausted: (outcome: Outcome) => void,
  turnAfter = eventsPerTurn,
): Pump {
  const outbox: (() => void)[] = [];
  let waiting = 0;
  let active = false;

  let handovers = 0;
  let eventsLeft = 0;
  const stop = (): boolean => {
    eventsLeft -= 1;
    return outbox.length > 0 || eventsLeft <= 0;
  };
  const runTick = (): void => nextTick(loop);
  const loop = (): void => {
    while (outbox.length === 0) {
      if (waiting === 0) {
        active = false;
        return;
      }
      eventsLeft = turnAfter;
      const outcome = run(stop);
      if (outcome !== 'stopped') onExhausted(outcome);
      if (eventsLeft <= 0) break;
    }
    const work = outbox.shift();
    work?.();
    handovers += 1;
    // A tick asked for by a microtask comes once no microtask is left, and far sooner than a turn of the event loop.
    if (work !== undefined && handovers % handoversPerTurn !== 0) void nothing.then(runTick);
    else nextTurn(loop);
  };
  const hold = (): (() => void) => {
    let held = true;
    waiting += 1;
    if (!active) {
      active = true;
      nextTurn(loop);
    }
    return () => {
      if (held) waiting -= 1;
      held = false;
    };
  };
  const handOver = (work: () => void): void => {
    outbox.push(work);
  };

  return {
    handOver,
    hold,
    promise: (begin) =>
      new Promise((resolve, reject) => {
        const release = hold();
        let settled = false;
        const settle = (work: () => void): void => {
          if (settled) return;
          settled = true;
          handOver(() => {
            release();
            work();
          });
        };
        begin(
          (value) => settle(() => resolve(value)),
          (error) => settle(() => reject(error)),
        );
      }),
  };
}
