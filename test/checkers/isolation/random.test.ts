// Random tiny histories of databases that keep some promises and break others: the checkers must say of each what trying
// every order of the transactions says. ORDEAL_CASES asks for more of them.

import { expect, test } from 'vitest';
import type { Checker, Verdict } from '../../../src/checkers/checker.ts';
import { listAppend } from '../../../src/checkers/isolation/list-append/checker.ts';
import { rwRegister } from '../../../src/checkers/isolation/rw-register/checker.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import type { JsonValue, Operation } from '../../../src/history/operation.ts';
import { ampleBudget } from '../history-builder.ts';
import { hasSerialOrder, type Respected } from './brute-force.ts';
import { type DatabaseKind, type Draw, databaseKinds, drawFrom, simulate } from './simulated-databases.ts';

const cases = Number(process.env['ORDEAL_CASES'] ?? 20_000);

const models: readonly (readonly [model: string, respected: Respected])[] = [
  ['serializable', 'none'],
  ['strong-session-serializable', 'process'],
  ['strict-serializable', 'realtime'],
];

/** Another value in place of one read: what no database simulated here would answer. */
function spoil(draw: Draw, data: 'append' | 'w', history: readonly Operation[]): readonly Operation[] {
  const place = draw(history.length);
  return history.map((operation, index) => {
    if (index !== place || operation.type !== 'ok') return operation;
    const value = (operation.value as [string, JsonValue, JsonValue][]).map(([kind, key, found]) => {
      if (kind !== 'r') return [kind, key, found];
      if (Array.isArray(found)) return [kind, key, draw(2) === 0 ? found.slice(1) : found.toReversed()];
      return [kind, key, data === 'append' ? [1 + draw(4)] : 1 + draw(4)];
    });
    return { ...operation, value: value as JsonValue };
  });
}

async function compare(checker: Checker, history: readonly Operation[]): Promise<Verdict> {
  const verdict = await checker.check(historyInMemory(history), ampleBudget);
  const { not, alsoNot } = verdict.details as { readonly not: string[]; readonly alsoNot: string[] };
  const found = models.map(([model]) => [model, !not.includes(model) && !alsoNot.includes(model)]);
  const truth = models.map(([model, respected]) => [model, hasSerialOrder(history, respected)]);
  const lines = (): string => history.map((one) => JSON.stringify(one)).join('\n');
  if (JSON.stringify(found) !== JSON.stringify(truth)) expect(found, lines()).toEqual(truth);
  // Where nothing committed every order will do, and there is nothing to judge.
  const isSeen = history.some(({ type }) => type === 'ok');
  const right = isSeen ? truth[2]?.[1] : 'unknown';
  if (verdict.valid !== right) expect(verdict.valid, lines()).toBe(right);
  return verdict;
}

interface Tally {
  readonly anomalies: ReadonlySet<string>;
  readonly valid: number;
}

async function compareAll(
  checker: Checker,
  data: 'append' | 'w',
  kind: DatabaseKind,
  seed: number,
): Promise<Tally> {
  const draw = drawFrom(seed);
  const anomalies = new Set<string>();
  let valid = 0;
  for (let one = 0; one < cases / databaseKinds.length; one++) {
    const history = simulate(draw, {
      kind,
      data,
      transactions: 2 + draw(5),
      processes: 2 + draw(3),
      keys: 1 + draw(3),
      unknownPercent: draw(3) * 10,
    });
    const verdict = await compare(checker, draw(8) === 0 ? spoil(draw, data, history) : history);
    for (const name of Object.keys(verdict.details['anomalies'] as object)) anomalies.add(name);
    if (verdict.valid === true) valid += 1;
  }
  return { anomalies, valid };
}

test.each(databaseKinds)('list-append of a %s database', async (kind) => {
  const { anomalies, valid } = await compareAll(listAppend(), 'append', kind, 1);
  expect(valid).toBeGreaterThan(0);
  expect(anomalies.size).toBeGreaterThan(0);
});

test.each(databaseKinds)('rw-register of a %s database', async (kind) => {
  const { anomalies, valid } = await compareAll(rwRegister(), 'w', kind, 2);
  expect(valid).toBeGreaterThan(0);
  expect(anomalies.size).toBeGreaterThan(0);
});
