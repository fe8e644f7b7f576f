// One history by hand for each model that violates it, what the same history satisfies, and one that the model accepts.

import { expect, test } from 'vitest';
import { judge, together } from './anomaly-cases.ts';
import { modelCases } from './model-cases.ts';

test.each(modelCases.map((one) => [`${one.model}: ${one.anomaly}`, one] as const))(
  '%s',
  async (_name, { model, anomaly, violates, still, accepts }) => {
    const { valid, reason, witnesses, details } = await judge(model, violates);
    expect({ valid, reason }).toEqual({
      valid: false,
      reason: expect.stringContaining(`: ${anomaly}. `) as string,
    });
    expect(witnesses.length).toBeGreaterThan(0);
    expect([...(details['not'] as string[]), ...(details['alsoNot'] as string[])]).toContain(
      details['model'],
    );
    for (const weaker of still) expect(await judge(weaker, violates), weaker).toMatchObject({ valid: true });
    expect(await judge(model, accepts)).toMatchObject({ valid: true, reason: '' });
    expect(await judge('strict-serializable', accepts)).not.toMatchObject({ valid: true });
  },
);

test('where either order of two writes is a violation, both are told', async () => {
  const { reason } = await judge(
    'snapshot-isolation',
    together('r x [], append x 1, append y 1', 'r y [], append y 2, append x 2'),
  );
  expect(reason).toContain(
    'If T0 appended to key "x" before T1: T1 appended 2 to key "x" after T0 had appended 1; ',
  );
  expect(reason).toContain('If T1 appended to key "x" before T0: ');
});

test('versions that replaced each other are a cycle of writes even where reads are not committed', async () => {
  const circle = together('r x 2, w x 1', 'r x 1, w x 2');
  expect(await judge('read-uncommitted', circle)).toMatchObject({ valid: false });
  // What is read after the own write may have replaced that.
  const replaced = together('w x 1, r x 2', 'r x 1, w x 2');
  expect(await judge('read-uncommitted', replaced)).toMatchObject({ valid: true });
  expect(await judge('read-committed', replaced)).toMatchObject({ valid: false });
});
