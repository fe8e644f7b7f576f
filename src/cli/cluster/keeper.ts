// The detached process behind `cluster up`: it holds the world, forwards its ports and answers the other commands.

import type { NodeReport, ProcessState, World } from '../../worlds/world.ts';
import { type ControlRequest, type ProcessAction, serveControl } from './control.ts';
import { openForwarders } from './forward.ts';
import { type ClusterState, clusterPaths, forgetCluster, saveClusterState } from './state.ts';

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
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  const forwarders = await openForwarders(options.firstPort, options.nodeCount);
  let world: World | null = null;
  try {
    const booted = await options.boot();
    world = booted;
    await forgetCluster(paths);
    booted.nodes.forEach((node, index) => forwarders[index]?.setTarget(booted.address(node)));
    const control = await serveControl(paths.socket, async (request) => {
      const result = await answerRequest(booted, request);
      if (request.command === 'down') setImmediate(stop);
      return result;
    });
    const nodes = booted.nodes.map((name, index) => ({ name, port: options.firstPort + index }));
    const { version, user, password } = options;
    const state = {
      pid: process.pid,
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
    await forgetCluster(paths);
  }
}
