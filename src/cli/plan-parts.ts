// The living parts that a plan names: its workload and its fault packages.

import type { FaultOptions, FaultPackage, FaultPackageFactory } from '../../nemesis/fault.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import { type Schedule, schedules } from '../../nemesis/schedule.ts';
import { linkTargets } from '../../nemesis/target.ts';
import { workloads } from '../../workloads/registry.ts';
import type { Workload, WorkloadFactory, WorkloadOptions } from '../../workloads/workload.ts';
import { withRecordedFaults } from '../batch/recorded-faults.ts';
import type { Persisted } from '../checkers/persisted.ts';
import { type Plan, worldNames } from '../plan/plan.ts';
import { createRandomSource } from '../random/source.ts';
import { createRandomStream } from '../random/stream.ts';
import { type Capability, worldCapabilities } from '../worlds/capabilities.ts';
import type { MissingFault } from '../worlds/host/fault-trials.ts';
import type { NodeName, WorldName } from '../worlds/world.ts';
import { infrastructureFailure, usageFailure } from './failure.ts';
import { findByName } from './nearest.ts';
import { requireKnownLists } from './planned-lists.ts';

/** Of the load, by when each package has to have begun: on average, and how far from that the first and the last of many may be. */
const firstFaultShare = 0.5;
const firstFaultSpread = 0.45;
/** So few packages may all begin at the same time. */
const unspreadPackages = 5;

export interface PlanParts {
  /** @param persisted what is on the disks of the nodes, where a run is over and that is known */
  workload(nodes: readonly NodeName[], persisted?: Persisted): Workload;
  faults(nodes: readonly NodeName[]): readonly FaultPackage[];
}

/**
 * Finds the parts of a plan.
 * @throws {CommandFailure} for an unknown workload or nemesis, with the nearest name, and for listed operations that they cannot carry out.
 */
export function partsOf(plan: Plan): PlanParts {
  const { seed, concurrency, faultIntervalSeconds, faultSharePercent } = plan;
  const schedule = scheduleOf(plan);
  const workload = findByName('workload', plan.workload, workloads);
  const checking = checkingOf(plan, workload);
  const packages = plan.nemesis.map((name) => findByName('nemesis', name, faultPackages));
  for (const factory of packages) aimOf(plan, factory);
  const pace = {
    intervalMs: faultIntervalSeconds * 1000,
    ...(faultSharePercent === undefined ? {} : { faultShare: faultSharePercent / 100 }),
  };
  const createPackages = (nodes: readonly NodeName[]): readonly FaultPackage[] => {
    const firstByMs = firstFaultsByMs(plan);
    return packages.map((factory, position) =>
      factory.create({
        ...{ seed, nodes, ...pace, ...aimOf(plan, factory) },
        firstByMs: firstByMs[position] ?? plan.timeSeconds * 1000,
        ...(schedule === 'steady' ? {} : { schedulePart: { schedule, position, packages: packages.length } }),
      }),
    );
  };
  const nodes = nodesOf(plan);
  requireKnownLists(
    plan,
    () => workload.create({ seed, nodes, concurrency }),
    () => createPackages(nodes),
  );
  return {
    workload: (nodes, persisted) => workload.create({ seed, nodes, concurrency, persisted, ...checking }),
    faults: (nodes) => {
      const created = createPackages(nodes);
      if (plan.faults === undefined) return created;
      return withRecordedFaults(
        created,
        plan.faults.map(({ f, value, afterMs }) => ({ f, value, afterNs: afterMs * 1e6 })),
      );
    },
  };
}

/**
 * By when the first fault of each package has to have come. Many packages take turns, in an order of the seed's: if all of them
 * struck at once in a short run, most would find nothing left to hit.
 */
function firstFaultsByMs({ seed, nemesis, timeSeconds }: Plan): readonly number[] {
  const order = createRandomSource(createRandomStream(seed).fork('nemesis/first')).shuffle(nemesis);
  const spread = firstFaultSpread * Math.max(0, 1 - unspreadPackages / nemesis.length);
  return nemesis.map((name) => {
    const place = (order.indexOf(name) + 1) / nemesis.length - 0.5;
    return timeSeconds * 1000 * (firstFaultShare + 2 * spread * place);
  });
}

