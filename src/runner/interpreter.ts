// Carries a generator out on the threads of a run: asks it what is next, writes the invocation down, hands it to a
// worker, writes down how it ended, tells the generator. Driven only by the world's clock and by completions, so that
// the simulated world repeats it exactly. After the event loop of Jepsen's generator interpreter.

import type { Generator } from '../generator/generator.ts';
import type { PlacedInvocation } from '../generator/step.ts';
import { createThreadTable } from '../generator/thread-table.ts';
import { JournalError } from '../history/journal.ts';
import type { JsonValue, Process } from '../history/operation.ts';
import type { WorldClock } from '../worlds/world.ts';
import { type Crash, crashOf } from './crash.ts';
import type { Recorder } from './recorder.ts';

const nanosecondsPerMicrosecond = 1_000;
const nanosecondsPerMillisecond = 1_000_000;
const maximumStepsWithoutPause = 5_000;

/** How a worker says an operation ended. */
export interface WorkerAnswer {
  readonly type: 'ok' | 'fail' | 'info';
  readonly value: JsonValue;
  readonly error?: string;
}

/** Carries out invocations for one thread, or for all. */
export interface Worker {
  /** The node this process talks to, for the history. */
  nodeOf(thread: Process, process: Process): string | undefined;
  /** A rejection is a crash of the workload or of the nemesis and ends the run. */
  perform(thread: Process, invocation: PlacedInvocation): Promise<WorkerAnswer>;
  /** How long to wait for an answer before the operation is given up, in ms. */
  patienceMs(thread: Process): number;
  /** The answer is no longer awaited: drop whatever the thread was using, and say what to record as the value. */
  abandon(thread: Process, invocation: PlacedInvocation): JsonValue;
}

export interface InterpreterOptions {
  readonly clock: WorldClock;
  readonly recorder: Recorder;
  readonly worker: Worker;
  readonly generator: Generator;
  readonly clients: number;
  readonly withNemesis: boolean;
  /** Thread `t` starts as process `firstProcess + t`. */
  readonly firstProcess: number;
  /** The generator is not asked any more after this time, in ms. */
  readonly deadlineMs: number;
  /** How long the operation a thread has in flight may still take once the run is aborted, in ms. */
  readonly abortGraceMs: (thread: Process) => number;
  readonly signal: AbortSignal;
  readonly onLog: (message: string) => void;
}

/** Why a generator is not asked any more. */
export type InterpreterEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'journal'; readonly message: string }
  | { readonly kind: 'crash'; readonly crash: Crash };

/** Resolves once the generator is done (or the run must stop) and no operation is in flight; never rejects. */
export function interpret(options: InterpreterOptions): Promise<InterpreterEnd> {
  return new Promise((resolve) => startLoop(options, resolve));
}

/** A timer that is set, and for when. */
interface Wake {
  readonly timeNs: number;
  cancel(): void;
}

interface InFlight {
  readonly invocation: PlacedInvocation;
  /** When it is given up. */
  readonly deadlineNs: number;
  readonly finish: (answer: WorkerAnswer) => void;
}

