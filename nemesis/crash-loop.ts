// A process that dies over and over, each time a moment after its start: in the middle of reading its log, of joining its peers, of its
// first election. Each life is asked how far it had come before it ends: one that served was no start-up that was cut short.

import { createRandomSource } from '../src/random/source.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import type { FaultPackageFactory } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { endOnProcesses, hostsInOrder, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { targetDecks, targets, targetValue } from './target.ts';

const mostCrashes = 5;
const longestLifeMs = 400;
/** A process that listens answers sooner; one that does not refuses at once. */
const askTimeoutMs = 100;

/** How far a start had come when it was cut short. */
type Stage = 'silent' | 'answering' | 'serving';

async function stageOf(world: World, host: NodeName): Promise<Stage> {
  const report = await world.report(host, askTimeoutMs).catch(() => null);
  if (report === null) return 'silent';
  return report.serving ? 'serving' : 'answering';
}

/** Kills the process, and again after each of some starts; it is down at the end. Returns how far each start had come. */
async function crashOften(world: World, host: NodeName, pick: number): Promise<readonly Stage[]> {
  const { process } = world.faults;
  const random = createRandomSource(pick).fork(`crashes of ${host}`);
  const crashes = 2 + random.below(mostCrashes - 1);
  const stages: Stage[] = [];
  const live = async (lifeMs: number): Promise<void> => {
    await process.start(host);
    await world.clock.sleep(lifeMs);
    stages.push(await stageOf(world, host));
    await process.kill(host);
  };
  await process.kill(host);
  // Most lives are short: that is where start-up is.
  for (let crash = 1; crash < crashes; crash += 1) await live(Math.round(longestLifeMs * random.unit() ** 2));
  // Should all have been faster than that, one is killed at once.
  if (stages.every((stage) => stage === 'serving')) await live(0);
  return stages;
}

export const crashLoop: FaultPackageFactory = {
  name: 'crash-loop',
  summary: 'kill -9 the database again and again while it starts',
  targets,
  create: (options) => ({
    name: 'crash-loop',
    startOperations: ['crash-often'],
    stopOperations: ['start-crashed'],
    values: { 'crash-often': onHosts },
    schedule: () =>
      alternate(options, 'crash-often', 'start-crashed', targetDecks, (target, pick) => ({ target, pick })),
    heal: () => once('start-crashed'),
    async invoke(world, invocation) {
      if (invocation.f !== 'crash-often')
        return endOnProcesses(world, 'start', 'absent', (host) => world.faults.process.start(host));
      const { pick = 0 } = targetValue(invocation);
      const stages: Record<NodeName, readonly Stage[]> = {};
      const act = async (host: NodeName): Promise<void> => {
        stages[host] = await crashOften(world, host, pick);
      };
      const candidates = await hostsInOrder(world);
      const result = await injectOnProcesses(world, invocation, 'crash', act, 'absent', candidates);
      if (result.skipped !== undefined) return result;
      const early = result.hosts.every((host) => stages[host]?.some((stage) => stage !== 'serving'));
      return {
        ...result,
        verified: result.verified && early,
        evidence: { ...result.evidence, killedWhile: stages },
      };
    },
  }),
};
