// A fault package: how a kind of fault is injected and healed, when, and how it is drawn in reports. Packages add up.
// Every injection and every healing is verified against the world; one without effect makes the run invalid.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import type { Capability } from '../src/worlds/capabilities.ts';
import type { World } from '../src/worlds/world.ts';
import type { FaultValues } from './fault-value.ts';
import type { SchedulePart } from './schedule.ts';
import type { LinkTarget } from './target.ts';

/** The value of a nemesis operation's second event. */
export interface FaultResult {
  /** What was done, for people. */
  readonly description: string;
  /** Hosts the fault touched. */
  readonly hosts: readonly string[];
  /** True when the world shows the effect (or, for a healing operation, that the fault is gone). */
  readonly verified: boolean;
  /** What was looked at to know that, and what was seen. */
  readonly evidence: JsonValue;
  /** Why there was nothing to act upon (every process already down, say): then neither an effect nor a failure. */
  readonly skipped?: string;
}

export interface FaultOptions {
  readonly seed: number;
  readonly nodes: readonly string[];
  /** Mean time between two faults of this package. */
  readonly intervalMs: number;
  /** How much of that a fault lasts, from 0 to 1; `usualFaultShare` where absent. */
  readonly faultShare?: number;
  /** When the first fault has to have come, in ms from the beginning; absent where it may take its time. */
  readonly firstByMs?: number;
  /** Whom to hit, in place of the package's own choice: some of its factory's `targets`. */
  readonly targets?: readonly LinkTarget[];
  /** Absent for a steady schedule, which is each package's own. */
  readonly schedulePart?: SchedulePart;
}

export interface FaultPackage {
  readonly name: string;
  /** What a sound node says when it halts because of these faults, as it has to; every other halt makes a run invalid. */
  readonly expectedHalt?: RegExp;
  /** Operations that start a fault, with the ones that end it; for the legend and for the validity check. */
  readonly startOperations: readonly string[];
  readonly stopOperations: readonly string[];
  /** What a plan that lists these operations may give them. */
  readonly values: FaultValues;
  /** Injects and heals on a schedule for as long as it is asked; process `nemesis`. */
  schedule(): Generator;
  /**
   * Undoes whatever may still be in effect; run once when the load ends, however it ended. May strike a last time, with
   * no client about, before it heals for good.
   */
  heal(): Generator;
  /**
   * Carries out one operation; never rejects for a fault that did not work: answers `verified: false`.
   * @param others packages whose faults are in effect meanwhile; none where absent
   */
  invoke(world: World, invocation: Invocation, others?: readonly string[]): Promise<FaultResult>;
}

export interface FaultPackageFactory {
  readonly name: string;
  readonly summary: string;
  /** What the world must be able to do; absent where every world can. */
  readonly needs?: readonly Capability[];
  /** Whom a plan can aim its faults at; absent where they choose by themselves. */
  readonly targets?: readonly LinkTarget[];
  /** True for faults that change nodes to the second build of a run. */
  readonly needsSecondBuild?: true;
  create(options: FaultOptions): FaultPackage;
}
