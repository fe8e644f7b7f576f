// Anomalies in the middle of long histories: each is named wherever it stands, none hides another, and their legal neighbours
// are no anomalies.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/checkers/checker.ts';
import { listAppend } from '../../../src/checkers/isolation/list-append/checker.ts';
import { rwRegister } from '../../../src/checkers/isolation/rw-register/checker.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import { ampleBudget, type Event, historyOf } from '../history-builder.ts';
import { longHistory, longTransactions } from '../long-histories.ts';
import { type Embedded, embedded } from './embedded-anomalies.ts';
import { drawFrom } from './simulated-databases.ts';

const transactions = 2_500;
const cases = Math.ceil(Number(process.env['ORDEAL_CASES'] ?? 2_000) / 1_000);

const checkers = { append: listAppend(), w: rwRegister() };

/** A history of serial transactions, with each of `parts` somewhere in it. */
function withParts(kind: 'append' | 'w', parts: readonly Embedded[], seed: number): readonly Event[] {
  const draw = drawFrom(seed);
  const padding = [...longHistory(longTransactions(kind), transactions, 20, draw)];
  const places = parts.map((part) => ({ part, at: draw(padding.length) })).sort((a, b) => a.at - b.at);
  const ends = [...places.map(({ at }) => at), padding.length];
  return [
    ...padding.slice(0, ends[0]),
    ...places.flatMap(({ part, at }, number) => [...part.events, ...padding.slice(at, ends[number + 1])]),
  ];
}

async function judge(kind: 'append' | 'w', parts: readonly Embedded[], seed: number): Promise<Verdict> {
  return checkers[kind].check(historyInMemory(historyOf(...withParts(kind, parts, seed))), ampleBudget);
}

const namesIn = ({ details }: Verdict): readonly string[] => Object.keys(details['anomalies'] as object);

describe.each(['append', 'w'] as const)('%s', (kind) => {
  const all = embedded(kind);

  test('any anomalies are all named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...all], { minLength: 1, maxLength: 4 }),
        fc.nat(),
        async (parts, seed) => {
          const verdict = await judge(kind, parts, seed);
          expect(verdict.valid).toBe(false);
          expect(namesIn(verdict)).toEqual(expect.arrayContaining(parts.map(({ anomaly }) => anomaly)));
        },
      ),
      { numRuns: cases },
    );
  });

  test('their legal neighbours are accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const verdict = await judge(kind, embedded(kind, 'legal'), seed);
        expect(verdict).toMatchObject({ valid: true, details: { anomalies: {} } });
      }),
      { numRuns: cases },
    );
  });
});
