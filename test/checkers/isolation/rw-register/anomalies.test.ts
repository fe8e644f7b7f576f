// One history by hand for each anomaly of registers: one that shows it, and a neighbouring one that does not.

import { expect, test } from 'vitest';
import { expectCase } from '../anomaly-cases.ts';
import { casesOfRegisters } from './cases.ts';

test.each(casesOfRegisters.map((one) => [one.anomaly, one] as const))('%s', async (_anomaly, one) => {
  await expectCase(one);
  expect.hasAssertions();
});
