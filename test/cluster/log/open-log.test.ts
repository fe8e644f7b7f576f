// Opening a directory: fresh, after kills and power losses, after damage, and when it must be refused.

import { describe, expect, test } from 'vitest';
import { headerBytes } from '../../../cluster/log/record.ts';
import { createSingleLog, entriesOf, entryAt, type SingleLog } from './single-log.ts';

function opened(single: SingleLog): NonNullable<ReturnType<SingleLog['open']>> {
  return single.open() ?? expect.fail(`the log did not open: ${single.haltReason()}`);
}

function written(seed = 1): SingleLog {
  const single = createSingleLog(seed);
  const { log } = opened(single);
  log.savePromise(16, () => {});
  log.append([entryAt(1, 16), entryAt(2, 16)]);
  single.runFor(50);
  log.append([entryAt(3, 16)]);
  single.runFor(100);
  return single;
}

function flip(single: SingleLog, name: string, place: number): void {
  const content = single.content(name);
  content[place] = (content[place] as number) ^ 1;
  single.overwrite(name, content);
}

test('a fresh directory opens empty and says that it never existed before', () => {
  const log = opened(createSingleLog(1));
  expect(log.existedBefore).toBe(false);
  expect(entriesOf(log)).toEqual([]);
});

test('what was durable before a power loss is there after it, with a start of a higher sequence', () => {
  const single = written();
  const before = single.opened()?.startSequence ?? 0;
  single.simulation.powerOff([0]);
  const after = opened(single);
  expect(entriesOf(after)).toEqual(['1:16', '2:16', '3:16']);
  expect(after.log.promised()).toBe(16);
  expect(after.startSequence).toBeGreaterThan(before);
  expect(after.existedBefore).toBe(true);
});

describe('damage in the middle', () => {
  const damaged = (): SingleLog => {
    const single = written();
    single.simulation.processes.kill(0);
    flip(single, 'log-00000001', 4 * headerBytes);
    return single;
  };

  test('is never cut: the file is kept aside, and a claim remembers what may be missing', () => {
    const single = damaged();
    const original = single.content('log-00000001');
    const { log } = opened(single);
    expect(log.claim()).toEqual({ ballot: 16, logId: 3 });
    expect(log.promised()).toBe(16);
    expect(single.content('damaged-log-00000001')).toEqual(original);
    expect(single.simulation.logs[0]?.text()).toContain('log-damaged');
  });

  test('the claim lasts through restarts until it is cleared', () => {
    const single = damaged();
    opened(single);
    single.simulation.powerOff([0]);
    const again = opened(single);
    expect(again.log.claim()).toEqual({ ballot: 16, logId: 3 });
    again.log.clearClaim();
    single.runFor(50);
    single.simulation.powerOff([0]);
    expect(opened(single).log.claim()).toEqual({ ballot: 0, logId: 0 });
  });

  test('a kill at any moment of the repair leaves it to be repaired again', () => {
    for (let steps = 1; steps < 60; steps += 1) {
      const single = damaged();
      single.simulation.processes.start(0);
      const until = single.simulation.kernel.steps() + steps;
      single.simulation.run(
        single.simulation.kernel.nowNs() / 1e6 + 1000,
        () => single.simulation.kernel.steps() >= until,
      );
      single.simulation.powerOff([0]);
      expect(opened(single).log.claim(), `killed after ${steps} events`).toEqual({ ballot: 16, logId: 3 });
    }
  });
});

describe('ballot slots', () => {
  test('one damaged slot is survived, since the log knows the promise too', () => {
    const single = written();
    single.simulation.processes.kill(0);
    flip(single, 'ballot-a', 20);
    expect(opened(single).log.promised()).toBe(16);
  });

  test('a damaged slot next to a damaged log is refused: the promise may be forgotten', () => {
    const single = written();
    single.simulation.processes.kill(0);
    flip(single, 'ballot-a', 20);
    flip(single, 'log-00000001', 4 * headerBytes);
    expect(single.open()).toBeNull();
    expect(single.haltReason()).toContain('promised ballot');
  });

  test('a lost log does not make the node forget its promise', () => {
    const single = written();
    single.simulation.processes.kill(0);
    single.files.remove('log-00000001');
    const { log } = opened(single);
    expect(log.promised()).toBe(16);
    expect(log.claim().ballot).toBe(16);
  });
});

