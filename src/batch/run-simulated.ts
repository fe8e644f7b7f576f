// One plan in the simulated world, in this thread, without touching the disk: from a seed to a judged run. Everything
// that runs many plans (batches, replay, shrinking, broken builds) is made of this.

import type { FaultPackage } from '../../nemesis/fault.ts';
import type { Workload } from '../../workloads/workload.ts';
import type { Budget, Verdict } from '../checkers/checker.ts';
import type { Persisted } from '../checkers/persisted.ts';
import { historyInMemory } from '../history/history.ts';
import { createMemoryJournal } from '../history/journal.ts';
import type { Operation } from '../history/operation.ts';
import type { Plan } from '../plan/plan.ts';
import { exitCodeOf } from '../runner/exit-code.ts';
import { faultCoverage } from '../runner/fault-coverage.ts';
import { judge } from '../runner/judge.ts';
import { outcomeOf } from '../runner/outcome.ts';
import { clusterFacts } from '../runner/persisted/cluster-facts.ts';
import { type RunSummary, runPlan } from '../runner/run-plan.ts';
import type { ProgressRecord } from '../store/progress.ts';
import type { RunResults } from '../store/results.ts';
import type { CreateNode } from '../worlds/sim/cluster.ts';
import { durableData } from '../worlds/sim/data-directories.ts';
import { createHeartbeat } from '../worlds/sim/heartbeat.ts';
import type { HostState } from '../worlds/sim/host-state.ts';
import { defaultKnobs, type Knobs } from '../worlds/sim/knobs.ts';
import { hashText } from '../worlds/sim/random.ts';
import { createSimWorld, type SimWorld, type SimWorldOptions } from '../worlds/sim/world.ts';
import type { NodeName, Violation } from '../worlds/world.ts';
import { switchSchedules } from './switch-schedules.ts';

/** The living parts that a plan names. */
export interface SimulatedParts {
  /** @param persisted what is on the disks at the end, for the checkers */
  workload(nodes: readonly NodeName[], persisted?: Persisted): Workload;
  faults(nodes: readonly NodeName[]): readonly FaultPackage[];
}

