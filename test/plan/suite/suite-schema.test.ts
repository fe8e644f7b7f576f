// The published schema of suite files is that of the code.

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readSuite } from '../../../src/plan/suite/read-suite.ts';
import { publishedSuiteSchema } from '../../../src/plan/suite/suite-schema.ts';
import { formattedSchema } from '../../store/formatted-schema.ts';

test('docs/suite.schema.json is current', async () => {
  await expect(formattedSchema(publishedSuiteSchema())).toMatchFileSnapshot(
    '../../../docs/suite.schema.json',
  );
});

test('the documented suite is one', async () => {
  const path = new URL('../../../docs/examples/nightly.yaml', import.meta.url).pathname;
  expect((await readSuite(path)).definition.name).toBe('nightly');
  expect(await readFile(path, 'utf8')).toContain('$schema=../suite.schema.json');
});
