// The simulated world: the same cluster and the same interface as on real hosts, in one process under virtual time. One
// seed decides everything inside; a run's trace hash says whether it really did.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorldOptions } from '../options.ts';
import type { NodeReport, SimulatedRun, World } from '../world.ts';
import { createClientNetwork } from './client.ts';
import { type CreateNode, createCluster, isServing, type SimulatedCluster } from './cluster.ts';
import { createFaultAgents } from './fault-agents.ts';
import { createFaultAtlas } from './fault-atlas.ts';
import type { Heartbeat } from './heartbeat.ts';
import { type HostState, hostStates } from './host-state.ts';
import { watchInvariants } from './invariants/monitor.ts';
import type { Outcome } from './kernel.ts';
import { drawKnobs, type Knobs } from './knobs.ts';
import { createLivenessCheck } from './liveness-check.ts';
import { loadCreateNode } from './node-module.ts';
import { createPump, type Pump } from './pump.ts';
import { createRandom, hashText, type RandomStream } from './random.ts';
import { createSecondBuild } from './second-build.ts';
import type { Simulation } from './simulation.ts';
import type { Stuck } from './storm-tally.ts';
import { digestOfName } from './trace.ts';
import { createViolationKeeper, type ViolationKeeper } from './violations.ts';
import { createWorldClock } from './world-clock.ts';

export interface SimWorldOptions extends WorldOptions {
  /** The build under test; that of this checkout where absent. */
  readonly createNode?: CreateNode;
  /** The second build, with the options' `upgrade`. */
  readonly upgradeNode?: CreateNode;
  /** Everything that differs from seed to seed; drawn from the seed where absent. */
  readonly knobs?: Knobs;
  /** Most disks damaged at a time. A minority by default, which keeps every committed entry recoverable. */
  readonly damagedDisksLimit?: number;
  /** Allows losses no single node can notice, such as a disk that lies about syncs. Committed entries may go. */
  readonly allowUndetectableLoss?: boolean;
  /** Most events of the run. Default 1e9. */
  readonly stepLimit?: number;
  /** Most events of any one virtual second. Default 500,000: beyond it somebody goes round in circles. */
  readonly stepsPerSecondLimit?: number;
  /** The number of an event that is known not to end: the run ends there, with a violation. */
  readonly endlessStep?: number;
  /** See `SimulationOptions`. */
  readonly endlessStart?: number;
  /** Is told of each event before it runs, for whoever watches from another thread. */
  readonly heartbeat?: Heartbeat;
  /** Lets everything outside the cluster run after each event. Slow; the order is the same. */
  readonly turnEachEvent?: boolean;
  /** False where promises inside the cluster may be broken without an end of the run. */
  readonly watchesInvariants?: boolean;
  /** Takes one line per event. */
  readonly onTraceLine?: (line: string) => void;
}

/** A simulated world, with what only it has. */
export interface SimWorld extends World {
  readonly name: 'sim';
  readonly simulated: SimulatedRun;
  readonly simulation: Simulation;
  readonly knobs: Knobs;
  /** How every host stands now. */
  hosts(): readonly HostState[];
}

/** Virtual time within which a fresh cluster must serve. */
const bootLimitMs = 60_000;
/** Events allowed after a limit was reached, for the clients to notice and end. */
const stepsAfterLimit = 10_000_000;

/**
 * Boots a cluster inside this process and resolves once every node serves. A cluster that does not within 60 s of
 * virtual time has broken a promise: `violation()` says so, and the cluster stands still.
 */
