// One node changed from one build to the other: stopped, started, looked at. What it says of itself decides whether it
// worked; where its build cannot read what the cluster writes by now, only its refusal is right.

import type { JsonValue } from '../src/history/operation.ts';
import type { BuildFaults, BuildName } from '../src/worlds/builds.ts';
import type { NodeName, NodeReport, World } from '../src/worlds/world.ts';

/** What became of a node. */
export interface Change {
  readonly host: NodeName;
  /** `refused`: the build ended by itself, rightly, and the node has the other one again. */
  readonly outcome: 'changed' | 'installed' | 'refused' | 'failed';
  readonly verified: boolean;
  readonly seen: { readonly [name: string]: JsonValue };
}

/** How a sound node says that its build is too old for what the cluster writes. */
export const refusalPattern = /start a build that knows format/;

const reportTimeoutMs = 1000;
const pollIntervalMs = 100;
/** With other faults about, a node may have nobody to serve with: the next one waits no longer. */
const serveTimeoutMs = 4000;
const answerTimeoutMs = 15_000;
const refusalTimeoutMs = 8000;

/** The second build's family, in a run that has one. */
export function buildsOf({ name, faults }: World): BuildFaults {
  if (faults.builds === undefined) throw new Error(`This run in the ${name} world has no second build.`);
  return faults.builds;
}

interface Formats {
  readonly active: number;
  readonly newest: number;
}

/** A database that says nothing of formats has but one. */
function formatsOf({ raw }: NodeReport): Formats {
  const formats = (raw as { readonly formats?: { readonly disk?: Partial<Formats> } } | null)?.formats?.disk;
  return { active: formats?.active ?? 1, newest: formats?.newest ?? 1 };
}

/** The newest format that each build was seen to know, and the one the cluster was seen to write: it never goes back. */
interface Seen {
  readonly newest: Map<BuildName, number>;
  active: number;
}

const seenIn = new WeakMap<World, Seen>();

async function look(world: World, host: NodeName): Promise<NodeReport | null> {
  const report = await world.report(host, reportTimeoutMs).catch(() => null);
  if (report === null) return null;
  const seen = seenIn.get(world) ?? { newest: new Map(), active: 1 };
  seenIn.set(world, seen);
  const { active, newest } = formatsOf(report);
  const build = buildsOf(world).buildOf(report.raw);
  seen.active = Math.max(seen.active, active);
  if (build !== null) seen.newest.set(build, newest);
  return report;
}

/** Whether this build reads what the nodes write now, as far as they say. A build never seen is taken to. */
export async function supports(world: World, build: BuildName): Promise<boolean> {
  await Promise.all(world.nodes.map((host) => look(world, host)));
  const { active, newest } = seenIn.get(world) ?? { active: 1, newest: new Map<BuildName, number>() };
  return active <= (newest.get(build) ?? Number.POSITIVE_INFINITY);
}

async function stop({ faults }: World, host: NodeName): Promise<void> {
  const gone = faults.host !== undefined && (await faults.host.terminate(host));
  if (!gone) await faults.process.kill(host);
}

async function startWith(world: World, host: NodeName, build: BuildName): Promise<void> {
  await stop(world, host);
  await buildsOf(world).install(host, build);
  await world.faults.process.start(host);
}

/** The last report of the node within the time: the first that says it serves, if one does. */
async function awaitServing(world: World, host: NodeName): Promise<NodeReport | null> {
  let last: NodeReport | null = null;
  const startNs = world.clock.nowNs();
  const waitedMs = (): number => (world.clock.nowNs() - startNs) / 1e6;
  while (waitedMs() < (last === null ? answerTimeoutMs : serveTimeoutMs)) {
    last = (await look(world, host)) ?? last;
    if (last?.serving === true) return last;
    if ((await world.faults.process.state(host)) === 'absent') return null;
    await world.clock.sleep(pollIntervalMs);
  }
  return last;
}

/** Whether the process ends by itself within the time. */
async function endsByItself(world: World, host: NodeName): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < refusalTimeoutMs; waitedMs += pollIntervalMs) {
    if ((await world.faults.process.state(host)) === 'absent') return true;
    await world.clock.sleep(pollIntervalMs);
  }
  return false;
}

/**
 * Stops the node, starts it with this build and waits until it serves, or has had its time. Where it ends by itself, it gets
 * its earlier build again.
 */
export async function changeBuild(world: World, host: NodeName, to: BuildName): Promise<Change> {
  const builds = buildsOf(world);
  const before = builds.installed(host);
  const canRead = await supports(world, to);
  await startWith(world, host, to);
  const refused = !canRead && (await endsByItself(world, host));
  const report = refused ? null : await awaitServing(world, host);
  const said = report === null ? null : builds.buildOf(report.raw);
  if (canRead && said === to) {
    return {
      host,
      outcome: 'changed',
      verified: true,
      seen: { build: to, serving: report?.serving === true },
    };
  }
  const absent = (await world.faults.process.state(host)) === 'absent';
  await startWith(world, host, before);
  const again = await awaitServing(world, host);
  const back = again !== null && builds.buildOf(again.raw) === before;
  // The cluster may have gone on to a newer format in the very moment of the change.
  const outdated = !(await supports(world, to));
  const right = outdated && absent && back;
  return {
    host,
    outcome: right ? 'refused' : 'failed',
    verified: right,
    seen: { said, ended: absent, back },
  };
}