/**
 * What a plan says to the checkers of its workload.
 * @throws {CommandFailure} for what they do not take
 */
function checkingOf(
  { checking = {} }: Plan,
  { name, takes = { models: [], options: [] } }: WorkloadFactory,
): Pick<WorkloadOptions, 'checking'> {
  const { budgetSeconds: _time, memoryMebibytes: _memory, ...said } = checking;
  const options = Object.keys(said) as (keyof typeof said)[];
  if (options.length === 0) return {};
  const strange = options.find((option) => !takes.options.includes(option));
  if (strange !== undefined) {
    const others = takes.options.length === 0 ? 'nothing' : takes.options.map((one) => `--${one}`).join(', ');
    throw usageFailure(
      `The workload ${name} does not take --${strange}: leave it out (its checkers take ${others}).`,
    );
  }
  if (said.model !== undefined)
    findByName(
      'model',
      said.model,
      takes.models.map((model) => ({ name: model })),
    );
  return { checking: said };
}

/** @throws {CommandFailure} for an unknown schedule, with the nearest name. */
function scheduleOf({ schedule = 'steady' }: Plan): Schedule {
  return findByName(
    'schedule',
    schedule,
    schedules.map((name) => ({ name })),
  ).name;
}

/**
 * Those of a plan's targets that a package can hit.
 * @throws {CommandFailure} for an unknown target, and where there are some and the package can hit none of them.
 */
function aimOf(plan: Plan, { name, targets = [] }: FaultPackageFactory): Pick<FaultOptions, 'targets'> {
  if (plan.targets === undefined) return {};
  const known = linkTargets.map((target) => ({ name: target }));
  const asked = plan.targets.map((target) => findByName('target', target, known).name);
  const possible = asked.filter((target) => targets.includes(target));
  if (possible.length > 0) return { targets: possible };
  const can = targets.length === 0 ? 'They choose by themselves' : `They can hit ${targets.join(', ')}`;
  throw usageFailure(
    `The faults of ${name} cannot be aimed at ${asked.join(', ')}. ${can}: leave out --targets, or ${name} of --nemesis.`,
  );
}

/**
 * Checks that the world of a plan can inject every fault it asks for, and that a second build is named where one is needed; to be called before anything is started.
 * @param missingFaults what this machine lacks for faults of that world.
 * @throws {CommandFailure} that names the fault package and the worlds that could, what to install, or the missing flag.
 */
export function requireCapabilities(
  { nemesis, world, upgradeTo }: Pick<Plan, 'nemesis' | 'world' | 'upgradeTo'>,
  missingFaults: readonly MissingFault[],
): void {
  for (const name of nemesis) {
    const { needs = [], needsSecondBuild } = findByName('nemesis', name, faultPackages);
    if (needsSecondBuild === true && upgradeTo === undefined) {
      throw usageFailure(
        `The faults of ${name} need a second build: name one with --upgrade-to, or leave ${name} out of --nemesis.`,
      );
    }
    const can = (candidate: WorldName): boolean =>
      needs.every((need) => worldCapabilities[candidate].includes(need));
    const missing = missingFaults.find(({ capability }) => needs.includes(capability));
    if (missing !== undefined && can(world)) {
      throw infrastructureFailure(
        `The ${world} world cannot inject the faults of ${name} on this machine: ${missing.reason}.`,
      );
    }
    if (can(world)) continue;
    const worlds = worldNames.filter(can);
    throw usageFailure(
      `The ${world} world cannot inject the faults of ${name}: choose --world ${worlds.join(' or ')}, or leave ${name} out of --nemesis.`,
    );
  }
}

/** What the hosts of a plan have to be prepared for. */
export function needsOf({ nemesis }: Pick<Plan, 'nemesis'>): readonly Capability[] {
  return [...new Set(nemesis.flatMap((name) => findByName('nemesis', name, faultPackages).needs ?? []))];
}

/** Names of a plan's nodes, for a plan whose world is gone. */
export function nodesOf(plan: Plan): readonly NodeName[] {
  return Array.from({ length: plan.nodes }, (_, index) => `n${index + 1}`);
}
