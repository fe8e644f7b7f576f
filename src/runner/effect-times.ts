// When a fault struck: an operation of the nemesis may look long for whom to hit, and only once its first act on a host is done
// does the fault begin. Watched from outside, on the way to the world's agents, so that every fault package has it.

import type { FaultAgents, World } from '../worlds/world.ts';

type Agents = { readonly [Family in keyof FaultAgents]-?: NonNullable<FaultAgents[Family]> };
type Act = (...given: readonly unknown[]) => Promise<unknown>;

/** What does harm. Looking and mending do not, and neither does what only the next start of a process will show. */
const harmfulActs: { readonly [Family in keyof Agents]: readonly (keyof Agents[Family])[] } = {
  network: ['cut', 'shape'],
  process: ['kill', 'pause'],
  clock: ['jump', 'drift'],
  disk: ['inject', 'damage', 'wipe', 'powerOff'],
  host: [
    ...(['closePort', 'switchOff', 'terminate', 'starve'] as const),
    ...(['exhaustFiles', 'exhaustMemory', 'runOutOfMemory'] as const),
  ],
  builds: [],
};
/** These say `false` where they were refused, and have then changed nothing. */
const refusable: ReadonlySet<string> = new Set(['damage', 'wipe'] satisfies (keyof Agents['disk'])[]);
/** These do harm from their beginning on: who is told to end stops serving before it has. */
const gradual: ReadonlySet<string> = new Set(['terminate'] satisfies (keyof Agents['host'])[]);

export interface EffectWatch {
  /** The world to strike in: the same one for every watch on a world. */
  readonly world: World;
  /**
   * Watches one operation from now on, in place of the one before. Returns when it first struck, by the clock given: when
   * that act was done, since clients are served until then; `null` where it has not.
   */
  follow(now: () => number): () => number | null;
}

interface Followed {
  readonly now: () => number;
  struckNs: number | null;
}

/** One for each world: fault packages remember what they did by the world they did it in. */
const watches = new WeakMap<World, EffectWatch>();

/** Watches what is done to a world. */
export function watchEffects(world: World): EffectWatch {
  const watch = watches.get(world) ?? createWatch(world);
  watches.set(world, watch);
  return watch;
}

function createWatch(world: World): EffectWatch {
  let followed: Followed | null = null;

  // Nobody waits a step longer for an act that is watched: a simulated run would be another one.
  function watched(name: string, act: Act): Act {
    return (...given) => {
      const operation = followed;
      const note = (answer?: unknown): void => {
        if (operation === null || (refusable.has(name) && answer === false)) return;
        operation.struckNs ??= operation.now();
      };
      if (gradual.has(name)) note();
      const acting = act(...given);
      acting.then(note, () => undefined);
      return acting;
    };
  }

  function watchedAgent<Agent extends object>(agent: Agent, acts: readonly (keyof Agent & string)[]): Agent {
    const members = new Map<string, unknown>(Object.entries(agent));
    const replaced = acts.flatMap((name) => {
      const act = members.get(name);
      return typeof act === 'function' ? [[name, watched(name, act as Act)] as const] : [];
    });
    return { ...agent, ...Object.fromEntries(replaced) };
  }

  const { network, process, clock, disk, host } = world.faults;
  return {
    world: {
      ...world,
      // Who connects here is no client: it is an administrator with a statement that is a fault.
      connect: watched('connect', world.connect as Act) as World['connect'],
      faults: {
        ...world.faults,
        network: watchedAgent(network, harmfulActs.network),
        process: watchedAgent(process, harmfulActs.process),
        ...(clock === undefined ? {} : { clock: watchedAgent(clock, harmfulActs.clock) }),
        ...(disk === undefined ? {} : { disk: watchedAgent(disk, harmfulActs.disk) }),
        ...(host === undefined ? {} : { host: watchedAgent(host, harmfulActs.host) }),
      },
    },
    follow(now) {
      const operation: Followed = { now, struckNs: null };
      followed = operation;
      return () => operation.struckNs;
    },
  };
}
