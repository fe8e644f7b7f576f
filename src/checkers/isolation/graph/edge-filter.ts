// Which edges a search may take, and what they do to it: a table with an entry for each label an edge can have, so that
// searches ask no questions at each edge.

import { claimLayerOf, claimOf, edgeKind, kindOf, labelCount } from './edge.ts';

/** What an edge is to a search. */
export const edgeRole = { none: 0, dependency: 1, antiDependency: 2, via: 3 } as const;

/** The edges that a search may take. */
export interface Allowed {
  /** Bits of `edgeKind`. */
  readonly kinds: number;
  /** The weakest claim that is still good enough. */
  readonly claim: number;
  readonly layer: number;
}

/** Entry `label` says what an edge of that label is to the search. */
export function edgeFilterFor({ kinds, claim, layer }: Allowed): Uint8Array {
  const filter = new Uint8Array(labelCount);
  for (let label = 0; label < labelCount; label++) {
    const kind = kindOf(label);
    if (claimOf(label) > claim || claimLayerOf(label) > layer) continue;
    if (kind === edgeKind.via) filter[label] = edgeRole.via;
    else if ((kind & kinds) !== 0) {
      filter[label] = kind === edgeKind.rw ? edgeRole.antiDependency : edgeRole.dependency;
    }
  }
  return filter;
}
