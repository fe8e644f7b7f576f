// Who answers once everything is healed. A node may say that it serves and answer nobody: only its clients can tell.

import type { Operation } from '../history/operation.ts';
import type { NodeName } from '../worlds/world.ts';

/** Fewer attempts than these say nothing of a node. */
const fewestAttempts = 3;

export interface SilentNode {
  readonly node: NodeName;
  /** Operations that were begun through it and ended, all without success. */
  readonly attempts: number;
}

export interface FinalAnswers {
  /** Takes note of one event of the final phase. */
  add(operation: Operation): void;
  /** Nodes that answered none of several attempts, in the order in which they were first asked. */
  silent(): readonly SilentNode[];
}

export function createFinalAnswers(): FinalAnswers {
  const counts = new Map<NodeName, { ended: number; answered: number }>();
  return {
    add({ type, process, node }) {
      if (type === 'invoke' || process === 'nemesis' || node === undefined) return;
      const count = counts.get(node) ?? { ended: 0, answered: 0 };
      counts.set(node, count);
      count.ended += 1;
      if (type === 'ok') count.answered += 1;
    },
    silent: () =>
      [...counts]
        .filter(([, { ended, answered }]) => ended >= fewestAttempts && answered === 0)
        .map(([node, { ended }]) => ({ node, attempts: ended })),
  };
}
