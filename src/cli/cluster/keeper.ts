// The detached process behind `cluster up`: it holds the world, forwards its ports and answers the other commands.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markOwned } from '../../worlds/owned-directory.ts';
import { currentOwner } from '../../worlds/owner.ts';
import type { NodeReport, ProcessState, World } from '../../worlds/world.ts';
import { type ControlRequest, type ProcessAction, serveControl } from './control.ts';
import { type Forwarder, openForwarders } from './forward.ts';
import { leaveNote } from './neighbours.ts';
import { type ClusterState, clusterPaths, forgetCluster, saveClusterState, thisCheckout } from './state.ts';

export interface KeeperOptions {
  readonly firstPort: number;
  readonly nodeCount: number;
  readonly version: string;
  readonly user: string;
  readonly password: string;
  /** Boots the cluster once its ports are known to be free. */
  readonly boot: () => Promise<World>;
}

/** One row of `cluster status`. */
export interface NodeRow {
  readonly node: string;
  readonly process: ProcessState;
  /** `null` where the node did not answer. */
  readonly report: NodeReport | null;
}

const reportTimeoutMs = 1500;

async function nodeRow(world: World, node: string): Promise<NodeRow> {
  const process = await world.faults.process.state(node);
  const report = process === 'running' ? await world.report(node, reportTimeoutMs).catch(() => null) : null;
  return { node, process, report };
}

async function actOnProcess(world: World, action: ProcessAction, node: string): Promise<NodeRow> {
  if (!world.nodes.includes(node))
    throw new Error(`There is no node ${node}: there is ${world.nodes.join(', ')}.`);
  const state = await world.faults.process.state(node);
  if (action === 'start' && state !== 'absent')
    throw new Error(`The process on ${node} is ${state} already.`);
  if (action !== 'start' && state === 'absent')
    throw new Error(`There is no process on ${node}: start it first.`);
  await world.faults.process[action](node);
  return nodeRow(world, node);
}

/** What the one who asks is told; nothing for the order to end. */
function answerRequest(world: World, request: ControlRequest): Promise<unknown> {
  if (request.command === 'status') return Promise.all(world.nodes.map((node) => nodeRow(world, node)));
  if (request.command === 'logs') return world.collectLogs(request.directory);
  if (request.command === 'process') return actOnProcess(world, request.action, request.node);
  return world.close();
}

/**
 * Boots and keeps a cluster until `down`, or a signal.
 * @param onReady told once everything answers; a rejection before that means that nothing is left behind.
 */
export async function keepCluster(
  options: KeeperOptions,
  onReady: (state: ClusterState) => void,
): Promise<void> {
  const paths = clusterPaths();
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  // The path of a socket may have 107 characters, fewer than that of a checkout.
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-'));
  const socket = join(directory, 'control.sock');
  const { firstPort, nodeCount } = options;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  let forwarders: readonly Forwarder[] = [];
  let world: World | null = null;
  try {
    forwarders = await openForwarders(firstPort, nodeCount);
    // Before the cluster boots, which takes a while: from here on the ports are taken.
    await markOwned(directory);
    await leaveNote(directory, { checkout: thisCheckout(), firstPort, nodeCount });
    const booted = await options.boot();
    world = booted;
    await forgetCluster(paths);
    booted.nodes.forEach((node, index) => forwarders[index]?.setTarget(booted.address(node)));
    const control = await serveControl(socket, async (request) => {
      const result = await answerRequest(booted, request);
      if (request.command === 'down') setImmediate(stop);
      return result;
    });
    const nodes = booted.nodes.map((name, index) => ({ name, port: firstPort + index }));
    const { version, user, password } = options;
    const state = {
      pid: process.pid,
      owner: currentOwner(),
      checkout: thisCheckout(),
      socket,
      world: booted.name,
      version,
      user,
      password,
      nodes,
      bootMs: booted.bootMs,
    };
    await saveClusterState(paths, state);
    onReady(state);
    await stopped;
    control.close();
  } finally {
    for (const forwarder of forwarders) forwarder.close();
    await world?.close();
    // Only what is this keeper's own: while it was on its way, another one may have come up in its place.
    if (world !== null) await forgetCluster(paths);
    await rm(directory, { recursive: true, force: true });
  }
}
