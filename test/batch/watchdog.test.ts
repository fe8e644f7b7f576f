// The watchdog tells a thread that is stuck from one that waits for its turn on a busy machine.

import { expect, test } from 'vitest';
import { createWatchdog, type Watched, watched } from '../../src/batch/watchdog.ts';
import { createHeartbeat, createHeartbeatMemory } from '../../src/worlds/sim/heartbeat.ts';

const limits = { cpuMs: 15_000, memoryBytes: 1e9, afterAbortMs: 2000 };

/** A watchdog whose time passes when it is told to, and a thread under its eyes. */
function scene(threads = 1) {
  const now = { cpu: 0, wall: 0, memory: 0 };
  const means = { cpuMs: () => now.cpu, wallMs: () => now.wall, memoryBytes: () => now.memory };
  const dog = createWatchdog(means, limits);
  const lanes = Array.from({ length: threads }, () => watched(createHeartbeatMemory()));
  const beats = lanes.map(({ shared }) => createHeartbeat(shared));
  for (const beat of beats) beat.enter('simulating');
  /** Seconds on the wall, of which the process got some of each core. */
  const pass = (seconds: number, cpuShare: number): readonly Watched[] => {
    const stuck: Watched[] = [];
    for (let second = 0; second < seconds; second += 1) {
      now.wall += 1000;
      now.cpu += 1000 * cpuShare;
      stuck.push(...dog.look(lanes).map(([lane]) => lane));
    }
    return stuck;
  };
  return { now, dog, lanes, beats, pass };
}

test('an event that takes the processor for long is stuck, and named', () => {
  const { beats, pass, dog, lanes } = scene();
  beats[0]?.beat(77, 'timer', 2);
  expect(pass(15, 1)).toEqual([]);
  expect(pass(2, 1)).toHaveLength(1);
  expect(dog.look(lanes)[0]?.[1]).toEqual({ state: 'simulating', event: 77, kind: 'timer', node: 2 });
});

test('an event that gets no processor is not, however long it takes', () => {
  const { beats, pass } = scene();
  beats[0]?.beat(77, 'timer', 2);
  expect(pass(10_000, 0.001)).toEqual([]);
});

test('threads share what the process got', () => {
  const { beats, pass } = scene(4);
  for (const [thread, beat] of beats.entries()) beat.beat(thread, 'timer', 0);
  expect(pass(50, 1)).toEqual([]);
  expect(pass(20, 1)).not.toEqual([]);
});

test('neither is one that goes from event to event, nor one that judges a history', () => {
  const { beats, pass } = scene();
  for (let event = 1; event < 100; event += 1) {
    beats[0]?.beat(event, 'message', 0);
    expect(pass(10, 1)).toEqual([]);
  }
  beats[0]?.enter('outside');
  expect(pass(1000, 1)).toEqual([]);
});

test('memory that grows without end within one event is stuck as well', () => {
  const { now, beats, pass } = scene();
  beats[0]?.beat(5, 'disk', 1);
  expect(pass(1, 1)).toEqual([]);
  now.memory = 1.1e9;
  expect(pass(1, 1)).toHaveLength(1);
});

test('whoever asked for an end waits two seconds, and not for one that goes on', () => {
  const { beats, pass, lanes } = scene();
  beats[0]?.beat(5, 'disk', 1);
  pass(1, 0);
  (lanes[0] as Watched).isAborted = true;
  expect(pass(3, 0)).not.toEqual([]);
  beats[0]?.beat(6, 'disk', 1);
  expect(pass(2, 0)).toEqual([]);
});
