// Random tiny histories and every model: what the checkers say of each must be what the definition says. ORDEAL_CASES asks for
// more of them.

import { expect, test } from 'vitest';
import { listAppend } from '../../../src/checkers/isolation/list-append/checker.ts';
import { implies, type ModelName } from '../../../src/checkers/isolation/models.ts';
import { rwRegister } from '../../../src/checkers/isolation/rw-register/checker.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import type { JsonValue, Operation } from '../../../src/history/operation.ts';
import { ampleBudget } from '../history-builder.ts';
import { definedModels, satisfiedModels } from './model-definitions.ts';
import { type Draw, databaseKinds, drawFrom, simulate } from './simulated-databases.ts';

const cases = Math.ceil(Number(process.env['ORDEAL_CASES'] ?? 20_000) / 40);

/** A history in which every read finds anything that was written. */
function shuffled(draw: Draw, history: readonly Operation[]): readonly Operation[] {
  const written = new Map<JsonValue, JsonValue[]>();
  const micros = history.flatMap(({ type, value }) =>
    type === 'invoke' ? (value as [string, JsonValue, JsonValue][]) : [],
  );
  for (const [kind, key, value] of micros)
    if (kind !== 'r') written.set(key, [...(written.get(key) ?? []), value]);
  return history.map((operation) => {
    if (operation.type !== 'ok') return operation;
    const value = (operation.value as [string, JsonValue, JsonValue][]).map(([kind, key, found]) => {
      if (kind !== 'r') return [kind, key, found];
      const values = written.get(key) ?? [];
      const up = draw(values.length + 1);
      if (micros.some(([other]) => other === 'append')) return [kind, key, values.slice(0, up)];
      return [kind, key, values[up] ?? null];
    });
    return { ...operation, value };
  });
}

const text = (history: readonly Operation[]): string => history.map((one) => JSON.stringify(one)).join('\n');

test.each([
  ['list-append', 'append'],
  ['rw-register', 'w'],
] as const)('%s', { timeout: 3_600_000 }, async (name, data) => {
  const draw = drawFrom(data === 'append' ? 11 : 12);
  const tally = new Map<ModelName, { valid: number; violation: number; unknown: number }>(
    definedModels.map((model) => [model, { valid: 0, violation: 0, unknown: 0 }]),
  );
  for (let one = 0; one < cases; one++) {
    const history = simulate(draw, {
      kind: databaseKinds[1 + draw(databaseKinds.length - 1)] ?? 'committed',
      data,
      transactions: 2 + draw(4),
      processes: 2 + draw(3),
      keys: 1 + draw(3),
      unknownPercent: draw(3) * 10,
    });
    const judged = draw(2) === 0 ? history : shuffled(draw, history);
    // Where nothing succeeded there is nothing to judge.
    if (!judged.some(({ type }) => type === 'ok')) continue;
    const satisfied = satisfiedModels(judged);
    for (const model of definedModels) {
      const checker = name === 'list-append' ? listAppend({ model }) : rwRegister({ model });
      const { valid, reason, details } = await checker.check(historyInMemory(judged), ampleBudget);
      const of = tally.get(model);
      if (of === undefined) throw new Error(model);
      if (valid === 'unknown') of.unknown += 1;
      else if (valid) of.valid += 1;
      else of.violation += 1;
      if (valid !== 'unknown' && valid !== satisfied.has(model))
        expect.fail(
          `${name} ${model}: ${String(valid)}, ${String(satisfied.has(model))} by definition: ${reason}\n${text(judged)}`,
        );
      // What is said of other models by the way has to be true as well.
      const impossible = [...(details['not'] as ModelName[]), ...(details['alsoNot'] as ModelName[])];
      const wrong = impossible.filter((other) => satisfied.has(other) && definedModels.includes(other));
      if (wrong.length > 0)
        expect.fail(`${name} ${model}: not ${wrong.join()}, but by definition\n${reason}\n${text(judged)}`);
    }
    for (const model of satisfied)
      for (const weaker of definedModels) if (implies(model, weaker)) expect(satisfied).toContain(weaker);
  }
  for (const [model, { valid, violation, unknown }] of tally) {
    expect(unknown, `${model}: ${valid} valid, ${violation} violations`).toBe(0);
    expect(valid, model).toBeGreaterThan(0);
    expect(violation, model).toBeGreaterThan(0);
  }
});
