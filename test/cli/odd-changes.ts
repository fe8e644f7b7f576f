// Documents that are right but for one place, which holds something else: every field of a plan, a suite, a mutant, and of
// one line of a history has its turn.

import { createRandomSource } from '../../src/random/source.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const others: readonly Json[] = [
  ...[
    null,
    true,
    '',
    'x',
    '__proto__',
    '0',
    'a'.repeat(100_000),
    '\u202e\u001b[31m',
    0,
    -1,
    1e308,
    2 ** 53,
    0.1,
  ],
  ...[[], {}, [[[]]], [null], ['x', 'x'], { a: 1 }, { constructor: { prototype: 1 } }],
];

/** Every place in a value, the value itself first. */
function placesOf(value: Json, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const fields = Object.entries(value as Readonly<Record<string, Json>>);
  return [at, ...fields.flatMap(([name, held]) => placesOf(held, [...at, name]))];
}

function changed(value: Json, [name, ...place]: readonly string[], other: Json): Json {
  if (name === undefined) return other;
  const fields = value as Readonly<Record<string, Json>>;
  const held = changed(fields[name] ?? null, place, other);
  return Array.isArray(value)
    ? value.map((one: Json, at) => (String(at) === name ? held : one))
    : { ...fields, [name]: held };
}

const suite: Json = {
  name: 's',
  budget: '1m',
  thresholds: { together: { failoverMs: 'p95 < 8000' } },
  defaults: { timeSeconds: 1, ratePerSecond: 20 },
  jobs: [
    {
      name: 'a',
      weight: 1,
      matrix: { workload: ['register'], nemesis: ['none', 'kill'], world: ['sim'], seeds: 1 },
      exclude: [{ nemesis: 'kill' }],
      plan: { concurrency: 2 },
      thresholds: { eachRun: { answeredPercent: 'avg >= 1' } },
    },
  ],
};
const lines: readonly Json[] = [
  { index: 0, time: 0, process: 0, type: 'invoke', f: 'write', key: 1, value: 2 },
  { index: 1, time: 1, process: 0, type: 'ok', f: 'write', key: 1, value: 2 },
  { index: 2, time: 2, process: 1, type: 'invoke', f: 'txn', value: [['r', 1, null]] },
  { index: 3, time: 3, process: 1, type: 'ok', f: 'txn', value: [['r', 1, [1, 2]]] },
];
const count = 24;

/** Files of one seed by name: as many of each kind. */
export function changedFiles(plan: object): Readonly<Record<string, string>> {
  const random = createRandomSource(13).fork('changes');
  const change = (value: Json): Json => changed(value, random.pick(placesOf(value)), random.pick(others));
  const listed: Json = {
    ...(JSON.parse(JSON.stringify(plan)) as Record<string, Json>),
    nemesis: ['kill', 'partition'],
    faults: [
      { f: 'kill', value: { target: 'leader', pick: 1 }, afterMs: 100 },
      { f: 'start-partition', value: { shape: 'one', links: [{ from: 'n1', to: 'n2' }] }, afterMs: 200 },
    ],
    operations: [{ f: 'cas', key: 1, value: [1, 2], thread: 0, afterMs: 1 }],
  };
  return Object.fromEntries(
    Array.from({ length: count }, (_, number) => {
      const at = random.below(lines.length);
      const history = lines.map((line, position) => JSON.stringify(position === at ? change(line) : line));
      return [
        [`changed-${number}.json`, JSON.stringify(change(listed))],
        [`changed-${number}.yaml`, JSON.stringify(change(suite))],
        [`changed-${number}.jsonl`, `${history.join('\n')}\n`],
      ] as const;
    }).flat(),
  );
}
