// Gives each event of a run its index and its time, writes it to the journal, and tells whoever watches.

import { type Journal, JournalError } from '../history/journal.ts';
import type { JsonValue, Operation } from '../history/operation.ts';
import type { WorldClock } from '../worlds/world.ts';

/** An event before it has its place in the history. */
export interface Event extends Pick<Operation, 'process' | 'type' | 'f' | 'value'> {
  readonly key?: JsonValue | undefined;
  readonly error?: string | undefined;
  readonly node?: string | undefined;
}

type Mutable = { -readonly [Field in keyof Operation]: Operation[Field] };

export interface Recorder {
  /** Nanoseconds since the start of the run. */
  now(): number;
  /** Number of events recorded. */
  readonly length: number;
  /** Writes the event and gives it back with its place. @throws {JournalError} when it could not be written */
  record(event: Event): Operation;
}

/** Makes a recorder whose time starts now. */
export function createRecorder(
  clock: WorldClock,
  journal: Journal,
  onOperation: (operation: Operation) => void,
): Recorder {
  const startNs = clock.nowNs();
  let length = 0;
  const now = (): number => Math.round(clock.nowNs() - startNs);
  return {
    now,
    get length() {
      return length;
    },
    record(event) {
      const operation = placed(event, length, now());
      journal.append(operation);
      length += 1;
      onOperation(operation);
      return operation;
    },
  };
}

/** Written out: a spread for each field that may be absent costs more than everything else about recording. */
function placed(
  { process, type, f, key, value, error, node }: Event,
  index: number,
  time: number,
): Operation {
  const operation: Mutable =
    key === undefined
      ? { index, time, process, type, f, value }
      : { index, time, process, type, f, key, value };
  if (error !== undefined) operation.error = error;
  if (node !== undefined) operation.node = node;
  return operation;
}

/** The same recorder for events that must happen even when they cannot be written down, such as healing. */
export function tolerant(recorder: Recorder, onError: (message: string) => void): Recorder {
  return {
    now: () => recorder.now(),
    get length() {
      return recorder.length;
    },
    record(event) {
      try {
        return recorder.record(event);
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        onError(error.message);
        return placed(event, recorder.length, recorder.now());
      }
    },
  };
}
