// Runs a generator without threads, clients or time: operations complete after a drawn latency on a virtual clock.
// For tests of generators and of the workloads and nemeses made of them.

import type { JsonValue, Operation, OperationType } from '../history/operation.ts';
import { createRandomSource, type RandomSource } from '../random/source.ts';
import type { Generator } from './generator.ts';
import type { PlacedInvocation } from './step.ts';
import { createThreadTable } from './thread-table.ts';

/** How a simulated operation ends. */
export interface SimulatedCompletion {
  readonly type: Exclude<OperationType, 'invoke'>;
  readonly latencyNs: number;
  /** The invocation's own value where absent. */
  readonly value?: JsonValue;
}

export interface SimulateOptions {
  readonly concurrency: number;
  readonly seed: number;
  /** A nemesis thread beside the clients; by default there is one. */
  readonly withNemesis?: boolean;
  /** By default every operation is `ok` (the nemesis' `info`) after 1 to 20 ms. */
  readonly complete?: (invocation: PlacedInvocation, random: RandomSource) => SimulatedCompletion;
  /** Stops an endless generator; 10,000 by default. */
  readonly maximumInvocations?: number;
  /** Is told the lines of `log` generators. */
  readonly onLog?: (message: string) => void;
}

interface InFlight {
  readonly endNs: number;
  readonly order: number;
  readonly invocation: PlacedInvocation;
  readonly completion: SimulatedCompletion;
}

/**
 * Runs a generator until it is done or the bound is reached, and gives every event.
 * @throws {Error} when the generator waits for an event that cannot come
 */
export function simulate(initial: Generator, options: SimulateOptions): readonly Operation[] {
  const table = createThreadTable({
    clients: options.concurrency,
    withNemesis: options.withNemesis ?? true,
    firstProcess: 0,
  });
  const random = createRandomSource(options.seed).fork('simulate');
  const complete = options.complete ?? completeAfterAWhile;
  const operations: Operation[] = [];
  const inFlight: InFlight[] = [];
  let generator = initial;
  let time = 0;
  let started = 0;

  function record(invocation: PlacedInvocation, type: OperationType, value: JsonValue): void {
    const { f, key, process } = invocation;
    const operation = {
      index: operations.length,
      time,
      process,
      type,
      f,
      value,
      ...(key === undefined ? {} : { key }),
    };
    operations.push(operation);
    generator = generator.update(table.context(time), operation);
  }

  function begin(invocation: PlacedInvocation, next: Generator): void {
    time = Math.max(time, invocation.time);
    generator = next;
    table.take(table.threadOf(invocation.process));
    record(invocation, invocation.process === 'nemesis' ? 'info' : 'invoke', invocation.value);
    const completion = complete(invocation, random);
    inFlight.push({ endNs: time + completion.latencyNs, order: started, invocation, completion });
    inFlight.sort((left, right) => left.endNs - right.endNs || left.order - right.order);
    started += 1;
  }

  function finishNext(): void {
    const { endNs, invocation, completion } = inFlight.shift() as InFlight;
    const thread = table.threadOf(invocation.process);
    time = Math.max(time, endNs);
    table.release(thread);
    record(invocation, completion.type, completion.value ?? invocation.value);
    if (completion.type === 'info') table.retire(thread);
  }

  while (started < (options.maximumInvocations ?? 10_000)) {
    const nextEndNs = inFlight[0]?.endNs ?? Number.POSITIVE_INFINITY;
    const step = generator.step(table.context(time));
    if (step.kind === 'done') break;
    if (step.kind === 'log') {
      options.onLog?.(step.message);
      generator = step.next;
    } else if (step.kind === 'invoke') {
      if (step.invocation.time < nextEndNs) begin(step.invocation, step.next);
      else finishNext();
    } else {
      generator = step.next;
      const wakeAt = step.wakeAt ?? Number.POSITIVE_INFINITY;
      if (inFlight.length > 0 && nextEndNs <= wakeAt) finishNext();
      else if (Number.isFinite(wakeAt)) time = Math.max(time, wakeAt);
      else throw new Error('The generator waits for an event that cannot come: nothing is in flight.');
    }
  }
  while (inFlight.length > 0) finishNext();
  return operations;
}

function completeAfterAWhile(invocation: PlacedInvocation, random: RandomSource): SimulatedCompletion {
  return {
    type: invocation.process === 'nemesis' ? 'info' : 'ok',
    latencyNs: 1_000_000 + random.below(19_000_000),
  };
}
