// Whose events a storm is made of: the last ones before the limit of a virtual second, counted by node and kind.

import type { SimulatedEvent } from './event-queue.ts';
import type { EventKind } from './trace.ts';

/** A node that does not let the simulation get on. */
export interface Stuck {
  readonly node: number;
  /** What it is at, to follow its name. */
  readonly what: string;
}

export interface StormTally {
  add(event: SimulatedEvent): void;
  clear(): void;
  /** The node to which most of them happened; `null` where most were the world's or its clients' own. */
  centre(limit: number): Stuck | null;
}

const words: Readonly<Partial<Record<EventKind, string>>> = {
  timer: 'its own timers',
  message: 'messages',
  disk: 'its disk calls',
};

export function createStormTally(): StormTally {
  const counts = new Map<string, { readonly node: number; readonly kind: EventKind; count: number }>();
  let total = 0;
  return {
    add: ({ node, kind }) => {
      const name = `${node} ${kind}`;
      const entry = counts.get(name) ?? { node, kind, count: 0 };
      entry.count += 1;
      total += 1;
      counts.set(name, entry);
    },
    clear: () => {
      if (total > 0) counts.clear();
      total = 0;
    },
    centre: (limit) => {
      const [most] = [...counts.values()].sort((left, right) => right.count - left.count);
      const what = most === undefined ? undefined : words[most.kind];
      if (most === undefined || what === undefined || most.node < 0 || most.count * 2 <= total) return null;
      const events = limit.toLocaleString('en-US');
      return {
        node: most.node,
        what: `goes round in circles: more than ${events} events within one second, most of them ${what}`,
      };
    },
  };
}
