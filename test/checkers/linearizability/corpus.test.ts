// Histories with known verdicts, of other checkers' test suites; they lie beside the checkout where they are present.

import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type FailureReading, linearizable } from '../../../src/checkers/linearizability/checker.ts';
import { readEdnHistory } from '../../../src/history/foreign/edn-operations.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import type { JsonValue, Operation } from '../../../src/history/operation.ts';
import { ampleBudget } from '../history-builder.ts';

interface Entry {
  readonly file: string;
  readonly check: string;
  readonly model: string;
  readonly initial?: JsonValue;
  readonly valid: boolean;
}

const corpus = fileURLToPath(new URL('../../../../shared/corpus/', import.meta.url));
const present = existsSync(`${corpus}manifest.json`);
if (!present) console.log(`skipped: no reference histories at ${corpus}`);

/** Compare-and-sets failed here for lost connections, as reads and writes did: taken for observations they are too much. */
const withOtherFailures = [
  'memstress3-54',
  ...[1, 3, 5, 8].map((number) => `mongodb-v0-ack-rollback-${number}`),
];

function entries(): readonly Entry[] {
  if (!present) return [];
  const { histories } = JSON.parse(readFileSync(`${corpus}manifest.json`, 'utf8')) as {
    readonly histories: Entry[];
  };
  return histories.filter(({ check }) => check === 'linearizable');
}

function read(file: string): readonly Operation[] {
  const text = readFileSync(corpus + file, 'utf8');
  if (file.endsWith('.edn')) return readEdnHistory(text, file);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Operation);
}

describe.skipIf(!present)('the verdict known of', () => {
  test.each(entries().map((entry) => [entry.file, entry] as const))('%s', async (_file, entry) => {
    const { file, model, initial = null, valid } = entry;
    const history = historyInMemory(read(file));
    const judge = (failed: FailureReading) =>
      linearizable({ model, initial, failed }).check(history, ampleBudget);
    // Nobody can say of a history in which nothing succeeded what those who published it say.
    const isSeen = history.operations().some(({ type, process }) => type === 'ok' && process !== 'nemesis');
    expect(await judge('dropped')).toMatchObject({ valid: isSeen ? valid : 'unknown' });
    const observed = await judge('observed');
    const isTold = isSeen || history.operations().some(({ type }) => type === 'fail');
    if (!withOtherFailures.includes(basename(file, '.edn')))
      expect(observed).toMatchObject({ valid: isTold ? valid : 'unknown' });
    else {
      expect(observed.valid).toBe(false);
      expect(observed.reason).toContain('are of operations that a cas-register never refuses');
    }
  });
});