export async function createSimWorld(options: SimWorldOptions): Promise<SimWorld> {
  const { bundlePath } = options;
  const firstBuild = options.createNode ?? (await loadCreateNode(bundlePath === '' ? undefined : bundlePath));
  const seed = options.seed ?? hashText(options.runId);
  const names = Array.from({ length: options.nodeCount }, (_value, index) => `n${index + 1}`);
  const knobs = knobsOf(options, seed);
  const { createNode, agents, versionOf } = await createSecondBuild(firstBuild, names, options);
  const { onTraceLine, stepLimit, stepsPerSecondLimit, endlessStep, heartbeat, turnEachEvent } = options;
  const { endlessStart } = options;
  const cluster = createCluster({
    ...knobs,
    seed,
    nodes: names,
    createNode,
    ...(stepLimit === undefined ? {} : { stepLimit }),
    ...(stepsPerSecondLimit === undefined ? {} : { stepsPerSecondLimit }),
    ...(endlessStep === undefined ? {} : { endlessStep }),
    ...(endlessStart === undefined ? {} : { endlessStart }),
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(onTraceLine === undefined ? {} : { onTraceLine }),
  });
  const { simulation } = cluster;
  const pump: Pump = createPump(
    (stop) => simulation.run(Number.POSITIVE_INFINITY, stop),
    (outcome) => reportLimit(simulation, violations, outcome),
    turnEachEvent === true ? 1 : undefined,
  );
  const violations = createViolationKeeper(simulation, pump);
  const minority = Math.floor((names.length - 1) / 2);
  const atlas = createFaultAtlas(
    cluster,
    options.damagedDisksLimit ?? minority,
    options.allowUndetectableLoss ?? false,
  );
  if (options.watchesInvariants !== false)
    watchInvariants(cluster, atlas, (name, { message, hosts }) =>
      violations.report('invariant', name, message, hosts),
    );
  watchCrashes(simulation, violations);
  simulation.kernel.onStuck((stuck) => reportStuck(simulation, violations, stuck));
  const bootMs = boot(cluster, violations, knobs.startSpreadMs);

  const clock = createWorldClock(simulation, pump);
  const clients = createClientNetwork(cluster, pump);
  const connect: World['connect'] = (node, timeoutMs) => clients.connect(simulation.indexOf(node), timeoutMs);
  return {
    name: 'sim',
    nodes: names,
    clock,
    faults: { ...createFaultAgents(simulation, pump, atlas), ...agents },
    bootMs,
    connect,
    simulation,
    knobs,
    hosts: () => hostStates(cluster),
    simulated: {
      roles: () => rolesOf(cluster),
      wallOffsetsMs: () =>
        Object.fromEntries(
          simulation.names.map((name, host) => [name, simulation.clocks.wallOffsetMs(host)]),
        ),
      traceHash: () => simulation.traceHash(),
      steps: () => simulation.kernel.steps(),
      violation: () => violations.first(),
      signal: violations.signal,
      conditions: () => simulation.conditions(),
      reseed: (value) => simulation.reseed(value),
      checkLiveness: createLivenessCheck({ cluster, atlas, clock, connect, violations }),
    },
    report: createReport(cluster, pump, simulation.random('reports'), versionOf),
    address: (node) => `sim:${node}`,
    collectLogs: (directory) => collectLogs(simulation, directory),
    close: () => {
      simulation.processes.freeze();
      return Promise.resolve();
    },
  };
}

function knobsOf({ knobs, timings }: SimWorldOptions, seed: number): Knobs {
  const chosen = knobs ?? drawKnobs(createRandom({ value: seed }).fork('knobs'));
  return { ...chosen, timings: { ...chosen.timings, ...timings } };
}

/** A node in an endless loop has broken the first promise there is. */
function reportStuck({ names }: Simulation, violations: ViolationKeeper, { node, what }: Stuck): void {
  const name = names[node] ?? 'the world';
  violations.report('stuck', 'stuck', `${name} ${what}`, node < 0 ? [] : [node]);
}

/** No event can run any more: for a node that goes round in circles, or for a limit of the world that says nothing of it. */
function reportLimit(simulation: Simulation, violations: ViolationKeeper, outcome: Outcome): void {
  const { kernel } = simulation;
  kernel.raiseLimits(stepsAfterLimit);
  const centre = outcome === 'event-storm' ? kernel.stormCentre() : null;
  if (centre !== null) reportStuck(simulation, violations, centre);
  const said = `the simulation ended with ${outcome} while clients still wait`;
  violations.report('limit', outcome, said, []);
}

