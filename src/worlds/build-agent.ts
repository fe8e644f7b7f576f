// Which of two builds each node runs from its next start on, whatever starts it; and which one a status tells of.

import type { BuildFaults, BuildName } from './builds.ts';
import type { NodeName } from './world.ts';

/** All nodes start with the build named `version`. @param descriptions what a node of each build calls it in its status */
export function createBuildAgent(
  nodes: readonly NodeName[],
  descriptions: Readonly<Record<BuildName, string>>,
): BuildFaults {
  const chosen = new Map<NodeName, BuildName>(nodes.map((node) => [node, 'version']));
  return {
    install: (node, build) => {
      if (!chosen.has(node)) return Promise.reject(new RangeError(`There is no node ${node}.`));
      chosen.set(node, build);
      return Promise.resolve();
    },
    installed: (node) => chosen.get(node) ?? 'version',
    buildOf: (status) => {
      const said =
        typeof status === 'object' && status !== null && 'version' in status ? status.version : null;
      const names: readonly BuildName[] = ['version', 'upgrade'];
      return names.find((name) => descriptions[name] === said) ?? null;
    },
  };
}
