// A host's disk as its process meets it: when calls answer, and what is left of those that were open when it died.

import { expect, test } from 'vitest';
import type { DiskFile, Env } from '../../../../cluster/env.ts';
import { createSimulation, type Simulation } from '../../../../src/worlds/sim/simulation.ts';

const letters = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A host whose process opens `log` and then does as it is told. */
function hostWith(seed: number, work: (file: DiskFile, env: Env) => void): Simulation {
  const program = (_node: string, env: Env): void => {
    env.disk.open('log', (_error, file) => {
      if (file !== null) env.disk.syncDirectory(() => work(file, env));
    });
  };
  const simulation = createSimulation({ seed, nodes: ['n1'], program });
  simulation.processes.start(0);
  return simulation;
}

test('an append and the sync behind it answer in their order, in one event', () => {
  const answers: string[] = [];
  const simulation = hostWith(1, (file) => {
    file.append(letters('one'), () => answers.push('append'));
    file.sync(() => answers.push('sync'));
  });
  simulation.run(1000);
  expect(answers).toEqual(['append', 'sync']);
  // Opening the file, syncing the directory, and both calls together.
  expect(simulation.kernel.steps()).toBe(3);
  expect(simulation.disks[0]?.fileSystem.find('log')?.durableLength()).toBe(3);
});

test('an append that nothing follows answers by itself and is not durable', () => {
  const answers: string[] = [];
  const simulation = hostWith(1, (file) => file.append(letters('one'), () => answers.push('append')));
  simulation.run(1000);
  expect(answers).toEqual(['append']);
  expect(simulation.disks[0]?.fileSystem.find('log')?.length()).toBe(3);
  expect(simulation.disks[0]?.fileSystem.find('log')?.durableLength()).toBe(0);
});

test('a process that halts over a failed append never hears of the sync behind it', () => {
  const answers: string[] = [];
  const simulation = hostWith(1, (file, env) => {
    simulation.disks[0]?.faults.inject({ kind: 'error', code: 'EIO', operations: ['append'] });
    file.append(letters('one'), (error) => {
      answers.push(error?.code ?? 'no error');
      env.halt('the disk failed');
    });
    file.sync(() => answers.push('sync'));
  });
  simulation.run(1000);
  expect(answers).toEqual(['EIO']);
  expect(simulation.processes.state(0)).toBe('absent');
});

test('a process killed with both open leaves nothing, a part, all of the bytes, or all of them synced', () => {
  const left = new Set<string>();
  for (let seed = 1; seed <= 60; seed += 1) {
    const simulation = hostWith(seed, (file, env) => {
      file.append(letters('one'), () => {});
      file.sync(() => {});
      env.halt('at once');
    });
    simulation.run(1000);
    const log = simulation.disks[0]?.fileSystem.find('log');
    left.add(
      `${log?.length() === 3 ? 'all' : log?.length() === 0 ? 'nothing' : 'a part'}, ${log?.durableLength()} durable`,
    );
  }
  expect([...left].sort()).toEqual([
    'a part, 0 durable',
    'all, 0 durable',
    'all, 3 durable',
    'nothing, 0 durable',
  ]);
});