function startLoop(options: InterpreterOptions, resolve: (end: InterpreterEnd) => void): void {
  const { clock, recorder, worker } = options;
  const table = createThreadTable(options);
  const inFlight = new Map<Process, InFlight>();
  let generator = options.generator;
  let end: InterpreterEnd | null = null;
  let wake: Wake | null = null;
  let patience: Wake | null = null;
  let stepsWithoutPause = 0;

  const cancelDeadline = clock.after(options.deadlineMs, () => stop({ kind: 'deadline' }));
  const cancelGraces: (() => void)[] = [];
  const onAbort = (): void => {
    for (const thread of inFlight.keys()) {
      const cancel = clock.after(options.abortGraceMs(thread), () =>
        giveUp(thread, 'given up: the run was interrupted'),
      );
      cancelGraces.push(cancel);
    }
    stop({ kind: 'aborted' });
  };
  options.signal.addEventListener('abort', onAbort, { once: true });
  if (options.signal.aborted) onAbort();
  else advance();

  function stop(reason: InterpreterEnd): void {
    end ??= reason;
    // A crash found while stopping for a lesser reason must not get lost.
    if (reason.kind === 'crash' && end.kind !== 'crash') end = reason;
    wake?.cancel();
    wake = null;
    if (inFlight.size > 0) return;
    cancelDeadline();
    patience?.cancel();
    for (const cancel of cancelGraces) cancel();
    options.signal.removeEventListener('abort', onAbort);
    resolve(end);
  }

  /** Runs the body; what it throws ends the run with the right reason. */
  function guarded(where: string, body: () => void): void {
    try {
      body();
    } catch (error) {
      if (error instanceof JournalError) stop({ kind: 'journal', message: error.message });
      else stop({ kind: 'crash', crash: crashOf(where, error) });
    }
  }

  function advance(): void {
    if (end !== null) return stop(end);
    guarded('the generator', askOn);
  }

  function askOn(): void {
    for (;;) if (end !== null || !step()) return;
  }

  /** One question to the generator; false when there is nothing more to do now. */
  function step(): boolean {
    stepsWithoutPause += 1;
    const now = recorder.now();
    if (stepsWithoutPause > maximumStepsWithoutPause) return wakeAt(now, now);
    const answer = generator.step(table.context(now));
    switch (answer.kind) {
      case 'done':
        stop({ kind: 'done' });
        return false;
      case 'log':
        options.onLog(answer.message);
        generator = answer.next;
        return true;
      case 'pending':
        generator = answer.next;
        if (answer.wakeAt !== undefined) return wakeAt(answer.wakeAt, now);
        wake?.cancel();
        wake = null;
        if (inFlight.size === 0)
          throw new Error('it waits for an event that cannot come: nothing is in flight');
        return false;
      case 'invoke':
        break;
    }
    if (answer.invocation.time > now) return wakeAt(answer.invocation.time, now);
    generator = answer.next;
    begin(answer.invocation);
    return true;
  }

  /** Most completions change nothing about the moment to ask again: then the timer stays. */
  function wakeAt(timeNs: number, now: number): false {
    if (wake?.timeNs === timeNs) return false;
    wake?.cancel();
    // Rounded up, so that a clock coarser than a nanosecond cannot wake this loop just too early for ever.
    const durationMs = Math.max(1, Math.ceil((timeNs - now) / nanosecondsPerMicrosecond)) / 1000;
    const cancel = clock.after(durationMs, () => {
      wake = null;
      stepsWithoutPause = 0;
      advance();
    });
    wake = { timeNs, cancel };
    return false;
  }

  function begin(invocation: PlacedInvocation): void {
    const thread = table.threadOf(invocation.process);
    const node = worker.nodeOf(thread, invocation.process);
    table.take(thread);
    const { f, key, value, process } = invocation;
    const event = recorder.record({
      process,
      type: thread === 'nemesis' ? 'info' : 'invoke',
      f,
      key,
      value,
      node,
    });
    generator = generator.update(table.context(event.time), event);

    const deadlineNs = recorder.now() + worker.patienceMs(thread) * nanosecondsPerMillisecond;
    const finish = (answer: WorkerAnswer): void => {
      if (inFlight.get(thread)?.finish !== finish) return;
      inFlight.delete(thread);
      guarded('the generator', () => {
        const { error, type } = answer;
        const completion = recorder.record({ process, type, f, key, value: answer.value, error, node });
        table.release(thread);
        generator = generator.update(table.context(completion.time), completion);
        if (answer.type === 'info') table.retire(thread);
      });
      advance();
    };
    inFlight.set(thread, { invocation, deadlineNs, finish });
    watchPatience(deadlineNs);
    worker.perform(thread, invocation).then(finish, (error: unknown) => {
      const crash = crashOf(
        thread === 'nemesis' ? `fault operation ${f}` : `operation ${f} of the workload`,
        error,
      );
      end = { kind: 'crash', crash };
      finish({ type: 'info', value, error: `crash: ${crash.message}` });
    });
  }

  /** One timer for all operations, at the earliest deadline known when it was set: nearly all are answered by then. */
  function watchPatience(deadlineNs: number): void {
    if (patience !== null && patience.timeNs <= deadlineNs) return;
    patience?.cancel();
    const waitMs = Math.max(0, deadlineNs - recorder.now()) / nanosecondsPerMillisecond;
    const cancel = clock.after(waitMs, () => {
      patience = null;
      giveUpOverdue();
    });
    patience = { timeNs: deadlineNs, cancel };
  }

  function giveUpOverdue(): void {
    // A real clock may wake this a little early; what is due within a millisecond is due.
    const now = recorder.now() + nanosecondsPerMillisecond;
    for (const [thread, { deadlineNs }] of [...inFlight]) {
      if (deadlineNs > now) continue;
      const patienceMs = worker.patienceMs(thread);
      giveUp(thread, `given up: no answer from the worker within ${patienceMs} ms`);
    }
    for (const { deadlineNs } of inFlight.values()) watchPatience(deadlineNs);
  }

  function giveUp(thread: Process, error: string): void {
    const operation = inFlight.get(thread);
    if (operation === undefined) return;
    operation.finish({ type: 'info', value: worker.abandon(thread, operation.invocation), error });
  }
}