test('a failing fsync halts the node and acknowledges nothing', () => {
  const single = written();
  const { log } = single.opened() ?? expect.fail('not open');
  let acknowledged = false;
  single.simulation.disks[0]?.faults.inject({
    kind: 'error',
    code: 'EIO',
    operations: ['sync'],
    percent: 100,
  });
  log.savePromise(32, () => {
    acknowledged = true;
  });
  single.runFor(100);
  expect(single.haltReason()).toMatch(/EIO/);
  expect(acknowledged).toBe(false);
});

describe.each([1, 2, 3, 4, 5, 6])('random lives, seed %i', (seed) => {
  test('no power loss takes a durable entry or promise, with small segments', () => {
    const single = createSingleLog(seed, 1500);
    const random = single.simulation.random('test');
    let durable: string[] = [];
    let promised = 0;
    for (let life = 0; life < 40; life += 1) {
      const { log } = opened(single);
      const found = entriesOf(single.opened() ?? expect.fail('not open'));
      expect(found.slice(0, durable.length)).toEqual(durable);
      expect(log.promised()).toBeGreaterThanOrEqual(promised);
      expect(log.claim().logId).toBe(0);
      const ballot = log.promised() + 16;
      log.savePromise(ballot, () => {
        promised = ballot;
      });
      for (let batch = 0; batch < 8; batch += 1) {
        const next = log.last().logId + 1;
        log.append(
          Array.from({ length: 1 + random.below(5) }, (_unused, index) => entryAt(next + index, ballot)),
        );
        single.runFor(random.below(4));
        durable = entriesOf(single.opened() ?? expect.fail('not open')).slice(0, log.durableLogId());
      }
      if (random.below(2) === 0) single.simulation.powerOff([0]);
      else single.simulation.processes.kill(0);
    }
    expect(durable.length).toBeGreaterThan(100);
  });
});

describe('a snapshot from the leader', () => {
  test('older than the beginning of the log ends the log, and the claim remembers what it reached, also after a power loss', () => {
    const single = written();
    const { log } = single.opened() ?? expect.fail('not open');
    log.trim(2);
    log.rebase({ ballot: 16, logId: 1 }, () => {});
    expect(log.last()).toEqual({ ballot: 16, logId: 1 });
    expect(log.claim()).toEqual({ ballot: 16, logId: 3 });
    single.runFor(100);
    single.simulation.powerOff([0]);
    expect(opened(single).log.claim()).toEqual({ ballot: 16, logId: 3 });
  });

  test('within the log leaves no claim: what follows is kept', () => {
    const { log } = written().opened() ?? expect.fail('not open');
    log.rebase({ ballot: 16, logId: 2 }, () => {});
    expect(log.last()).toEqual({ ballot: 16, logId: 3 });
    expect(log.claim()).toEqual({ ballot: 0, logId: 0 });
  });

  test('behind the end of the log leaves no claim: it covers all that was acknowledged', () => {
    const { log } = written().opened() ?? expect.fail('not open');
    log.rebase({ ballot: 33, logId: 9 }, () => {});
    expect(log.last()).toEqual({ ballot: 33, logId: 9 });
    expect(log.claim()).toEqual({ ballot: 0, logId: 0 });
  });
});

describe('a disk that reads wrong while the medium is right', () => {
  const misreading = (percent: number, seed: number): SingleLog => {
    const single = written(seed);
    single.simulation.processes.kill(0);
    single.simulation.disks[0]?.faults.inject({ kind: 'misread', percent });
    return single;
  };

  test('costs nothing: neither a record nor a file is given up', () => {
    let misreads = 0;
    for (let seed = 1; seed <= 30; seed += 1) {
      const single = misreading(40, seed);
      const opens = opened(single);
      expect(entriesOf(opens)).toEqual(['1:16', '2:16', '3:16']);
      expect(opens.log.claim().logId).toBe(0);
      expect(opens.log.promised()).toBe(16);
      const said = single.simulation.logs[0]?.text() ?? '';
      expect(said).not.toMatch(/log-damaged|ballot-slot-damaged/);
      misreads += single.simulation.disks[0]?.faults.hits()['misread'] ?? 0;
    }
    expect(misreads).toBeGreaterThan(20);
  });

  test('that never reads the same twice halts the node', () => {
    const single = misreading(100, 1);
    expect(single.open()).toBeNull();
    expect(single.haltReason()).toMatch(/came back ever different/);
  });
});
