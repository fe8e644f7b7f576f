// Two builds on the simulated hosts: each life of a process is made by the build that was installed when it began, and
// its status says which.

import { createBuildAgent } from '../build-agent.ts';
import type { BuildName } from '../builds.ts';
import type { WorldOptions } from '../options.ts';
import type { FaultAgents, NodeName } from '../world.ts';
import type { CreateNode } from './cluster.ts';
import { loadCreateNode } from './node-module.ts';

export interface SimulatedBuilds {
  /** Makes a node of the build installed on its host. */
  readonly createNode: CreateNode;
  readonly agents: Pick<FaultAgents, 'builds'>;
  /** What the node's status says of its build; empty where there is only one. */
  readonly versionOf: (node: NodeName) => { readonly version?: string };
}

export interface SecondBuildOptions extends Pick<WorldOptions, 'upgrade'> {
  /** The second build itself; loaded where absent. */
  readonly upgradeNode?: CreateNode;
}

/** @throws {Error} in one sentence when the second build cannot be loaded */
export async function createSecondBuild(
  firstBuild: CreateNode,
  nodes: readonly NodeName[],
  { upgrade, upgradeNode }: SecondBuildOptions,
): Promise<SimulatedBuilds> {
  if (upgrade === undefined) return { createNode: firstBuild, agents: {}, versionOf: () => ({}) };
  const secondBuild = upgradeNode ?? (await loadCreateNode(upgrade.bundlePath));
  const builds = createBuildAgent(nodes, upgrade.descriptions);
  const running = new Map<NodeName, BuildName>();
  return {
    agents: { builds },
    createNode: (env, configuration) => {
      const build = builds.installed(configuration.name);
      running.set(configuration.name, build);
      return (build === 'upgrade' ? secondBuild : firstBuild)(env, configuration);
    },
    versionOf: (node) => ({ version: upgrade.descriptions[running.get(node) ?? 'version'] }),
  };
}
