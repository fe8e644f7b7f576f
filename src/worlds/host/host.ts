// One machine of the cluster as the fault agents see it: a place to run commands, and ports to reach.
// Containers and namespaces both offer exactly this, so that every fault is written once.

import type { Duplex, Readable, Writable } from 'node:stream';
import type { NodeName } from '../world.ts';

/** A command on a host that failed, ran out of time, or could not be sent. */
export class HostError extends Error {
  override readonly name = 'HostError';
}

/** A program that runs on a host, by its standard streams. */
export interface HostStreams {
  readonly input: Writable;
  readonly output: Readable;
  close(): void;
}

/** Where the database's things lie on its host: absolute paths in the host's own file system. */
export interface HostFiles {
  readonly node: string;
  readonly bundle: string;
  /** Where a second build lies, should the run have one. */
  readonly upgradeBundle: string;
  readonly configuration: string;
  readonly dataDirectory: string;
  /** Output of the database; appended to by every start. */
  readonly log: string;
  /** Directory, there from the beginning, for what fault agents put on the host. */
  readonly agents: string;
}

export interface Host {
  readonly name: NodeName;
  /** IPv4 address in the cluster's own network. */
  readonly address: string;
  readonly files: HostFiles;
  /**
   * Runs a bash script and resolves with what it printed (both streams). Scripts of one host run one after the other.
   * @throws {HostError} when it exits with another code than 0, or not within `timeoutMs` (10 s by default).
   */
  exec(script: string, timeoutMs?: number): Promise<string>;
  /**
   * Starts a program beside the database. Its input ends when this process does, however it ends: the program is to undo
   * what it did, and go.
   */
  open(command: readonly string[]): Promise<HostStreams>;
  /** Writes a file on the host. */
  upload(content: string | Uint8Array, path: string): Promise<void>;
  /**
   * Opens a byte stream to a TCP port of this host, from outside the cluster's network.
   * Rejects when nothing accepts within `timeoutMs`.
   */
  dial(port: number, timeoutMs: number): Promise<Duplex>;
  /** `host:port` where a program on the harness's machine reaches `port` (the MySQL port only). */
  readonly clientAddress: string;
  /** Copies a file of the host to `destination` on the harness's machine. */
  download(path: string, destination: string): Promise<void>;
}

/** Quotes a word for bash. */
export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
