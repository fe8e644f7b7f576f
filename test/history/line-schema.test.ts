// The published schema is that of the code (`npx vitest run test/history/line-schema.test.ts -u` writes it), and says of single
// lines what the reader says.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLine } from '../../src/history/jsonl-line.ts';
import { fitsLineSchema, historyLineSchema } from '../../src/history/line-schema.ts';
import { randomHistory } from './random-lines.ts';

test('docs/history.schema.json is current', async () => {
  // Lists of words on one line, as the formatter has them.
  const json = JSON.stringify(historyLineSchema(), null, 2).replaceAll(
    /\[\s+("[^[\]{}]*")\s+\]/g,
    (_list, words: string) => `[${words.replaceAll(/\s*\n\s*/g, ' ')}]`,
  );
  const text = `${json}\n`;
  await expect(text).toMatchFileSnapshot('../../docs/history.schema.json');
});

const field = fc.constantFrom('index', 'time', 'process', 'type', 'f', 'value', 'key', 'error', 'node');
const odd = fc.constantFrom(null, -1, 0.5, 2 ** 31, '', 'nemesis', 'ok', [], {}, true, undefined);

test('a line that the schema takes is read, and one that it refuses is refused', () => {
  fc.assert(
    fc.property(randomHistory, field, odd, (lines, name, value) => {
      fc.pre(lines.length > 0);
      const line: unknown = JSON.parse(JSON.stringify({ ...lines[0]?.operation, [name]: value }));
      const read = parseLine(Buffer.from(JSON.stringify(line)));
      expect(fitsLineSchema(line)).toBe(typeof read === 'object');
    }),
    { numRuns: 500 },
  );
});

const corpus = '/work/shared/corpus/isolation/list-append';
test.skipIf(!existsSync(corpus))('reference histories fit the schema', () => {
  const lines = readdirSync(corpus).flatMap((file) =>
    readFileSync(join(corpus, file), 'utf8').trim().split('\n'),
  );
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines.every((line) => fitsLineSchema(JSON.parse(line)))).toBe(true);
});
