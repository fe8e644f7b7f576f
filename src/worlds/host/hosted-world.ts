// Makes a world out of hosts: starts the database on each, waits until all serve, and hands out the fault agents.
// The same for containers and namespaces, which differ only in how a host comes to be and goes.

import { join } from 'node:path';
import { connectMysql } from '../mysql-connection.ts';
import type { WorldOptions } from '../options.ts';
import { orLoss, type WatchedPlace } from '../place.ts';
import { type NodeName, StatementError, type World, type WorldClock, type WorldName } from '../world.ts';
import { collectData } from './data-directories.ts';
import { databasePorts, databaseUser } from './database.ts';
import { examineNetwork } from './examine-network.ts';
import { type Host, HostError } from './host.ts';
import { createMonotonicClock } from './monotonic-clock.ts';
import { prepareFaults } from './prepare-faults.ts';
import { readStatus } from './status.ts';
import { watchHosts } from './watch-hosts.ts';

/** Longest time from the first host's start until every node serves. */
const bootTimeoutMs = 60_000;

/** Between two questions to a node that does not serve yet: each costs the machine time that the boot needs. */
const longestPollPauseMs = 100;

export interface HostedCluster {
  readonly name: WorldName;
  readonly hosts: readonly Host[];
  /** When the first host was started, by `performance.now()`. */
  readonly firstStartMs: number;
  readonly options: WorldOptions;
  /** Watched already for what only its kind of hosts can lose. */
  readonly place: WatchedPlace;
  /** Removes the hosts and everything they stand on; called at most once. */
  readonly remove: () => Promise<void>;
}

/**
 * Starts the database everywhere and resolves once every node serves.
 * @throws {HostError} naming the nodes that do not serve in time, with the end of a log. The hosts are left as they are.
 */
export async function createHostedWorld(cluster: HostedCluster): Promise<World> {
  const hosts = new Map(cluster.hosts.map((host) => [host.name, host]));
  const { place } = cluster;
  const clock = createMonotonicClock();
  const faults = await orLoss(place, prepareFaults(hosts, cluster.options, place));
  watchHosts(cluster.hosts, place);
  examineNetwork(cluster.hosts, faults, place);
  await orLoss(place, waitUntilServing(cluster, clock));
  const bootMs = performance.now() - cluster.firstStartMs;

  const hostOf = (node: NodeName): Host => {
    const host = hosts.get(node);
    if (host === undefined) throw new HostError(`there is no node ${node}`);
    return host;
  };
  let removal: Promise<void> | null = null;
  return {
    name: cluster.name,
    nodes: [...hosts.keys()],
    clock,
    faults,
    place,
    bootMs,
    connect: (node, timeoutMs) => connectTo(hostOf(node), timeoutMs),
    report: (node, timeoutMs) => readStatus(hostOf(node), timeoutMs),
    address: (node) => hostOf(node).clientAddress,
    collectLogs: (directory) => collectLogs(cluster.hosts, directory),
    collectData: (directoryOf) => collectData(cluster.hosts, faults.process, directoryOf),
    close() {
      place.stop();
      removal ??= cluster.remove();
      return removal;
    },
  };
}

async function connectTo(host: Host, timeoutMs: number): ReturnType<World['connect']> {
  const startMs = performance.now();
  const stream = await host.dial(databasePorts.mysql, timeoutMs).catch((error: unknown) => {
    throw new StatementError(`cannot reach ${host.name}: ${messageOf(error)}`, true, null);
  });
  const leftMs = Math.max(1, timeoutMs - (performance.now() - startMs));
  return connectMysql({
    stream,
    user: databaseUser.name,
    password: databaseUser.password,
    timeoutMs: leftMs,
  });
}

async function waitUntilServing(cluster: HostedCluster, clock: WorldClock): Promise<void> {
  const { signal: lost } = cluster.place;
  const deadlineMs = cluster.firstStartMs + bootTimeoutMs;
  const waitFor = async (host: Host): Promise<string | null> => {
    let last = 'it was never asked';
    let pauseMs = 20;
    while (performance.now() < deadlineMs) {
      cluster.options.signal?.throwIfAborted();
      lost.throwIfAborted();
      try {
        if ((await readStatus(host, 1000)).serving) return null;
        last = `${host.name} answers but does not serve`;
      } catch (error) {
        last = messageOf(error);
      }
      await clock.sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 1.5, longestPollPauseMs);
    }
    return last;
  };
  const reasons = await Promise.all(cluster.hosts.map(waitFor));
  const broken = cluster.hosts.filter((_, index) => reasons[index] !== null);
  const first = broken[0];
  if (first === undefined) return;
  const log = await first.exec(`tail -n 5 '${first.files.log}'`).catch(messageOf);
  const names = broken.map((host) => host.name).join(', ');
  throw new HostError(
    `the cluster did not serve within ${bootTimeoutMs / 1000} s: ${names} not ready (${reasons.find((reason) => reason !== null)}); end of the log of ${first.name}: ${log.trim().slice(-800) || 'empty'}`,
  );
}

async function collectLogs(hosts: readonly Host[], directory: string): Promise<readonly string[]> {
  const problems = await Promise.all(
    hosts.map((host) =>
      host.download(host.files.log, join(directory, `${host.name}.log`)).then(
        () => null,
        (error: unknown) => `${host.name}: ${messageOf(error)}`,
      ),
    ),
  );
  return problems.filter((problem) => problem !== null);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
