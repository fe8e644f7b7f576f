// The node that is attacked: a real process on loopback. It has to live, answer others in the meantime, stay small, and
// say nothing in its log that it should keep to itself.

import { expect } from 'vitest';
import { type NodeProcess, type ProcessCluster, password, processCluster } from '../server/node-process.ts';

export interface Target {
  readonly node: NodeProcess;
  /** Its status, as everybody may ask for it. Rejects when it does not answer. */
  status(): Promise<Record<string, unknown>>;
  /** Fails unless the node lives, answers, and is of a bounded size. `about` names the inputs since the last time. */
  expectAlive(about: string): Promise<void>;
  /** Fails where the log holds a secret. */
  expectNoSecrets(): void;
  close(): Promise<void>;
}

/** A node at rest has about 150 MB; a packet of a client may have 16 MiB, a message of a peer 64. */
const residentBytesMax = 900e6;
const answerTimeoutMs = 60_000;
const deathEvents = ['panic', 'halt'];

/** A cluster of one node, which leads and serves. */
export async function oneNode(): Promise<Target & { readonly cluster: ProcessCluster }> {
  const cluster = await processCluster(1);
  const [node] = cluster.nodes;
  if (node === undefined) throw new Error('a cluster of one has a node');
  await node.start();
  await cluster.untilServing();
  const target = targetOf(node, () => cluster.close());
  // A new leader agrees on an entry of its own first: until then what it holds is not what it holds at rest.
  while (((await target.status())['log'] as { readonly appliedLogId: number }).appliedLogId === 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return { cluster, ...target };
}

export function targetOf(node: NodeProcess, close: () => Promise<void>): Target {
  const url = `http://127.0.0.1:${node.ports.httpPort}`;
  const ask = (path: string): Promise<Response> =>
    fetch(url + path, { signal: AbortSignal.timeout(answerTimeoutMs), headers: { connection: 'close' } });
  const deaths = (): readonly unknown[] =>
    node.log.filter(({ event }) => deathEvents.includes(String(event)));
  return {
    node,
    close,
    status: async () => (await (await ask('/status')).json()) as Record<string, unknown>,
    async expectAlive(about) {
      expect(deaths(), about).toEqual([]);
      const metrics = await ask('/metrics').then(
        (response) => response.text(),
        (error: unknown) => `no answer: ${String(error)}`,
      );
      expect(deaths(), about).toEqual([]);
      const resident = /^anvil_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1];
      expect(resident, `${about}: ${metrics.slice(0, 200)}`).toBeDefined();
      expect(Number(resident), about).toBeLessThan(residentBytesMax);
    },
    expectNoSecrets() {
      const text = JSON.stringify(node.log);
      expect(text).not.toContain(password);
      expect(text).not.toContain('a cluster secret for tests');
    },
  };
}
