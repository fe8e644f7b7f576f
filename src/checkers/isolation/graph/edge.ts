// What an edge between two transactions says, packed into ten bits: the dependency, and how far the claim reaches.
//
// Where the order of two versions is not seen but concluded, the conclusion rests on an argument: the other order would
// close a cycle. That cycle has a class too. An edge so concluded carries it as its claim, and a cycle through the edge is
// never named anything stronger, because in a weaker model either could be what happened.

/** Kinds of dependency, one bit each. `via` carries on the edge before it through a node that is no transaction. */
export const edgeKind = { ww: 1, wr: 2, rw: 4, process: 8, realtime: 16, via: 32 } as const;

/** How much of order outside the data a conclusion leans on. */
export const layer = { plain: 0, process: 1, realtime: 2 } as const;

/** Classes of cycles, the most severe one first. */
export const severity = { g0: 0, g1c: 1, gSingle: 2, gNonadjacent: 3, g2Item: 4 } as const;

const KIND_BITS = 6;
const SEVERITY_BITS = 3;
/** Number of labels there can be: the size of a table over all of them. */
export const labelCount = 1 << (KIND_BITS + SEVERITY_BITS + 2);

/** The label of an edge; without a claim where the order was seen in the data. */
export function edgeLabel(
  kind: number,
  claim: number = severity.g0,
  claimLayer: number = layer.plain,
): number {
  return kind | (claim << KIND_BITS) | (claimLayer << (KIND_BITS + SEVERITY_BITS));
}

export function kindOf(label: number): number {
  return label & ((1 << KIND_BITS) - 1);
}

export function claimOf(label: number): number {
  return (label >> KIND_BITS) & ((1 << SEVERITY_BITS) - 1);
}

export function claimLayerOf(label: number): number {
  return label >> (KIND_BITS + SEVERITY_BITS);
}
