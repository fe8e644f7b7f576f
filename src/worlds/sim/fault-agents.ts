// The faults of the simulated world, behind the same interfaces as on real hosts.

import type { ClockFaults, FaultAgents, Link, LinkShape, NetworkFaults, ProcessFaults } from '../world.ts';
import { createDiskFaults } from './disk/agent.ts';
import { type Act, createAct } from './fault-act.ts';
import type { FaultAtlas } from './fault-atlas.ts';
import type { Pump } from './pump.ts';
import type { Simulation } from './simulation.ts';

/** How long a probe packet is waited for. */
const probeMs = 20;

/** Makes every family of faults. */
export function createFaultAgents(simulation: Simulation, pump: Pump, atlas: FaultAtlas): FaultAgents {
  const act = createAct(simulation, pump);
  return {
    network: createNetworkFaults(simulation, act),
    process: createProcessFaults(simulation, act),
    clock: createClockFaults(simulation, act),
    disk: createDiskFaults(simulation, act, atlas),
  };
}

function createNetworkFaults({ network, names, indexOf }: Simulation, act: Act): NetworkFaults {
  const each = (links: readonly Link[], work: (from: number, to: number) => void): void => {
    for (const { from, to } of links) work(indexOf(from), indexOf(to));
  };
  const healAll = (): void => {
    for (const from of names.keys()) {
      for (const to of names.keys()) {
        network.setCut(from, to, false);
      }
    }
  };
  return {
    cut: (links) => act('cut', () => each(links, (from, to) => network.setCut(from, to, true))),
    open: (links) => act('open', () => each(links, (from, to) => network.setCut(from, to, false))),
    heal: () => act('heal', healAll),
    probeCutLinks: (links) =>
      act('probe', () => links.filter(({ from, to }) => network.isCut(indexOf(from), indexOf(to))), probeMs),
    // Only looked at: nothing in the run changes by it.
    droppedByCuts: (links) =>
      Promise.resolve(links.map(({ from, to }) => network.droppedByCuts(indexOf(from), indexOf(to)))),
    shape: (links: readonly Link[], shape: LinkShape) =>
      act('shape', () => {
        const given = Object.values(shape).some((amount) => amount > 0) ? shape : null;
        each(links, (from, to) => network.setShape(from, to, given));
      }),
    probeShapedLinks: (links) =>
      act(
        'probe',
        () => links.filter(({ from, to }) => network.isShaped(indexOf(from), indexOf(to))),
        probeMs,
      ),
  };
}

function createProcessFaults({ processes, indexOf }: Simulation, act: Act): ProcessFaults {
  return {
    kill: (node) => act('kill', () => processes.kill(indexOf(node))),
    start: (node) => act('start', () => processes.start(indexOf(node))),
    pause: (node) => act('pause', () => processes.pause(indexOf(node))),
    resume: (node) => act('resume', () => processes.resume(indexOf(node))),
    state: (node) => act('process-state', () => processes.state(indexOf(node))),
  };
}

function createClockFaults({ clocks, indexOf }: Simulation, act: Act): ClockFaults {
  return {
    jump: (node, offsetMs) => act('clock-jump', () => clocks.jumpWall(indexOf(node), offsetMs)),
    drift: (node, partsPerMillion) =>
      act('clock-drift', () => clocks.driftWall(indexOf(node), partsPerMillion)),
    reset: (node) => act('clock-reset', () => clocks.resetWall(indexOf(node))),
    offsetMs: (node) => act('clock-read', () => clocks.wallOffsetMs(indexOf(node))),
  };
}
