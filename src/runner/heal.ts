// Undoes every fault, whatever happened before: each package's own healing first, then the plain truth of the world
// (no link cut, every process running). One failing step does not keep the next from being tried.

import type { FaultPackage } from '../../nemesis/fault.ts';
import { nemesis } from '../generator/threads.ts';
import type { NodeName, World } from '../worlds/world.ts';
import { within } from './bounded.ts';
import type { Crash } from './crash.ts';
import { crashOf } from './crash.ts';
import { interpret } from './interpreter.ts';
import { createNemesisWorker } from './nemesis-worker.ts';
import { onHost } from './place-losses.ts';
import { tolerant } from './recorder.ts';
import type { RunState } from './run-state.ts';

/** Whole healing of one package. */
const packageTimeoutMs = 60_000;
const operationTimeoutMs = 30_000;
/** What is under way when the place is lost. */
const lostGraceMs = 1_000;

export interface Healing {
  /** What could not be undone, one sentence each. */
  readonly problems: readonly string[];
  readonly crash: Crash | null;
}

/** Never rejects. Ends early where the place is lost: nothing more comes of the cluster then. */
export async function heal(
  world: World,
  packages: readonly FaultPackage[],
  { recorder, onLog, lostSignal }: Pick<RunState, 'recorder' | 'onLog' | 'lostSignal'>,
): Promise<Healing> {
  const problems: string[] = [];
  const healingRecorder = tolerant(recorder, (message) => void problems.push(message));
  let crash: Crash | null = null;
  for (const [position, faultPackage] of packages.entries()) {
    const later = packages.slice(position + 1).map(({ name }) => name);
    const end = await healPackage(world, faultPackage, later, {
      ...{ recorder: healingRecorder, onLog, lostSignal },
    });
    if (end.kind === 'crash') crash ??= end.crash;
    else if (end.kind === 'deadline')
      problems.push(`Healing ${faultPackage.name} took longer than ${packageTimeoutMs / 1000} s.`);
  }
  const attempt = (what: string, work: () => Promise<void>): Promise<void> =>
    lostSignal.aborted ? Promise.resolve() : attemptOne(world, problems, what, work, lostSignal);
  await attempt('The network could not be healed', () => world.faults.network.heal());
  await attempt('The links could not be set right', () => straighten(world));
  for (const node of world.nodes) {
    await attempt(`${node} could not be brought back`, () => bringBack(world, node));
  }
  return { problems, crash };
}

/** @param later packages that are healed after this one: until then their faults may last */
async function healPackage(
  world: World,
  faultPackage: FaultPackage,
  later: readonly string[],
  { recorder, onLog, lostSignal }: Pick<RunState, 'recorder' | 'onLog' | 'lostSignal'>,
) {
  try {
    return await interpret({
      clock: world.clock,
      recorder,
      worker: createNemesisWorker({
        ...{ world, recorder, packages: [faultPackage] },
        ...{ timeoutMs: operationTimeoutMs, othersInEffect: later },
      }),
      generator: nemesis(faultPackage.heal()),
      clients: 0,
      withNemesis: true,
      firstProcess: 0,
      deadlineMs: packageTimeoutMs,
      abortGraceMs: () => lostGraceMs,
      // Healing goes on when the run is interrupted.
      signal: lostSignal,
      onLog,
    });
  } catch (error) {
    return { kind: 'crash' as const, crash: crashOf(`healing of ${faultPackage.name}`, error) };
  }
}

/** Ends every shape of every link, where the world can shape links at all. */
async function straighten({ nodes, faults }: World): Promise<void> {
  const links = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
  await faults.network.shape?.(links, {});
}

async function bringBack(world: World, node: NodeName): Promise<void> {
  await world.faults.disk?.heal(node);
  await world.faults.clock?.reset(node);
  const { host } = world.faults;
  await host?.relieve(node);
  await host?.openPorts(node);
  if ((await host?.isConnected(node)) === false) await host?.switchOn(node);
  const state = await world.faults.process.state(node);
  if (state === 'paused') await world.faults.process.resume(node);
  if (state === 'absent') await world.faults.process.start(node);
}

async function attemptOne(
  world: World,
  problems: string[],
  what: string,
  work: () => Promise<void>,
  lostSignal: AbortSignal,
): Promise<void> {
  try {
    await onHost(world, within(world.clock, operationTimeoutMs, 'the world', work, lostSignal));
  } catch (error) {
    problems.push(`${what}: ${crashOf('', error).message}.`);
  }
}
