// Our file system as programs see it: an ordinary disk while nothing is broken.

import { describe, expect, test } from 'vitest';
import { openDiskBench, whyNoDisk } from './disk-bench.ts';

const missing = await whyNoDisk();

describe.skipIf(missing !== null)('a disk without faults', () => {
  test('keeps what is written, in files and directories', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      fs.mkdirSync(path('d'));
      fs.writeFileSync(path('d/a'), 'hello');
      fs.appendFileSync(path('d/a'), ' world');
      fs.renameSync(path('d/a'), path('b'));
      fs.linkSync(path('b'), path('c'));
      fs.unlinkSync(path('b'));
      return [fs.readFileSync(path('c'), 'utf8'), fs.readdirSync(path('')), fs.readdirSync(path('d')), fs.statSync(path('c')).size];
    `);
    expect(seen).toEqual(['hello world', ['c', 'd'], [], 11]);
  });
});
