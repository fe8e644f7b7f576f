// The anomalies by hand as parts of a long history: each on keys and processes of its own.

import type { JsonValue } from '../../../src/history/operation.ts';
import type { Event } from '../history-builder.ts';
import { eventsOf, type Line } from './anomaly-cases.ts';
import { casesOfLists } from './list-append/cases.ts';
import { casesOfRegisters } from './rw-register/cases.ts';

export interface Embedded {
  readonly anomaly: string;
  readonly events: readonly Event[];
}

/** Every case, `shows` or its `legal` neighbour. */
export function embedded(kind: 'append' | 'w', what: 'shows' | 'legal' = 'shows'): readonly Embedded[] {
  const cases = kind === 'append' ? casesOfLists : casesOfRegisters;
  return cases.map((one, number) => ({ anomaly: one.anomaly, events: renamed(one[what], number) }));
}

function renamed(lines: readonly Line[], number: number): readonly Event[] {
  return eventsOf(lines).map(([process, type, f, value]) => [
    (process as number) + 1000 + number * 100,
    type,
    f,
    (value as [string, JsonValue, JsonValue][]).map(([kind, key, found]) => [
      kind,
      `${key as string}${number}`,
      found,
    ]),
  ]);
}
