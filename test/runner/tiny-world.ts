// A world small enough to read: nodes that share one register in memory, on a virtual clock. Nodes can be paused (they
// never answer), killed (connections are refused) and cut off.

import {
  type Link,
  type NodeName,
  type ProcessState,
  type SqlConnection,
  StatementError,
  type World,
} from '../../src/worlds/world.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

const latencyMs = 2;

export interface TinyWorld extends World {
  readonly clock: VirtualClock;
  readonly states: Map<NodeName, ProcessState>;
  /** Every statement that reached the register, in order. */
  readonly statements: string[];
  /** Called with each statement when it arrives. */
  onStatement: (sql: string) => void;
  cutLinks: readonly Link[];
  healings: number;
}

export function createTinyWorld(): TinyWorld {
  const clock = createVirtualClock();
  const nodes: readonly NodeName[] = ['n1', 'n2', 'n3'];
  const states = new Map<NodeName, ProcessState>(nodes.map((node) => [node, 'running']));
  let register = 0;

  function answer(node: NodeName, sql: string): number {
    world.statements.push(`${node} ${sql}`);
    world.onStatement(sql);
    if (sql.startsWith('write')) register = Number(sql.slice('write '.length));
    return register;
  }

  const connect = (node: NodeName): SqlConnection => ({
    query: (sql, _parameters, timeoutMs) =>
      new Promise((resolve, reject) => {
        const cancel = clock.after(timeoutMs, () => reject(new StatementError('timed out', false, null)));
        if (states.get(node) === 'paused') return;
        clock.after(latencyMs, () => {
          cancel();
          if (states.get(node) !== 'running') reject(new StatementError('connection lost', false, null));
          else resolve({ rows: [[answer(node, sql)]], affectedRows: 1 });
        });
      }),
    close: () => undefined,
  });

  const world: TinyWorld = {
    name: 'sim',
    nodes,
    clock,
    states,
    statements: [],
    onStatement: () => undefined,
    cutLinks: [],
    healings: 0,
    bootMs: 1,
    faults: {
      network: {
        cut: async (links) => void (world.cutLinks = [...world.cutLinks, ...links]),
        open: async (links) => void (world.cutLinks = world.cutLinks.filter((link) => !links.includes(link))),
        heal: async () => {
          world.cutLinks = [];
          world.healings += 1;
        },
        droppedByCuts: async (links) => links.map(() => 1),
        probeCutLinks: async (links) => links.filter((link) => world.cutLinks.includes(link)),
      },
      process: {
        kill: async (node) => void states.set(node, 'absent'),
        start: async (node) => void states.set(node, 'running'),
        pause: async (node) => void states.set(node, 'paused'),
        resume: async (node) => void states.set(node, 'running'),
        state: async (node) => states.get(node) ?? 'absent',
      },
    },
    connect: async (node) => {
      if (states.get(node) === 'absent') throw new StatementError(`${node} refuses`, true, null);
      return connect(node);
    },
    report: async (node) => {
      if (states.get(node) !== 'running') throw new Error(`${node} does not answer`);
      return { node, role: node === 'n1' ? 'leader' : 'follower', leader: 'n1', serving: true, raw: null };
    },
    address: (node) => `${node}:0`,
    collectLogs: async () => [],
    close: async () => undefined,
  };
  return world;
}
