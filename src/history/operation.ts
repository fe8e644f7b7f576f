// One line of a history: something a process began (`invoke`) or learned (`ok`, `fail`, `info`).
// The native form of `history.jsonl`, one JSON object a line.

/** A client process is a number; the fault injector is `nemesis`. */
export type Process = number | 'nemesis';

/**
 * `invoke`: about to be sent. `ok`: took effect. `fail`: certainly took no effect. `info`: outcome not known, may take
 * effect at any later time or never. Nemesis operations are `info` at both ends.
 */
export type OperationType = 'invoke' | 'ok' | 'fail' | 'info';

/** Anything JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface Operation {
  /** Position in the history, from 0. */
  readonly index: number;
  /** Nanoseconds since the start of the run. */
  readonly time: number;
  readonly process: Process;
  readonly type: OperationType;
  /** What is done: `read`, `write`, `cas`, `add`, `txn`, `start-partition`, ... */
  readonly f: string;
  readonly value: JsonValue;
  /** The independent object the operation works on; absent where the history is about one object. */
  readonly key?: JsonValue;
  /** Why it failed, or why its outcome is not known. */
  readonly error?: string;
  /** The node the client was connected to. */
  readonly node?: string;
  /** Only in evidence: something in it was long, and a text of its two ends stands in its place. */
  readonly shortened?: true;
}
