// Power loss on a mounted disk: what was synced is there, what was not is lost sooner or later.

import { describe, expect, test } from 'vitest';
import { type DiskBench, openDiskBench, whyNoDisk } from './disk-bench.ts';

const missing = await whyNoDisk();
const programHead = `
  const sync = (name) => { const f = fs.openSync(path(name), 'r'); fs.fsyncSync(f); fs.closeSync(f); };
  const read = (name) => fs.existsSync(path(name)) ? fs.readFileSync(path(name), 'latin1') : null;
`;

/** What a program leaves after each of `times` power losses, every time on a disk made empty and synced before. */
async function afterLosses<Value>(
  bench: DiskBench,
  times: number,
  work: string,
  look: string,
): Promise<Value[]> {
  const seen: Value[] = [];
  for (let time = 0; time < times; time += 1) {
    await bench.run(`${programHead}
      for (const name of fs.readdirSync(path(''))) fs.rmSync(path(name), { recursive: true });
      sync('');
      ${work}`);
    await bench.ask({ do: 'power-off' });
    seen.push(await bench.run(`${programHead} ${look}`));
  }
  return seen;
}

describe.skipIf(missing !== null)('after a power loss', () => {
  test('synced bytes are there, and unsynced ones are not always', async () => {
    const bench = await openDiskBench();
    const seen = await afterLosses<string | null>(
      bench,
      12,
      `fs.writeFileSync(path('f'), 'synced'); sync('f'); sync('');
       fs.appendFileSync(path('f'), '-unsynced'); fs.readFileSync(path('f'));`,
      `return read('f');`,
    );
    expect(seen.every((content) => content?.startsWith('synced'))).toBe(true);
    expect(seen).toContain('synced');
    const { hits } = await bench.ask({ do: 'state' });
    expect(hits).toMatchObject({ 'power-loss': 12 });
    expect(hits['lost-bytes']).toBeGreaterThan(0);
  });

  test('a long write is torn: some of its sectors are there, others are not', async () => {
    const seen = await afterLosses<string>(
      await openDiskBench(),
      12,
      `fs.writeFileSync(path('f'), Buffer.alloc(8192, 'a')); sync('f'); sync('');
       const f = fs.openSync(path('f'), 'r+'); fs.writeSync(f, Buffer.alloc(8192, 'b'), 0, 8192, 0);`,
      `return read('f');`,
    );
    expect(seen.every((content) => /^(a{512}|b{512}){16}$/.test(content))).toBe(true);
    expect(seen.some((content) => content.includes('a') && content.includes('b'))).toBe(true);
  });

  test('a synced file without a synced name may be gone, with one it is there', async () => {
    const seen = await afterLosses<readonly (string | null)[]>(
      await openDiskBench(),
      12,
      `fs.writeFileSync(path('named'), 'x'); sync('named'); sync('');
       fs.writeFileSync(path('nameless'), 'x'); sync('nameless');`,
      `return [read('named'), read('nameless')];`,
    );
    expect(seen.every(([named]) => named === 'x')).toBe(true);
    expect(new Set(seen.map(([, nameless]) => nameless))).toEqual(new Set(['x', null]));
  });

  test('renames, removals and truncations are undone until they are synced', async () => {
    const seen = await afterLosses<readonly (string | null)[]>(
      await openDiskBench(),
      16,
      `for (const name of ['moved', 'replaced', 'removed', 'cut', 'kept-cut']) { fs.writeFileSync(path(name), name); sync(name); }
       sync('');
       fs.truncateSync(path('kept-cut'), 4); sync('kept-cut');
       fs.renameSync(path('moved'), path('replaced')); fs.unlinkSync(path('removed')); fs.truncateSync(path('cut'), 1);`,
      `return ['moved', 'replaced', 'removed', 'cut', 'kept-cut'].map(read);`,
    );
    const outcomes = new Set(seen.map((contents) => contents.join(' ')));
    // In the order in which they happened: all, or none after some point.
    const possible = [
      'moved replaced removed cut kept',
      ' moved removed cut kept',
      ' moved  cut kept',
      ' moved  c kept',
    ];
    expect([...outcomes].filter((outcome) => !possible.includes(outcome))).toEqual([]);
    expect(outcomes.size).toBeGreaterThan(2);
    expect(outcomes).toContain(possible[0]);
  });

  test('directories made and removed come and go with what is in them', async () => {
    const seen = await afterLosses<readonly (string | null)[]>(
      await openDiskBench(),
      16,
      `fs.mkdirSync(path('old')); fs.writeFileSync(path('old/f'), 'f'); sync('old/f'); sync('old'); sync('');
       fs.mkdirSync(path('new')); fs.linkSync(path('old/f'), path('new/f')); fs.unlinkSync(path('old/f')); fs.rmdirSync(path('old'));`,
      `return [read('old/f'), read('new/f')];`,
    );
    const outcomes = new Set(seen.map(([old, fresh]) => `${old} ${fresh}`));
    expect([...outcomes].filter((outcome) => !['f null', 'f f', 'null f'].includes(outcome))).toEqual([]);
    expect(outcomes.size).toBeGreaterThan(1);
  });

  test('a write with O_DSYNC is as good as synced', async () => {
    const seen = await afterLosses<string>(
      await openDiskBench(),
      8,
      `fs.writeFileSync(path('f'), ''); sync('');
       const f = fs.openSync(path('f'), fs.constants.O_WRONLY | fs.constants.O_APPEND | fs.constants.O_DSYNC);
       fs.writeSync(f, 'one'); fs.writeSync(f, 'two');`,
      `return read('f');`,
    );
    expect(new Set(seen)).toEqual(new Set(['onetwo']));
  });

  test('what a failed sync did not write is gone, whatever a later sync says', async () => {
    const bench = await openDiskBench();
    await bench.run(`${programHead} fs.writeFileSync(path('f'), 'kept'); sync('f'); sync('');`);
    await bench.ask({ do: 'inject', fault: { kind: 'error', code: 'EIO', operations: ['sync'] } });
    const failed = await bench.run(
      `${programHead} fs.appendFileSync(path('f'), 'lost'); return attempt(() => sync('f'));`,
    );
    expect(failed).toBe('EIO');
    await bench.ask({ do: 'heal' });
    const before = await bench.run(
      `${programHead} fs.appendFileSync(path('f'), 'kept'); sync('f'); return read('f');`,
    );
    expect(before).toBe('keptlostkept');
    await bench.ask({ do: 'power-off' });
    expect(await bench.run(`${programHead} return read('f');`)).toBe('kept\0\0\0\0kept');
  });
});