/** An exception nobody caught in the database is a violation of its own. */
function watchCrashes({ processes }: Simulation, violations: ViolationKeeper): void {
  processes.onGone(() => {
    const death = processes.deaths.at(-1);
    if (death?.kind !== 'crashed') return;
    const [firstLine = ''] = death.reason.split('\n');
    violations.report('crash', 'uncaught-exception', firstLine, [death.node]);
  });
}

/** Starts every process, and runs until all serve or something broke; returns the virtual ms it took. */
function boot(cluster: SimulatedCluster, violations: ViolationKeeper, startSpreadMs: number): number {
  const { kernel, names, run } = cluster.simulation;
  startWithin(cluster.simulation, startSpreadMs);
  const serves = (host: number): boolean => {
    const status = cluster.glanceAt(host);
    return status !== null && isServing(status);
  };
  const allServe = (): boolean => [...names.keys()].every(serves);
  const outcome = run(bootLimitMs, () => allServe() || violations.first() !== null);
  if (outcome === 'event-storm' || outcome === 'step-limit')
    reportLimit(cluster.simulation, violations, outcome);
  if (violations.first() === null && !allServe()) {
    const silent = [...names.keys()].filter((host) => !serves(host));
    const listed = silent.map((host) => names[host]).join(', ');
    const message = `${listed} did not serve within ${bootLimitMs / 1000} s after the first start`;
    violations.report('liveness', 'no-boot', message, silent);
  }
  return kernel.nowNs() / 1e6;
}

/** Who comes first, and who hears of whom, is for the random stream to say: real hosts are never up at the same moment. */
function startWithin({ kernel, processes, names, random }: Simulation, spreadMs: number): void {
  const stream = random('first-starts');
  for (const host of names.keys()) {
    if (spreadMs === 0) processes.start(host);
    else {
      const event = {
        kind: 'world',
        node: host,
        digest: digestOfName('first-start'),
        describe: () => 'first-start',
      } as const;
      kernel.schedule(stream.below(spreadMs * 1e6), event, () => processes.start(host));
    }
  }
}

function rolesOf({ simulation, glanceAt }: SimulatedCluster): Readonly<Record<string, NodeReport['role']>> {
  const roles: Record<string, NodeReport['role']> = {};
  simulation.names.forEach((name, host) => {
    const status = simulation.processes.state(host) === 'running' ? glanceAt(host) : null;
    if (status !== null) roles[name] = status.role;
  });
  return roles;
}

function createReport(
  cluster: SimulatedCluster,
  pump: Pump,
  random: RandomStream,
  versionOf: (node: string) => object,
): World['report'] {
  const { simulation } = cluster;
  return (node, timeoutMs) => {
    const host = simulation.indexOf(node);
    const event = {
      kind: 'client',
      node: host,
      digest: digestOfName('report'),
      describe: () => 'report',
    } as const;
    const latencyNs = (): number => random.between(80_000, 400_000);
    return pump.promise<NodeReport>((resolve, reject) => {
      const fail = (reason: string): void => reject(new Error(`${node} did not give its status: ${reason}`));
      const timer = simulation.kernel.schedule(timeoutMs * 1e6, event, () =>
        fail(`no answer within ${timeoutMs} ms`),
      );
      const answer = (work: () => void): void => {
        simulation.kernel.schedule(latencyNs(), event, () => {
          simulation.kernel.cancel(timer);
          work();
        });
      };
      simulation.kernel.schedule(latencyNs(), event, () => {
        const life = simulation.processes.current(host);
        if (life === null) answer(() => fail('connection refused'));
        else {
          cluster.visit(life, (anvil) => {
            const raw = { ...anvil.status(), ...versionOf(node) };
            const { role, leader } = raw;
            const applied = { position: raw.log.appliedLogId, stateHash: String(raw.stateHash) };
            answer(() => resolve({ node, role, leader, serving: isServing(raw), applied, raw }));
          });
        }
      });
    });
  };
}

async function collectLogs({ names, logs }: Simulation, directory: string): Promise<readonly string[]> {
  try {
    await mkdir(directory, { recursive: true });
    await Promise.all(
      names.map((name, host) => writeFile(join(directory, `${name}.log`), logs[host]?.text() ?? '')),
    );
    return [];
  } catch (error) {
    return names.map((name) => `${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
