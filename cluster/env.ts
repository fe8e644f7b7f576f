// The only door from Anvil to the outside: clock, network, disk, randomness, logger.
// Protocol code takes everything from here, so that the same code runs on a real machine (cluster/server) and
// under the simulator. Every call that waits takes a callback: no promise decides the order of two steps.

import type { WireMessage } from './messages.ts';

/** Name of a node, unique in its cluster: `n1`, `n2`, ... */
export type NodeName = string;

/** A pending timer. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/** Two clocks: the monotonic one orders and measures; the wall clock may jump at any moment and is only for show. */
export interface Clock {
  /** Milliseconds since an arbitrary start, with fractions; never goes back. */
  monotonicMs(): number;
  /** Milliseconds since 1970 as the host believes. Never decide anything by it. */
  wallMs(): number;
  /** Calls back once after `delayMs` of monotonic time. */
  after(delayMs: number, callback: () => void): Timer;
}

/** A stream of random integers; `fork` gives an independent named stream. */
export interface Random {
  /** A whole number in [0, `bound`). */
  below(bound: number): number;
  fork(name: string): Random;
}

/** Best-effort datagrams between nodes: may be lost, delayed, repeated or reordered, never altered. */
export interface Network {
  /** Sends without waiting. The message must not be changed afterwards. */
  send(to: NodeName, message: WireMessage): void;
  /** Sets the one receiver of this node. */
  onMessage(receive: (from: NodeName, message: WireMessage) => void): void;
}

/** `error.code` holds the system's name of the failure: `EIO`, `ENOSPC`, ... */
export interface DiskError extends Error {
  readonly code?: string | undefined;
}

export type DiskCallback = (error: DiskError | null) => void;

/** An open append-only file. Calls on one file take effect in the order they were made. */
export interface DiskFile {
  /** Appends all of `bytes`. Not durable before a later `sync` has answered without error. */
  append(bytes: Uint8Array, callback: DiskCallback): void;
  /** fdatasync. After an error the content of unsynced pages is unknown: never try again, halt. */
  sync(callback: DiskCallback): void;
  /** Cuts the file to `lengthBytes`. */
  truncate(lengthBytes: number, callback: DiskCallback): void;
  close(callback: DiskCallback): void;
}

/** The node's own directory: flat, no sub-directories. Create, rename and remove last only after `syncDirectory`. */
export interface Disk {
  list(callback: (error: DiskError | null, names: readonly string[]) => void): void;
  /** The whole content; `null` where there is no such file. */
  read(name: string, callback: (error: DiskError | null, content: Uint8Array | null) => void): void;
  /** Opens for appending; creates an empty file where there is none. */
  open(name: string, callback: (error: DiskError | null, file: DiskFile | null) => void): void;
  rename(from: string, to: string, callback: DiskCallback): void;
  remove(name: string, callback: DiskCallback): void;
  syncDirectory(callback: DiskCallback): void;
}

/** Structured log lines; `event` is a fixed kebab-case name, the rest goes into `fields`. */
export interface Logger {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What a node is given to live in. */
export interface Env {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly disk: Disk;
  readonly logger: Logger;
  /**
   * Stops this node at once because going on could break a promise (a failed fsync, damage it cannot repair).
   * Nothing is sent or acknowledged afterwards; pending callbacks may never come. The caller returns right after.
   */
  halt(reason: string): void;
  /** Counts that an interesting condition was reached: free in production, tallied by the simulator. */
  sometimes(condition: string): void;
}
