// What the whole cluster has persisted, for the checkers of a workload.

import type { PersistedForm } from '../../../workloads/persisted-form.ts';
import type { Persisted, PersistedReplica, UnreadReplica } from '../../checkers/persisted.ts';
import { readNodeData } from '../../store/save-data.ts';
import { replicaFacts } from './replica-facts.ts';
import type { DataFiles } from './stored-log.ts';

/** @param data of each node: its files, or why there are none */
export function clusterFacts(data: ReadonlyMap<string, DataFiles | string>, form: PersistedForm): Persisted {
  const replicas: PersistedReplica[] = [];
  const unread: UnreadReplica[] = [];
  for (const [node, files] of data) {
    const facts = typeof files === 'string' ? files : replicaFacts(node, files, form);
    if (typeof facts === 'string') unread.push({ node, reason: facts });
    else replicas.push(facts);
  }
  return { replicas, unread };
}

/**
 * What a saved run has of its nodes' disks; nothing where it has nothing of any.
 * @param nodesDirectory `RunFiles.nodes`
 */
export async function savedFacts(
  nodesDirectory: string,
  nodes: readonly string[],
  form: PersistedForm,
): Promise<Persisted | undefined> {
  const found = await Promise.all(nodes.map((node) => readNodeData(nodesDirectory, node)));
  if (found.every((one) => one === null)) return undefined;
  return clusterFacts(
    new Map(nodes.map((node, position) => [node, found[position] ?? 'its data was not saved'])),
    form,
  );
}
