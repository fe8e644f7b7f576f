// Random executions of an object that behaves: operations overlap, take effect once at a moment between invocation and
// completion, and those of unknown outcome take effect at any later moment or never. No checker may reject one.

import fc from 'fast-check';
import type { JsonValue } from '../../src/history/operation.ts';
import type { Event } from './history-builder.ts';

/** What one operation does to the object when it takes effect. @returns what it answers */
export type Effect = (f: string, argument: JsonValue) => JsonValue;

export interface ObjectUnderTest {
  /** A new object in its first state. */
  create(): Effect;
  /** The n-th operation of an execution, drawn by a small number. */
  operation(draw: number, count: number): readonly [f: string, argument: JsonValue];
  /** Operations that close the execution, one after the other. */
  readonly closing: readonly (readonly [f: string, argument: JsonValue])[];
  /** Key of all operations, where they have one. */
  readonly key?: JsonValue;
}

interface Running {
  readonly f: string;
  readonly argument: JsonValue;
  answer: JsonValue | undefined;
}

/** Each number moves one of three clients a step on: begin, take effect, end. */
export const executions: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(3 * 16 - 1), {
  minLength: 24,
  maxLength: 40,
});

/** The events of an execution. */
export function execute(object: ObjectUnderTest, steps: readonly number[]): readonly Event[] {
  const effect = object.create();
  const events: Event[] = [];
  const running = new Map<number, Running>();
  /** Operations of unknown outcome that may still take effect. */
  const late: Running[] = [];
  const numbers = [0, 1, 2];
  const more = object.key === undefined ? {} : { key: object.key };
  let count = 0;
  for (const step of steps) {
    const client = step % 3;
    const draw = Math.floor(step / 3);
    const process = numbers[client] as number;
    const current = running.get(client);
    if (draw === 15) {
      const waiting = late.shift();
      if (waiting !== undefined) effect(waiting.f, waiting.argument);
    } else if (current === undefined) {
      const [f, argument] = object.operation(draw, count++);
      running.set(client, { f, argument, answer: undefined });
      events.push([process, 'invoke', f, argument, more]);
    } else if (draw === 14) {
      // Nobody is told how it ends; the client goes on as another process.
      if (current.answer === undefined) late.push(current);
      events.push([process, 'info', current.f, current.argument, more]);
      running.delete(client);
      numbers[client] = process + 3;
    } else if (current.answer === undefined) current.answer = effect(current.f, current.argument);
    else {
      events.push([process, 'ok', current.f, current.answer, more]);
      running.delete(client);
    }
  }
  for (const [f, argument] of object.closing) {
    events.push([99, 'invoke', f, argument, more], [99, 'ok', f, effect(f, argument), more]);
  }
  return events;
}
