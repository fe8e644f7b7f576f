// Each fault of a mounted disk: seen by a program, counted, and gone after healing.

import { describe, expect, test } from 'vitest';
import type { DiskDamage, DiskFault } from '../../../../src/worlds/disk-fault.ts';
import { type DiskBench, openDiskBench, whyNoDisk } from './disk-bench.ts';

const missing = await whyNoDisk();
const inject = (bench: DiskBench, fault: DiskFault) => bench.ask({ do: 'inject', fault });
const damage = (bench: DiskBench, kind: DiskDamage['kind']) => bench.ask({ do: 'damage', damage: { kind } });
const hitsOf = async (bench: DiskBench, kind: string): Promise<number> =>
  (await bench.ask({ do: 'state' })).hits[kind] ?? 0;
const appendAndSync = `
  const append = (name, text) => { const f = fs.openSync(path(name), 'a'); try { fs.writeSync(f, text); fs.fdatasyncSync(f); } finally { fs.closeSync(f); } };
`;

describe.skipIf(missing !== null)('a disk that fails calls', () => {
  test('says EIO to the chosen calls alone, until it is healed', async () => {
    const bench = await openDiskBench();
    const attempts = `${appendAndSync}
      return [attempt(() => append('f', 'x')), attempt(() => fs.readFileSync(path('f'))), attempt(() => fs.renameSync(path('f'), path('g'))), attempt(() => fs.renameSync(path('g'), path('f')))];`;
    await inject(bench, { kind: 'error', code: 'EIO', operations: ['sync'] });
    expect(await bench.run(attempts)).toEqual(['EIO', null, null, null]);
    expect(await hitsOf(bench, 'EIO')).toBe(1);
    expect((await bench.ask({ do: 'heal' })).conditions).toEqual([]);
    expect(await bench.run(attempts)).toEqual([null, null, null, null]);
    expect(await hitsOf(bench, 'EIO')).toBe(1);
  });

  test('spares files of other names, and the calls beyond its rate', async () => {
    const bench = await openDiskBench();
    await inject(bench, { kind: 'error', code: 'EIO', operations: ['append'], files: 'log-' });
    const named = `${appendAndSync} return [attempt(() => append('log-1', 'x')), attempt(() => append('snapshot', 'x'))];`;
    expect(await bench.run(named)).toEqual(['EIO', null]);
    await bench.ask({ do: 'heal' });
    await inject(bench, { kind: 'error', code: 'EIO', operations: ['read'], percent: 30 });
    const failed = await bench.run<number>(`
      let failed = 0;
      const f = fs.openSync(path('snapshot'), 'r');
      for (let time = 0; time < 200; time += 1) if (attempt(() => fs.readSync(f, Buffer.alloc(1), 0, 1, 0)) === 'EIO') failed += 1;
      return failed;`);
    expect(failed).toBeGreaterThan(20);
    expect(failed).toBeLessThan(120);
    expect(await hitsOf(bench, 'EIO')).toBe(failed + 1);
  });

  test('leaves part of a write behind', async () => {
    const bench = await openDiskBench();
    await inject(bench, { kind: 'error', code: 'EIO', operations: ['append'] });
    const lengths = await bench.run<readonly number[]>(`
      return Array.from({ length: 20 }, (_, number) => {
        const name = path('f' + number);
        attempt(() => fs.writeFileSync(name, Buffer.alloc(1000, 'x')));
        return fs.statSync(name).size;
      });`);
    expect(new Set(lengths).size).toBeGreaterThan(10);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1000);
  });

  test('fills up: appends fit for a while, then there is no space, also to those who ask', async () => {
    const bench = await openDiskBench();
    await inject(bench, { kind: 'filling', freeBytes: 10_000 });
    const fill = `${appendAndSync}
      const before = fs.statfsSync(path('')); let fitted = 0;
      while (fitted < 50 && attempt(() => append('f', 'x'.repeat(999))) === null) fitted += 1;
      const after = fs.statfsSync(path(''));
      return [fitted, before.bavail * before.bsize, after.bavail, attempt(() => append('g', 'x')), attempt(() => fs.readFileSync(path('f'))), attempt(() => fs.unlinkSync(path('f')))];`;
    expect(await bench.run(fill)).toEqual([10, 8192, 0, 'ENOSPC', null, null]);
    const { hits } = await bench.ask({ do: 'heal' });
    expect(hits).toMatchObject({ filling: 10, ENOSPC: 2 });
    expect(await bench.run(`${appendAndSync} return attempt(() => append('f', 'x'));`)).toBeNull();
  });
});

