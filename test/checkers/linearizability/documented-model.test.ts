// The model that `docs/writing-a-model.md` gives in full: it compiles as it stands there, and judges.

import { readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import { inconsistent, type Model, unknownFunction } from '../../../src/checkers/linearizability/model.ts';
import { linearizableByForce } from './brute-force.ts';
import { judgeCalls } from './calls-in-columns.ts';
import { drawFrom } from './simulated-calls.ts';

const page = readFileSync(new URL('../../../docs/writing-a-model.md', import.meta.url), 'utf8');

/** The model of the page's listing, with the imports that it names. */
async function documentedModel(): Promise<Model> {
  const [, listing] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  if (listing === undefined) throw new Error('the page has no listing');
  const body = listing.replace(/^import .*$/m, '').replace('export function', 'return function');
  const { code } = await transform(`(inconsistent, unknownFunction) => {${body}}`, { loader: 'ts' });
  // oxlint-disable-next-line no-eval -- the listing of the page is what is tested
  const make = (0, eval)(code) as (...imports: unknown[]) => (initial: null) => Model;
  return make(inconsistent, unknownFunction)(null);
}

test('the model in the documentation judges as trying every order does', async () => {
  const model = await documentedModel();
  const verdicts = new Set<string>();
  for (let seed = 1; seed <= 2000; seed++) {
    const draw = drawFrom(seed);
    const calls = Array.from({ length: 2 + draw(6) }, (_, i) => {
      const f = model.functions[draw(3)] as string;
      const completed = draw(6) === 0 ? NEVER : 100 * (i + draw(4)) + 1 + i;
      return { f, input: null, output: f === 'read' ? draw(3) : null, invoked: 100 * i, completed };
    });
    const expected = linearizableByForce(calls, model) ? 'linearizable' : 'violation';
    verdicts.add(expected);
    expect(judgeCalls(calls, model).kind, JSON.stringify(calls)).toBe(expected);
  }
  expect(verdicts.size).toBe(2);
});

test('the documentation names every part of the contract that may be added', () => {
  for (const part of ['takesLists', 'refusal', 'edges', 'outlook', 'decide'])
    expect(page).toContain(`\`${part}\``);
});
