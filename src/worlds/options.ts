// What every world needs to boot a cluster of Anvil nodes.

import type { BuildPair } from './builds.ts';
import type { Capability } from './capabilities.ts';
import type { World } from './world.ts';

export interface WorldOptions {
  /** 3 or 5. */
  readonly nodeCount: number;
  /** The bundled build under test: one JavaScript file, run by `node`. */
  readonly bundlePath: string;
  /** What the two builds say they are, and where the second one is; absent where there is only one. */
  readonly upgrade?: BuildPair;
  /** Unique name of this run; goes into every label, so that leftovers can be told from a living run. */
  readonly runId: string;
  /** Overrides of Anvil's timings; an empty object for the defaults. */
  readonly timings: Readonly<Record<string, number>>;
  /** Seed of the run: decides everything random in the simulated world; the others have no use for it. */
  readonly seed?: number;
  /** Families of faults that hosts have to be prepared for; the simulated world always has them all. */
  readonly needs?: readonly Capability[];
  /** Ends the boot early, with everything made so far removed; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** One line of progress for a person. */
  readonly onProgress: (line: string) => void;
}

export type WorldFactory = (options: WorldOptions) => Promise<World>;

/** Whether a world works on this machine, and the reason in one sentence either way. */
export interface WorldAvailability {
  readonly available: boolean;
  readonly reason: string;
}