describe.skipIf(missing !== null)('a disk that takes its time', () => {
  test('delays every call, and none once it is healed', async () => {
    const bench = await openDiskBench();
    const measure = `const f = fs.openSync(path('f'), 'a'); const start = performance.now();
      for (let time = 0; time < 5; time += 1) { fs.writeSync(f, 'x'); fs.fsyncSync(f); }
      return performance.now() - start;`;
    const healthyMs = await bench.run<number>(measure);
    await inject(bench, { kind: 'slow', delayMs: 200 });
    const slowMs = await bench.run<number>(measure);
    expect(slowMs).toBeGreaterThan(2000);
    expect(slowMs).toBeGreaterThan(healthyMs);
    expect(await hitsOf(bench, 'slow')).toBe(11);
    await bench.ask({ do: 'heal' });
    expect(await bench.run<number>(measure)).toBeLessThan(slowMs);
  });

  test('gets well by itself, where that is asked for', async () => {
    const bench = await openDiskBench();
    await inject(bench, { kind: 'slow', delayMs: 400, recoveryMs: 1500 });
    const delays = await bench.run<readonly number[]>(`
      const f = fs.openSync(path('f'), 'a'); const delays = [];
      const end = performance.now() + 2000;
      while (performance.now() < end) { const start = performance.now(); fs.writeSync(f, 'x'); delays.push(performance.now() - start); }
      return delays;`);
    expect(delays[0]).toBeGreaterThan(50);
    const hits = await hitsOf(bench, 'slow');
    expect(hits).toBeGreaterThan(2);
    expect(hits).toBeLessThan(delays.length);
    await bench.run(`${appendAndSync} append('f', 'x');`);
    expect(await hitsOf(bench, 'slow')).toBe(hits);
  });

  test('hangs until it is healed; a killed process is let go, a paused one is not failed', async () => {
    const bench = await openDiskBench();
    const { host } = bench;
    const write = (name: string): string =>
      `cd / && (setsid bash -c 'exec 2>/dev/null; echo x >>${host.files.dataDirectory}/${name}; echo $? >${host.files.agents}/${name}' </dev/null >/dev/null 2>&1 & echo $!)`;
    // Files of their own, which are there: a hung creation keeps all others out of its directory.
    await bench.run(`fs.writeFileSync(path('killed'), ''); fs.writeFileSync(path('paused'), '');`);
    await inject(bench, { kind: 'hang' });
    const killed = (await host.exec(write('killed'))).trim();
    const paused = (await host.exec(write('paused'))).trim();
    while ((await hitsOf(bench, 'hang')) < 2) await host.exec('sleep 0.02');
    await host.exec(`kill -STOP ${paused}; sleep 0.2; kill -CONT ${paused}; kill -KILL ${killed}`);
    // State D, in which not even SIGKILL is heard, would last.
    await host.exec(
      `while kill -0 ${killed} 2>/dev/null && ! grep -q 'State:.*Z' /proc/${killed}/status; do sleep 0.02; done`,
    );
    expect(await host.exec(`grep -c '^State:.*[SD]' /proc/${paused}/status`)).toBe('1\n');
    await bench.ask({ do: 'heal' });
    await host.exec(`while ! [ -s ${host.files.agents}/paused ]; do sleep 0.02; done`);
    expect(await host.exec(`cat ${host.files.agents}/paused ${host.files.dataDirectory}/paused`)).toBe(
      '0\nx\n',
    );
    expect(await bench.run(`return attempt(() => fs.writeFileSync(path('f'), 'x'));`)).toBeNull();
  });

  test('heals by itself when nobody asks for anything any more', async () => {
    const bench = await openDiskBench();
    await inject(bench, { kind: 'hang' });
    expect(await bench.run(`return attempt(() => fs.writeFileSync(path('f'), 'x'));`)).toBeNull();
    const { hits, conditions } = await bench.ask({ do: 'state' });
    expect(hits).toMatchObject({ 'ended-by-itself': 1 });
    expect(conditions).toEqual([]);
  });
});