export interface RunSimulatedOptions {
  readonly plan: Plan;
  /** Finds the parts of a plan. */
  readonly partsOf: (plan: Plan) => SimulatedParts;
  /** The build under test. */
  readonly createNode: CreateNode;
  /** What the plan's `upgradeTo` names. */
  readonly upgradeNode?: CreateNode;
  /** For each checker. */
  readonly budget: Budget;
  /** In place of those drawn from the seed. */
  readonly knobs?: Knobs;
  /** From this moment of the run on, everything random but the clients' operations follows another seed. */
  readonly reseed?: Reseed;
  /** Ends the run at this moment, ms since its beginning; `hosts` then says how each host stood. */
  readonly stopAtMs?: number;
  /**
   * Lets the checkers see what is on the disks at the end. Not the rule: while a run is under way, every step is held
   * against the invariants of durable logs already.
   */
  readonly judgePersisted?: boolean;
  /** Takes one line per event. Costs much time. */
  readonly onTraceLine?: (line: string) => void;
  /** The number of an event that is known not to end: the run ends there, with a violation. */
  readonly endlessStep?: number;
  readonly endlessStart?: number;
  /** See `SimWorldOptions`. */
  readonly turnEachEvent?: boolean;
  /** Memory of a thread that watches whether the simulation gets on. */
  readonly heartbeat?: Int32Array;
  readonly onProgress?: (progress: ProgressRecord) => void;
  readonly onLog?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface Reseed {
  /** Since the beginning of the run. */
  readonly afterMs: number;
  readonly seed: number;
}

/** The results of a run as far as the run itself decides them. */
export type SimulatedResults = Omit<RunResults, 'harnessVersion' | 'harness' | 'versions' | 'startedAt'>;

export interface SimulatedRunResult {
  readonly results: SimulatedResults;
  readonly history: readonly Operation[];
  /** How it and its nodes went, second by second. */
  readonly progress: readonly ProgressRecord[];
  /** Equal for equal runs. */
  readonly traceHash: string;
  /** How long it took on this machine, checkers included. */
  readonly wallMs: number;
  /** Virtual length and number of events. */
  readonly simulatedMs: number;
  readonly events: number;
  /** What broke inside the cluster, beside what checkers found in the history. */
  readonly violation: Violation | null;
  /** How each host stood at `stopAtMs`, or at the end. */
  readonly hosts: readonly HostState[];
  /** What each node wrote to its log. */
  readonly nodeLogs: readonly NodeLog[];
  /** What was durable on each node's disk, by file. */
  readonly nodeData: readonly NodeData[];
}

export interface NodeData {
  readonly node: NodeName;
  files(): ReadonlyMap<string, Uint8Array>;
}

export interface NodeLog {
  readonly node: NodeName;
  text(): string;
}

/** Events a run may take: far more than any does, so that a run that spins ends as one. */
const eventsPerSecond = 2_000_000;

/** Runs one plan; rejects only for a plan whose parts do not exist. */
export async function runSimulated(options: RunSimulatedOptions): Promise<SimulatedRunResult> {
  const startedMs = performance.now();
  const { plan, endlessStep, endlessStart, turnEachEvent } = options;
  const heartbeat = createHeartbeat(options.heartbeat);
  heartbeat.enter('simulating');
  const world = await createSimWorld({
    heartbeat,
    nodeCount: plan.nodes,
    bundlePath: '',
    runId: 'sim',
    timings: {},
    seed: plan.seed,
    createNode: options.createNode,
    stepLimit: Math.ceil((plan.timeSeconds + plan.settleSeconds + 60) * eventsPerSecond),
    onProgress: () => undefined,
    ...knobsOf(options),
    ...upgradeOf(options),
    ...(plan.invariants === false ? { watchesInvariants: false } : {}),
    ...(endlessStep === undefined ? {} : { endlessStep }),
    ...(endlessStart === undefined ? {} : { endlessStart }),
    ...(turnEachEvent === undefined ? {} : { turnEachEvent }),
    ...(options.onTraceLine === undefined ? {} : { onTraceLine: options.onTraceLine }),
  });
  const journal = createMemoryJournal();
  const progress: ProgressRecord[] = [];
  const onProgress = (record: ProgressRecord): void => {
    progress.push(record);
    options.onProgress?.(record);
  };
  const { summary, hosts } = await drive(world, { ...options, onProgress }, journal);
  await world.close();
  heartbeat.enter('outside');
  const { traceHash, steps, violation, conditions } = world.simulated;
  const judged = await conclude(world, options, summary, journal.operations);
  return {
    results: {
      format: 1,
      plan,
      seed: plan.seed,
      world: 'sim',
      ...judged,
      bootMs: world.bootMs,
      traceHash: traceHash(),
      drawn: digestOfKnobs(world.knobs),
      conditions: { ...conditions() },
    },
    history: journal.operations,
    progress,
    traceHash: traceHash(),
    wallMs: performance.now() - startedMs,
    simulatedMs: world.clock.nowNs() / 1e6,
    events: steps(),
    violation: violation(),
    hosts,
    nodeLogs: world.nodes.map((node, host) => ({
      node,
      text: () => world.simulation.logs[host]?.text() ?? '',
    })),
    nodeData: world.nodes.map((node, host) => ({ node, files: () => durableData(world.simulation, host) })),
  };
}

async function drive(
  world: SimWorld,
  options: RunSimulatedOptions,
  journal: ReturnType<typeof createMemoryJournal>,
): Promise<{ summary: RunSummary; hosts: readonly HostState[] }> {
  const { plan, partsOf, reseed, stopAtMs, onProgress, onLog } = options;
  const parts = partsOf(plan);
  const faults = parts.faults(world.nodes);
  const stop = new AbortController();
  let hosts: readonly HostState[] | null = null;
  const cancels: (() => void)[] = [];
  if (reseed !== undefined) {
    cancels.push(world.clock.after(reseed.afterMs, () => world.simulated.reseed(reseed.seed)));
  }
  if (stopAtMs !== undefined) {
    const look = (): void => {
      hosts = world.hosts();
      stop.abort(new Error('the moment asked for was reached'));
    };
    cancels.push(world.clock.after(stopAtMs, look));
  }
  const signals = [world.simulated.signal, stop.signal, ...(options.signal ? [options.signal] : [])];
  const summary = await runPlan({
    world,
    workload: parts.workload(world.nodes),
    faults:
      reseed === undefined
        ? faults
        : switchSchedules(
            faults,
            partsOf({ ...plan, seed: reseed.seed }).faults(world.nodes),
            reseed.afterMs,
          ),
    plan,
    journal,
    signal: AbortSignal.any(signals),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(onLog === undefined ? {} : { onLog }),
  });
  for (const cancel of cancels) cancel();
  const interrupted = stop.signal.aborted || options.signal?.aborted === true;
  return { summary: { ...summary, interrupted }, hosts: hosts ?? world.hosts() };
}

/** Equal for runs on equal machines, which then differ in the build and in luck alone. */
function digestOfKnobs(knobs: Knobs): string {
  return (hashText(JSON.stringify(knobs)) >>> 0).toString(16).padStart(8, '0');
}

/** Knobs that are not to be drawn from the seed. */
function knobsOf({ knobs, plan }: RunSimulatedOptions): { readonly knobs?: Knobs } {
  if (knobs !== undefined) return { knobs };
  return plan.knobs === 'default' ? { knobs: defaultKnobs } : {};
}

function upgradeOf({
  plan,
  upgradeNode,
}: RunSimulatedOptions): Pick<SimWorldOptions, 'upgrade' | 'upgradeNode'> {
  const { version, upgradeTo } = plan;
  if (upgradeTo === undefined || upgradeNode === undefined) return {};
  return { upgradeNode, upgrade: { bundlePath: '', descriptions: { version, upgrade: upgradeTo } } };
}

/** A promise broken inside the cluster is a verdict of its own name. */
function verdictOf({ kind, name, message, timeNs, nodes }: Violation, bootMs: number): Verdict {
  // The times of a run begin when its nodes serve.
  const atNs = Math.max(0, timeNs - bootMs * 1e6);
  const reason = `${message}, ${(atNs / 1e9).toFixed(3)} s into the run.`;
  return { checker: name, valid: false, reason, witnesses: [], details: { kind, timeNs: atNs, nodes } };
}

/** What the disks hold of a workload's writes. */
function factsOf({ nodes, simulation }: SimWorld, parts: SimulatedParts): Persisted | undefined {
  const form = parts.workload(nodes).persisted;
  if (form === undefined) return undefined;
  return clusterFacts(new Map(nodes.map((node, host) => [node, durableData(simulation, host)])), form);
}

async function conclude(
  world: SimWorld,
  { plan, partsOf, budget, judgePersisted }: RunSimulatedOptions,
  summary: RunSummary,
  operations: readonly Operation[],
): Promise<
  Omit<RunSummary, 'recovery'> &
    Pick<SimulatedResults, 'outcome' | 'exitCode' | 'verdicts' | 'checkMs' | 'faultCoverage'>
> {
  const parts = partsOf(plan);
  const packages = parts.faults(world.nodes);
  const history = historyInMemory(operations);
  const { recovery, ...rest } = summary;
  const persisted = judgePersisted === true ? factsOf(world, parts) : undefined;
  const violation = world.simulated.violation();
  const isLimit = violation?.kind === 'limit';
  const problems = isLimit ? [...summary.problems, `${violation.message}.`] : summary.problems;
  const judgement = await judge(history, {
    workload: parts.workload(world.nodes, persisted),
    packages,
    thresholds: plan.thresholds ?? {},
    recovery,
    brokenInside: violation === null || isLimit ? [] : [verdictOf(violation, world.bootMs)],
    nodePanics: [],
    budget,
  });
  const outcome = outcomeOf(judgement, { ...summary, problems });
  return {
    ...rest,
    faultCoverage: faultCoverage(history, packages),
    problems,
    crash: summary.crash ?? judgement.crash,
    verdicts: judgement.verdicts,
    checkMs: judgement.checkMs,
    outcome,
    exitCode: exitCodeOf(outcome),
  };
}
