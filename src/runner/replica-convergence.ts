// Whether the replicas have come to one state, from what each says it has applied: after healing, with nobody writing
// any more, all must reach the same position, and at one position there is only one state. Clients cannot see a
// follower that has stopped or gone astray, until it leads.

import type { NodeName, NodeReport } from '../worlds/world.ts';

export type Convergence =
  /** Also where the database does not tell what it has applied. */
  | { readonly kind: 'agreed' }
  /** Time may help. */
  | { readonly kind: 'behind'; readonly nodes: readonly NodeName[]; readonly message: string }
  /** No time helps. */
  | { readonly kind: 'apart'; readonly nodes: readonly NodeName[]; readonly message: string };

interface Told {
  readonly node: NodeName;
  readonly position: number;
  readonly stateHash: string;
}

/** Compares reports taken at about the same time; a node without one is left out. `message` begins with the nodes. */
export function convergenceOf(reports: readonly (NodeReport | null)[]): Convergence {
  const told = reports.flatMap((report): Told[] =>
    report?.applied === undefined ? [] : [{ node: report.node, ...report.applied }],
  );
  for (const one of told) {
    const other = told.find(
      ({ position, stateHash }) => position === one.position && stateHash !== one.stateHash,
    );
    if (other === undefined) continue;
    const nodes = [one.node, other.node];
    const message = `${nodes.join(' and ')} hold different states though both have applied everything up to ${one.position}`;
    return { kind: 'apart', nodes, message };
  }
  const furthest = Math.max(0, ...told.map(({ position }) => position));
  const late = told.filter(({ position }) => position < furthest);
  if (late.length === 0) return { kind: 'agreed' };
  const message = `${late.map(({ node, position }) => `${node} (applied ${position})`).join(', ')} did not catch up to ${furthest}`;
  return { kind: 'behind', nodes: late.map(({ node }) => node), message };
}