describe.skipIf(missing !== null)('a disk that damages what it stores', () => {
  const stored = `${appendAndSync} append('f', 'a'.repeat(100)); const d = fs.openSync(path(''), 'r'); fs.fsyncSync(d);`;

  test('flips one bit of what was synced', async () => {
    const bench = await openDiskBench();
    expect((await damage(bench, 'bit-flip')).done).toBe(false);
    await bench.run(stored);
    expect(await damage(bench, 'bit-flip')).toMatchObject({
      done: true,
      damaged: true,
      hits: { 'bit-flip': 1 },
    });
    const wrong = await bench.run<readonly number[]>(
      `return [...fs.readFileSync(path('f'))].filter((byte) => byte !== 97);`,
    );
    expect(wrong).toHaveLength(1);
    expect([1, 2, 4, 8, 16, 32, 64, 128]).toContain((wrong[0] ?? 0) ^ 97);
    await bench.run(`fs.unlinkSync(path('f'));`);
    expect((await bench.ask({ do: 'state' })).damaged).toBe(false);
  });

  test('loses a write that it has acknowledged and synced, as the next power loss shows', async () => {
    const bench = await openDiskBench();
    await bench.run(stored);
    expect(await damage(bench, 'lost-write')).toMatchObject({ done: true, damaged: true });
    const before = await bench.run(
      `${appendAndSync} append('f', 'bbb'); append('f', 'ccc'); return fs.readFileSync(path('f'), 'utf8').slice(100);`,
    );
    expect(before).toBe('bbbccc');
    expect(await hitsOf(bench, 'lost-write')).toBe(1);
    await bench.ask({ do: 'power-off' });
    expect(await bench.run(`return fs.readFileSync(path('f'), 'utf8').slice(99);`)).toBe('a\0\0\0ccc');
  });

  test('tears a write that it has acknowledged and synced at a sector, as the next power loss shows', async () => {
    const bench = await openDiskBench();
    await bench.run(stored);
    await damage(bench, 'torn-write');
    const before = await bench.run<string>(`${appendAndSync}
      append('f', 'b'); append('f', 'c'.repeat(600)); append('f', 'd'); return fs.readFileSync(path('f'), 'utf8').slice(100);`);
    expect(before).toBe(`b${'c'.repeat(600)}d`);
    expect(await hitsOf(bench, 'torn-write')).toBe(1);
    await bench.ask({ do: 'power-off' });
    const after = await bench.run<string>(`return fs.readFileSync(path('f'), 'utf8').slice(100);`);
    expect(after).toBe(`b${'c'.repeat(411)}${'\0'.repeat(189)}d`);
  });

  test('reads a bit wrong now and then, though what it holds is right', async () => {
    const bench = await openDiskBench();
    await bench.run(stored);
    await inject(bench, { kind: 'misread', percent: 50 });
    const readings = await bench.run<readonly (readonly number[])[]>(`
      return Array.from({ length: 40 }, () => [...fs.readFileSync(path('f'))].filter((byte) => byte !== 97));`);
    const wrong = readings.filter((bytes) => bytes.length > 0);
    expect(wrong.length).toBeGreaterThan(5);
    expect(wrong.length).toBeLessThan(35);
    expect(
      wrong.every(([byte = 0, ...others]) => others.length === 0 && Math.log2(byte ^ 97) % 1 === 0),
    ).toBe(true);
    expect(await bench.ask({ do: 'heal' })).toMatchObject({
      damaged: false,
      hits: { misread: wrong.length },
    });
    expect(await bench.run(`return fs.readFileSync(path('f'), 'utf8');`)).toBe('a'.repeat(100));
  });

  test('puts a write where it does not belong', async () => {
    const bench = await openDiskBench();
    await bench.run(stored);
    await damage(bench, 'misdirected-write');
    const content = await bench.run<string>(
      `${appendAndSync} append('f', 'bbb'); return fs.readFileSync(path('f'), 'utf8');`,
    );
    expect(content).toHaveLength(103);
    expect(content.slice(0, 100)).toMatch(/^a*b{1,3}a*$/);
    expect(content.slice(100)).toBe('\0\0\0');
    expect(await hitsOf(bench, 'misdirected-write')).toBe(1);
  });

  test('lies about syncs: what it said was safe is lost', async () => {
    const bench = await openDiskBench();
    const lost = new Set<boolean>();
    for (let time = 0; time < 12 && !lost.has(true); time += 1) {
      await bench.run(stored);
      await inject(bench, { kind: 'lying-sync' });
      await bench.run(`${appendAndSync} append('f', 'bbb');`);
      await bench.ask({ do: 'power-off' });
      const length = await bench.run<number>(
        `const { size } = fs.statSync(path('f')); fs.unlinkSync(path('f')); return size;`,
      );
      lost.add(length < 103);
      expect(length).toBeGreaterThanOrEqual(100);
      await bench.ask({ do: 'heal' });
    }
    expect(lost).toContain(true);
    expect(await hitsOf(bench, 'lying-sync')).toBeGreaterThan(0);
  });
});
