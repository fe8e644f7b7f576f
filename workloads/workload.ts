// A workload: what clients do, on what schema, and which checkers judge it.

import type { Checker } from '../src/checkers/checker.ts';
import type { CheckerOptions } from '../src/checkers/checker-options.ts';
import type { Persisted } from '../src/checkers/persisted.ts';
import type { Watcher } from '../src/checkers/watcher.ts';
import type { Generator, Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import type { NodeName, SqlConnection } from '../src/worlds/world.ts';
import type { OperationForms } from './operation-form.ts';
import type { PersistedForm } from './persisted-form.ts';

/** How an invocation ended; `fail` only when it certainly had no effect. */
export interface Completion {
  readonly type: 'ok' | 'fail' | 'info';
  readonly value: JsonValue;
  readonly error?: string;
}

export interface WorkloadOptions {
  readonly seed: number;
  readonly nodes: readonly NodeName[];
  /** Number of client threads. */
  readonly concurrency: number;
  /** For its checkers, once the run is over: what the replicas have on their disks, where that is known. */
  readonly persisted?: Persisted | undefined;
  /** For its checkers: what a person says to them; of what the workload `takes`. */
  readonly checking?: CheckerOptions;
}

export interface Workload {
  readonly name: string;
  /** One line for `--help` and the report. */
  readonly summary: string;
  /** Makes the schema; called once before the load, on one connection, and retried until it succeeds. */
  setup(connection: SqlConnection, timeoutMs: number): Promise<void>;
  /**
   * Carries out one invocation on one connection. Never rejects for a database error: turns it into `fail` or `info`.
   * An unexpected exception is a crash of the workload and ends the run.
   */
  invoke(connection: SqlConnection, invocation: Invocation, timeoutMs: number): Promise<Completion>;
  /** Each operation that a plan may list for it. */
  readonly forms: OperationForms;
  /** Operations under load; endless: the runner limits time and rate. */
  load(): Generator;
  /** Operations after healing and settling, such as a last read on every node; `null` for none. */
  final(): Generator | null;
  readonly checkers: readonly Checker[];
  /** Sees the plainest violations while a run is under way; absent where nothing cheap is certain. */
  watch?(): Watcher;
  /** How its writes are found on the disks of replicas; absent where they cannot be. */
  readonly persisted?: PersistedForm;
  /** Each `f` with how many successes a run needs to count as one with traffic. */
  readonly minimumSuccesses: Readonly<Record<string, number>>;
}

/** Makes a workload for one run; equal options give equal workloads. */
export interface WorkloadFactory {
  readonly name: string;
  readonly summary: string;
  /** What may be said to its checkers, with the models there are; nothing where absent. */
  readonly takes?: {
    readonly models: readonly string[];
    readonly options: readonly (keyof CheckerOptions)[];
  };
  create(options: WorkloadOptions): Workload;
}
