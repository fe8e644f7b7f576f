// Every fault the simulated world knows, at random, one after the other, until told to stop; then all is healed.
// Faults overlap: each is undone a while after the next ones have begun.

import type { DiskDamage, DiskFault } from '../../../src/worlds/disk-fault.ts';
import type { RandomStream } from '../../../src/worlds/sim/random.ts';
import type { SimWorld } from '../../../src/worlds/sim/world.ts';
import type { Link } from '../../../src/worlds/world.ts';

/** Begins a fault and returns what undoes it. */
type Fault = (world: SimWorld, random: RandomStream) => Promise<() => Promise<void>>;

const nothing = (): Promise<void> => Promise.resolve();

function pickNodes(world: SimWorld, random: RandomStream, atMost = world.nodes.length): readonly string[] {
  const keyed = world.nodes.map((node) => ({ node, key: random.next() })).sort((a, b) => a.key - b.key);
  return keyed.slice(0, 1 + random.below(atMost)).map(({ node }) => node);
}

async function startAll(world: SimWorld, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) {
    await world.faults.disk?.heal(node);
    await world.faults.process.start(node);
  }
}

function someLinks(world: SimWorld, random: RandomStream, percent: number): readonly Link[] {
  const all = world.nodes.flatMap((from) => world.nodes.map((to) => ({ from, to })));
  return all.filter(({ from, to }) => random.chance(percent * 10) && from !== to);
}

const cut: Fault = async (world, random) => {
  const side = new Set(pickNodes(world, random));
  const both = random.chance(600);
  const links = random.chance(500)
    ? someLinks(world, random, 40)
    : someLinks(world, random, 100).filter(
        ({ from, to }) => side.has(from) !== side.has(to) && (both || side.has(from)),
      );
  await world.faults.network.cut(links);
  return () => world.faults.network.heal();
};

const shape: Fault = async (world, random) => {
  await world.faults.network.shape?.(someLinks(world, random, 50), {
    delayMs: random.below(300),
    jitterMs: random.below(100),
    lossPercent: random.below(60),
    duplicatePercent: random.below(50),
    reorderPercent: random.below(100),
  });
  return async () => world.faults.network.shape?.(someLinks(world, random, 100), {});
};

const kill: Fault = async (world, random) => {
  const nodes = pickNodes(world, random);
  await Promise.all(nodes.map((node) => world.faults.process.kill(node)));
  return () => startAll(world, nodes);
};

const pause: Fault = async (world, random) => {
  const nodes = pickNodes(world, random, 3);
  await Promise.all(nodes.map((node) => world.faults.process.pause(node)));
  return async () => {
    for (const node of nodes) await world.faults.process.resume(node);
  };
};

const powerOff: Fault = async (world, random) => {
  const nodes = random.chance(300) ? world.nodes : pickNodes(world, random);
  await world.faults.disk?.powerOff(nodes);
  return () => startAll(world, nodes);
};

const wallClocks: Fault = async (world, random) => {
  for (const node of pickNodes(world, random)) {
    await world.faults.clock?.jump(node, random.between(-600_000, 600_000));
    await world.faults.clock?.drift(node, random.between(-500_000, 500_000));
  }
  return nothing;
};

const diskFault: Fault = async (world, random) => {
  const choices: readonly DiskFault[] = [
    { kind: 'error', code: 'EIO', operations: ['sync'], percent: 30 },
    { kind: 'error', code: 'EIO', percent: 5 },
    { kind: 'error', code: 'ENOSPC' },
    { kind: 'slow', delayMs: 1 + random.below(300) },
    { kind: 'hang' },
  ];
  const fault = choices[random.below(choices.length)] as DiskFault;
  const nodes = pickNodes(world, random, 2);
  for (const node of nodes) await world.faults.disk?.inject(node, fault);
  return () => startAll(world, nodes);
};

const damage: Fault = async (world, random) => {
  const kinds = ['bit-flip', 'lost-write', 'misdirected-write'] as const;
  const act: DiskDamage = { kind: kinds[random.below(kinds.length)] ?? 'bit-flip' };
  const [node = 'n1'] = pickNodes(world, random, 1);
  await world.faults.disk?.damage(node, act);
  await world.clock.sleep(random.below(1500));
  if (random.chance(500)) await world.faults.process.kill(node);
  else await world.faults.disk?.powerOff([node]);
  return () => startAll(world, [node]);
};

/** By name, so that a test can choose. */
export const chaosFaults = { cut, shape, kill, pause, powerOff, wallClocks, diskFault, damage } as const;

export type ChaosFault = keyof typeof chaosFaults;

/** Torments the world until `stopped`, then undoes everything. Returns what it did, in order. */
export async function runChaos(
  world: SimWorld,
  names: readonly ChaosFault[],
  stopped: () => boolean,
): Promise<readonly string[]> {
  const random = world.simulation.random('chaos');
  const done: string[] = [];
  const pending: Promise<void>[] = [];
  while (!stopped()) {
    const name = names[random.below(names.length)] as ChaosFault;
    done.push(name);
    const undo = await chaosFaults[name](world, random);
    const lastsMs = random.below(4000);
    pending.push(world.clock.sleep(lastsMs).then(undo));
    await world.clock.sleep(random.below(3000));
  }
  await Promise.all(pending);
  return done;
}
