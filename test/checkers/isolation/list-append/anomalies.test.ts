// One history by hand for each anomaly of lists: one that shows it, and a neighbouring one that does not.

import { expect, test } from 'vitest';
import { expectCase } from '../anomaly-cases.ts';
import { casesOfLists } from './cases.ts';

test.each(casesOfLists.map((one) => [one.anomaly, one] as const))('%s', async (_anomaly, one) => {
  await expectCase(one);
  expect.hasAssertions();
});
