// The heart of the simulator: virtual time and the order of events. One event runs at a time, to its end, and only
// the kernel moves the clock; so a run is a function of its seed.

import { createEventQueue, type SimulatedEvent } from './event-queue.ts';
import { createHeartbeat, eventWords, type Heartbeat } from './heartbeat.ts';
import { createStormTally, type Stuck } from './storm-tally.ts';
import type { EventKind, Trace } from './trace.ts';

export interface EventOptions {
  readonly kind: EventKind;
  /** Index of the node it happens to, or -1. */
  readonly node: number;
  /** 32-bit digest of its content, for the trace. */
  readonly digest: number;
  readonly describe?: (() => string) | null;
}

/** Why a stretch of the simulation ended. */
export type Outcome =
  /** The moment asked for was reached. */
  | 'time-reached'
  /** The caller's condition became true. */
  | 'stopped'
  /** No event is left: nothing can ever happen again. */
  | 'idle'
  /** The limit of events was reached. */
  | 'step-limit'
  /** So many events fell into one virtual second that somebody must be going round in circles. */
  | 'event-storm';

/** Bounds on a run; reaching one is an outcome. */
export interface KernelLimits {
  /** Events of the whole run. */
  readonly steps: number;
  /** Events of any one virtual second. */
  readonly stepsPerSecond: number;
  /** This event is known not to end: it is reported instead of run. */
  readonly endlessStep?: number;
}

export interface Kernel {
  /** True when events are described, line by line. */
  readonly describesEvents: boolean;
  /** Virtual nanoseconds since the start. */
  nowNs(): number;
  /** Events run so far. */
  steps(): number;
  pendingEvents(): number;
  /** Runs `run` in `delayNs` (rounded up to whole ns, at least 0). */
  schedule(delayNs: number, options: EventOptions, run: () => void): SimulatedEvent;
  cancel(event: SimulatedEvent): void;
  /** Allows this many events more, in the whole run and in the current second. */
  raiseLimits(steps: number): void;
  /** Is called after every event; what it throws ends the run. */
  observe(afterEvent: (event: SimulatedEvent) => void): void;
  /** Takes whoever is reported stuck, from within an event. */
  onStuck(listener: (stuck: Stuck) => void): void;
  reportStuck(stuck: Stuck): void;
  /** After an event storm: the node whose events most of the last ones were, or `null` where they were nobody's. */
  stormCentre(): Stuck | null;
  /**
   * Runs events until virtual time `untilNs` (then the clock stands exactly there), until `stop` is true after an
   * event, until none is left, or until a limit.
   */
  run(untilNs: number, stop?: () => boolean): Outcome;
}

/** Of the events before the limit of a second, those that are looked at for whose they are. */
const stormSample = 2_000;

/**
 * Makes a kernel at time 0.
 * @param heartbeat is told of each event before it runs
 */
export function createKernel(
  trace: Trace,
  limits: KernelLimits,
  heartbeat: Heartbeat = createHeartbeat(),
): Kernel {
  let stepLimit = limits.steps;
  const queue = createEventQueue();
  const observers: ((event: SimulatedEvent) => void)[] = [];
  let now = 0;
  let sequence = 0;
  let steps = 0;
  let secondEndNs = 0;
  let secondStepLimit = 0;
  const endlessStep = limits.endlessStep ?? -1;
  const storm = createStormTally();
  let tellStuck: (stuck: Stuck) => void = () => undefined;

  const runNext = (): void => {
    const event = queue.pop();
    if (event === undefined) return;
    now = event.timeNs;
    steps += 1;
    if (now >= secondEndNs) {
      secondEndNs = (Math.floor(now / 1e9) + 1) * 1e9;
      secondStepLimit = steps + limits.stepsPerSecond;
      storm.clear();
    }
    heartbeat.beat(steps, event.kind, event.node);
    if (steps > secondStepLimit - stormSample) storm.add(event);
    const { run } = event;
    event.run = null;
    trace.add(now, event.kind, event.node, event.digest, event.describe);
    if (steps === endlessStep) {
      const description = event.describe?.() ?? '';
      tellStuck({
        node: event.node,
        what: `does not come to the end of ${eventWords(event.kind, steps, description)}`,
      });
    } else run?.();
    for (let index = 0; index < observers.length; index += 1) observers[index]?.(event);
  };

  return {
    describesEvents: trace.wantsLines,
    nowNs: () => now,
    steps: () => steps,
    pendingEvents: () => queue.size,
    schedule: (delayNs, options, run) => {
      if (!(delayNs >= 0 && delayNs < Number.MAX_SAFE_INTEGER)) {
        throw new RangeError(`An event's delay must be a finite, not negative number of ns, not ${delayNs}.`);
      }
      const event: SimulatedEvent = {
        timeNs: now + Math.ceil(delayNs),
        sequence: sequence++,
        kind: options.kind,
        node: options.node,
        digest: options.digest,
        run,
        describe: options.describe ?? null,
      };
      queue.push(event);
      return event;
    },
    raiseLimits: (more) => {
      stepLimit += more;
      secondStepLimit += more;
    },
    cancel: (event) => queue.cancel(event),
    onStuck: (listener) => {
      tellStuck = listener;
    },
    reportStuck: (stuck) => tellStuck(stuck),
    stormCentre: () => storm.centre(limits.stepsPerSecond),
    observe: (afterEvent) => {
      observers.push(afterEvent);
    },
    run: (untilNs, stop) => {
      for (;;) {
        const next = queue.nextTimeNs();
        if (next > untilNs) {
          if (next === Number.POSITIVE_INFINITY && untilNs === Number.POSITIVE_INFINITY) return 'idle';
          now = Math.max(now, untilNs);
          return 'time-reached';
        }
        if (steps >= stepLimit) return 'step-limit';
        if (steps >= secondStepLimit && next < secondEndNs) return 'event-storm';
        runNext();
        if (stop?.()) return 'stopped';
      }
    },
  };
}
