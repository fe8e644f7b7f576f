// Data inside the page: it comes back as it was, and ends nothing.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataBlock, embeddableJson } from '../../../src/report/page/embedded-json.ts';

test('an end tag in the data does not end the block', () => {
  const { markup } = dataBlock('data', { text: '</script><script>alert(1)</script><!--' });
  expect(markup.match(/</g)).toHaveLength(2);
  expect(markup).toMatch(/^<script type="application\/json" id="data">.*<\/script>$/);
});

test('everything is read back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = embeddableJson(value);
      expect(text).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
