// A suite from YAML text, as it is read from a file.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ReadSuite, readSuite } from '../../../src/plan/suite/read-suite.ts';
import { expandSuite, type JobGroup } from '../../../src/plan/suite/suite-jobs.ts';

export async function suiteOf(text: string): Promise<ReadSuite> {
  const file = join(await mkdtemp(join(tmpdir(), 'ordeal-suite-')), 'nightly.yaml');
  await writeFile(file, text);
  return readSuite(file);
}

export async function groupsOf(
  text: string,
  { firstSeed = 1 }: { readonly firstSeed?: number } = {},
): Promise<readonly JobGroup[]> {
  return expandSuite(await suiteOf(text), { firstSeed, automaticWorld: 'docker' });
}
