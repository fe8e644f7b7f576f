// Rolling upgrades and rollbacks under load: one node after the other is stopped and started with the other of a run's two
// builds. For a while builds are mixed, and other faults strike then; the mixture ends on either side. A node that refuses
// to go back, because the cluster already writes what the older build cannot read, has to refuse: it then stays.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { sleep } from '../src/generator/pace.ts';
import { sequence, unfold } from '../src/generator/sequence.ts';
import { nemesis } from '../src/generator/threads.ts';
import { once as onceInvoked } from '../src/generator/values.ts';
import { createRandomSource } from '../src/random/source.ts';
import { createRandomStream } from '../src/random/stream.ts';
import type { BuildName } from '../src/worlds/builds.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { buildsOf, type Change, changeBuild, refusalPattern, supports } from './build-change.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultOptions, FaultPackageFactory, FaultResult } from './fault.ts';
import { drawn, oneOf, onHosts } from './fault-value.ts';
import { hostsInOrder } from './process-faults.ts';
import { around, once, pauseMs, usualFaultShare } from './rhythm.ts';
import { chooseHosts, targetValue } from './target.ts';
import { unavailableHosts } from './unavailable-hosts.ts';

const pickBound = 2 ** 31;
const builds = ['version', 'upgrade'] as const satisfies readonly BuildName[];
const build = oneOf(builds);
const otherThan = (build: BuildName): BuildName => (build === 'version' ? 'upgrade' : 'version');

function buildIn({ value }: Invocation): BuildName {
  const isVersion = value !== null && typeof value === 'object' && 'to' in value && value.to === 'version';
  return isVersion ? 'version' : 'upgrade';
}

/** Some nodes one by one, then all to the one side or the other: given up at first, then carried through, and so on by lot. */
function schedule(options: FaultOptions): Generator {
  const { seed, nodes, intervalMs, faultShare = usualFaultShare } = options;
  const stream = createRandomStream(seed).fork('nemesis/upgrade');
  const invoke = (f: string, value: Invocation['value']): Generator =>
    onceInvoked({ f, value, process: 'nemesis' });
  return nemesis(
    unfold<{ readonly round: number; readonly from: BuildName }>(
      { round: 0, from: 'version' },
      ({ round, from }) => {
        const random = createRandomSource(stream.fork(`round ${round}`));
        const to = otherThan(from);
        const changes = 1 + random.below(nodes.length - 1);
        const end = round === 0 || (round > 1 && random.below(2) === 0) ? from : to;
        const steps = [sleep(pauseMs(random, options, intervalMs * (1 - faultShare), round))];
        for (let change = 0; change < changes; change += 1) {
          const pick = random.below(pickBound);
          steps.push(invoke('change-build', { to, pick }), sleep(around(random, intervalMs * faultShare)));
        }
        steps.push(invoke('end-mixture', { to: end }));
        return [sequence(steps), { round: round + 1, from: end }];
      },
    ),
  );
}

function summaryOf(to: BuildName, changes: readonly Change[]): FaultResult {
  const named = changes.map(({ host, outcome }) => `${host} ${outcome}`).join(', ');
  return {
    description: `to the build ${to}: ${named}`,
    hosts: changes.map(({ host }) => host),
    verified: changes.every(({ verified }) => verified),
    evidence: Object.fromEntries(changes.map(({ host, outcome, seen }) => [host, { outcome, ...seen }])),
  };
}

async function changeOne(world: World, invocation: Invocation): Promise<FaultResult> {
  const to = buildIn(invocation);
  const others = (await hostsInOrder(world)).filter((host) => buildsOf(world).installed(host) !== to);
  const [host] = await chooseHosts(world, others, targetValue(invocation));
  if (host === undefined) return nothingTo('change', `no running node is left to change to the build ${to}`);
  return summaryOf(to, [await changeBuild(world, host, to)]);
}

/** Node by node, each only when the one before serves or has had its time. */
async function endMixture(world: World, invocation: Invocation): Promise<FaultResult> {
  const asked = buildIn(invocation);
  // Once the cluster writes what only the newer build reads, there is one way left.
  const to = (await supports(world, asked)) ? asked : otherThan(asked);
  const hosts = world.nodes.filter((host) => buildsOf(world).installed(host) !== to);
  if (hosts.length === 0) return { ...summaryOf(to, []), description: `every node has the build ${to}` };
  const changes: Change[] = [];
  for (const host of hosts) {
    if (!unavailableHosts(world).has(host)) changes.push(await changeBuild(world, host, to));
    else changes.push(await installOnly(world, host, to));
  }
  return summaryOf(to, changes);
}

/** The fault that keeps the host out of order starts it, with this build. */
async function installOnly(world: World, host: NodeName, to: BuildName): Promise<Change> {
  await buildsOf(world).install(host, to);
  return { host, outcome: 'installed', verified: true, seen: {} };
}

export const upgrade: FaultPackageFactory = {
  name: 'upgrade',
  summary: 'change nodes to the build of --upgrade-to one by one, and back, other faults striking in between',
  needsSecondBuild: true,
  create: (options) => ({
    name: 'upgrade',
    expectedHalt: refusalPattern,
    startOperations: ['change-build'],
    stopOperations: ['end-mixture'],
    values: { 'change-build': { ...onHosts, to: build }, 'end-mixture': { ...drawn, to: build } },
    schedule: () => schedule(options),
    heal: () => once('end-mixture'),
    invoke: (world, invocation) =>
      invocation.f === 'change-build' ? changeOne(world, invocation) : endMixture(world, invocation),
  }),
};
