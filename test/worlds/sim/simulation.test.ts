// The kernel as its users see it: time, order, processes, and one trace per seed.

import { describe, expect, test } from 'vitest';
import type { Env } from '../../../cluster/env.ts';
import type { NodeMessage } from '../../../cluster/messages.ts';
import {
  createSimulation,
  type Simulation,
  type SimulationOptions,
} from '../../../src/worlds/sim/simulation.ts';

const nodes = ['n1', 'n2', 'n3'];

function simulate(
  program: (node: string, env: Env) => void,
  options: Partial<SimulationOptions> = {},
): Simulation {
  const simulation = createSimulation({ seed: 1, nodes, program, ...options });
  for (const name of nodes) simulation.processes.start(simulation.indexOf(name));
  return simulation;
}

const ping = (ballot: number): NodeMessage => ({ kind: 'pre-vote', ballot, last: { ballot: 0, logId: 0 } });

/** Every node pings a random peer after a random wait, and writes what it got to its disk. */
function chatter(node: string, env: Env): void {
  const peers = nodes.filter((name) => name !== node);
  const talk = (): void => {
    env.network.send(peers[env.random.below(2)] as string, ping(env.random.below(1000)));
    env.clock.after(1 + env.random.below(10), talk);
  };
  env.disk.open('log', (_error, file) => {
    env.network.onMessage((_from, message) => {
      file?.append(new TextEncoder().encode(JSON.stringify(message)), () => file.sync(() => undefined));
    });
    talk();
  });
}

describe('a simulation', () => {
  test('gives one trace for one seed, and another for another', () => {
    const hashOf = (seed: number): string => {
      const simulation = simulate(chatter, { seed, network: { lossPerMille: 100, duplicatePerMille: 50 } });
      simulation.after(300, () => simulation.processes.kill(0));
      simulation.after(500, () => simulation.processes.start(0));
      simulation.after(800, () => simulation.powerOff([1]));
      expect(simulation.run(2000)).toBe('time-reached');
      return simulation.traceHash();
    };
    expect(hashOf(7)).toBe(hashOf(7));
    expect(hashOf(7)).not.toBe(hashOf(8));
  });

  test('writes one line per event, and the same lines for the same seed', () => {
    const linesOf = (): string[] => {
      const lines: string[] = [];
      const simulation = simulate(chatter, { onTraceLine: (line) => lines.push(line) });
      simulation.run(50);
      expect(lines).toHaveLength(simulation.kernel.steps());
      return lines;
    };
    const lines = linesOf();
    expect(lines.some((line) => line.includes('message from n1'))).toBe(true);
    expect(linesOf()).toEqual(lines);
  });

  test('runs timers in order of time, then of setting', () => {
    const order: string[] = [];
    const simulation = simulate((node, env) => {
      if (node !== 'n1') return;
      env.clock.after(2, () => order.push('second'));
      env.clock.after(1, () => order.push('first'));
      env.clock.after(2, () => order.push('third'));
      env.clock.after(3, () => order.push('never')).cancel();
    });
    simulation.run(10);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('lets nothing of a killed process run, and starts it anew with its disk', () => {
    const seen: string[] = [];
    const simulation = simulate((node, env) => {
      if (node !== 'n1') return;
      env.disk.read('memory', (_error, content) => {
        seen.push(content === null ? 'empty' : new TextDecoder().decode(content));
        env.disk.open('memory', (_failure, file) =>
          file?.append(new TextEncoder().encode('x'), () => undefined),
        );
      });
      env.clock.after(100, () => seen.push('late'));
    });
    simulation.run(50);
    simulation.processes.kill(0);
    simulation.run(200);
    simulation.processes.start(0);
    simulation.run(250);
    expect(seen).toEqual(['empty', 'x']);
  });

  test('holds the events of a stopped process back until it is continued, while its clock goes on', () => {
    const readings: number[] = [];
    const simulation = simulate((node, env) => {
      const start = env.clock.monotonicMs();
      if (node === 'n1') env.clock.after(10, () => readings.push(env.clock.monotonicMs() - start));
    });
    simulation.processes.pause(0);
    simulation.run(500);
    expect(readings).toEqual([]);
    simulation.processes.resume(0);
    simulation.run(501);
    expect(readings).toHaveLength(1);
    expect(readings[0]).toBeGreaterThan(499);
  });

  test('reports an exception nobody caught as the death of that process alone', () => {
    const simulation = simulate((node, env) => {
      env.clock.after(5, () => {
        if (node === 'n2') throw new Error('a bug');
      });
    });
    simulation.run(10);
    expect(nodes.map((_name, index) => simulation.processes.state(index))).toEqual([
      'running',
      'absent',
      'running',
    ]);
    expect(simulation.processes.deaths[0]).toMatchObject({ node: 1, kind: 'crashed' });
    expect(simulation.processes.deaths[0]?.reason).toContain('a bug');
  });

  test('stops at the step limit and says so', () => {
    const simulation = simulate(chatter, { stepLimit: 100 });
    expect(simulation.run(10_000)).toBe('step-limit');
    expect(simulation.kernel.steps()).toBe(100);
  });

  test('forbids ambient time, randomness, timers and files inside, and allows them outside', () => {
    const attempts: (() => unknown)[] = [
      Date.now,
      () => new Date(),
      Math.random,
      () => setTimeout(() => undefined, 1),
    ];
    const messages: string[] = [];
    const simulation = simulate((node) => {
      if (node !== 'n1') return;
      for (const attempt of attempts) {
        try {
          attempt();
        } catch (error) {
          messages.push(String(error));
        }
      }
    });
    simulation.run(5);
    expect(messages.filter((message) => message.includes('inside the simulator'))).toHaveLength(
      attempts.length,
    );
    expect(Date.now()).toBeGreaterThan(0);
    expect(Math.random()).toBeLessThan(1);
  });
});

describe('the network', () => {
  test('drops what a cut link carries, in that direction only', () => {
    const received: string[] = [];
    const simulation = simulate((node, env) => {
      env.network.onMessage((from) => received.push(`${from}>${node}`));
      env.clock.after(10, () => {
        if (node === 'n1') env.network.send('n2', ping(1));
        if (node === 'n2') env.network.send('n1', ping(1));
      });
    });
    simulation.network.setCut(0, 1, true);
    simulation.run(100);
    expect(received).toEqual(['n2>n1']);
  });

  test('keeps the fate of messages on a link when another link changes', () => {
    const arrivals = (cut: boolean): string[] => {
      const log: string[] = [];
      const simulation = simulate((node, env) => {
        env.network.onMessage((from) => log.push(`${from}>${node} ${simulation.kernel.nowNs()}`));
        if (node !== 'n1') return;
        for (let at = 0; at < 50; at += 1) {
          env.clock.after(at, () => {
            env.network.send('n2', ping(at));
            env.network.send('n3', ping(at));
          });
        }
      });
      simulation.network.setCut(0, 1, cut);
      simulation.run(200);
      return log.filter((line) => line.startsWith('n1>n3'));
    };
    expect(arrivals(true)).toEqual(arrivals(false));
    expect(arrivals(true)).toHaveLength(50);
  });
});
