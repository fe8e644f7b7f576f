// What the place of a run did to it: the harness finds it out, and no verdict holds it against the database.

import type { Verdict } from '../checkers/checker.ts';
import { LostHostError, lossSentence } from '../worlds/place.ts';
import type { World } from '../worlds/world.ts';

/** What a run knows of its place. */
export interface PlaceFindings {
  /** One sentence each; absent in the simulated world. */
  readonly losses?: readonly string[];
  /** Ms for which the harness stood still without being lost for it; absent where it did not. */
  readonly pausedMs?: number;
}

/** What is known by now. */
export function placeOf({ place }: Pick<World, 'place'>): PlaceFindings {
  if (place === undefined) return {};
  const pausedMs = Math.round(place.pausedMs());
  return { losses: place.losses().map(lossSentence), ...(pausedMs === 0 ? {} : { pausedMs }) };
}

/** Waits for what is done to a host. Should the host be lost under it, the place knows when this rejects. */
export async function onHost<T>({ place }: Pick<World, 'place'>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LostHostError && place !== undefined) {
      await place.suspectHost(error.node, `could not be worked with any more (${error.reason})`);
    }
    throw error;
  }
}

/**
 * A verdict on how long something took, or on what a node says of itself, where the place may be to blame: nothing is held
 * against the database then.
 */
export function excused(verdict: Verdict, { losses = [], pausedMs = 0 }: PlaceFindings): Verdict {
  const [loss] = losses;
  if (verdict.valid !== false || (loss === undefined && pausedMs === 0)) return verdict;
  const why = loss ?? `Ordeal itself stood still for ${(pausedMs / 1000).toFixed(1)} s.`;
  const { kind: _, ...details } = verdict.details;
  return {
    ...verdict,
    valid: 'unknown',
    reason: `${verdict.reason} Not held against the database: ${why}`,
    details,
  };
}
