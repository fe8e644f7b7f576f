// Histories of transactions with known verdicts, beside the checkout where they are present. Complete search over the orders
// of the transactions is the truth for the serializable models; for the others, what Elle ruled out must be ruled out here
// too, and every anomaly it named must be named, apart from the differences listed, each with its reason.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Checker } from '../../../src/checkers/checker.ts';
import { listAppend } from '../../../src/checkers/isolation/list-append/checker.ts';
import { rwRegister } from '../../../src/checkers/isolation/rw-register/checker.ts';
import { readEdnHistory } from '../../../src/history/foreign/edn-operations.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import type { Operation } from '../../../src/history/operation.ts';
import { ampleBudget } from '../history-builder.ts';

type Known = Readonly<Record<string, boolean | 'unknown'>>;

interface Entry {
  readonly file: string;
  readonly check: string;
  readonly brute: Known;
  /** Read committed, read atomic and causal, with sessions. */
  readonly awdit?: Known;
  readonly elle: {
    readonly default: { readonly verdicts: Known; readonly anomaly_types: readonly string[] };
  };
}

/** What Elle says of its own search rather than of the history. */
const aboutTheSearch = /^(empty-transaction-graph|cycle-search-timeout|.*-cycle-exists)$/;

/** Anomalies that Elle names and we do not. */
const notNamed: Readonly<Record<string, readonly string[]>> = {
  // Six reads of one key contradict each other; which of two reads of equal length is taken for the order is chance, and
  // only Elle's choice makes this cycle. Both name the contradiction itself.
  'isolation/list-append/g0081.jsonl': ['G0'],
};

/** Models that Elle rules out and we do not, for the same reasons. */
const notRuledOut: Readonly<Record<string, readonly string[]>> = {
  'isolation/list-append/g0081.jsonl': ['read-uncommitted', 'strong-session-read-uncommitted'],
};

const corpus = fileURLToPath(new URL('../../../../shared/corpus/', import.meta.url));
const present = existsSync(`${corpus}manifest.json`);
if (!present) console.log(`skipped: no reference histories at ${corpus}`);

function entries(check: string): readonly (readonly [string, Entry])[] {
  if (!present) return [];
  const { histories } = JSON.parse(readFileSync(`${corpus}manifest.json`, 'utf8')) as {
    readonly histories: Entry[];
  };
  return histories.filter((entry) => entry.check === check).map((entry) => [entry.file, entry] as const);
}

function read(file: string): readonly Operation[] {
  const text = readFileSync(corpus + file, 'utf8');
  if (file.endsWith('.edn')) return readEdnHistory(text, file);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Operation);
}

/** What is said of a history otherwise than it should be. */
async function differences(
  checker: Checker,
  { file, brute, elle, awdit }: Entry,
): Promise<readonly string[]> {
  const history = read(file);
  const verdict = await checker.check(historyInMemory(history), ampleBudget);
  const details = verdict.details as {
    readonly anomalies: Readonly<Record<string, unknown>>;
    readonly not: readonly string[];
    readonly alsoNot: readonly string[];
  };
  const impossible = new Set([...details.not, ...details.alsoNot]);
  const found: string[] = [];
  for (const [model, holds] of Object.entries(brute)) {
    if (holds !== 'unknown' && impossible.has(model) === holds) found.push(`${model} is ${holds} in truth`);
  }
  const strict = brute['strict-serializable'];
  const isSeen = history.some(({ type, process }) => type === 'ok' && process !== 'nemesis');
  const known = strict === 'unknown' ? elle.default.verdicts['strict-serializable'] : strict;
  // Where nothing committed there is nothing to judge, whatever holds of an empty order.
  const valid = isSeen ? known : 'unknown';
  if (verdict.valid !== valid) found.push(`valid is ${verdict.valid}`);
  for (const [model, holds] of Object.entries(elle.default.verdicts)) {
    if (holds !== false || impossible.has(model) || notRuledOut[file]?.includes(model) === true) continue;
    found.push(`${model} is not ruled out`);
  }
  for (const name of elle.default.anomaly_types) {
    if (aboutTheSearch.test(name) || Object.hasOwn(details.anomalies, name)) continue;
    if (notNamed[file]?.includes(name) !== true) found.push(`${name} is not named`);
  }
  if (awdit?.['read-committed'] === true && impossible.has('read-committed'))
    found.push('read-committed holds');
  return found;
}

describe.skipIf(!present)('causal consistency with sessions of', () => {
  const known = [...entries('list-append'), ...entries('rw-register')].filter(
    ([, { awdit }]) => awdit !== undefined,
  );
  test.each(known)('%s', async (file, { check, awdit }) => {
    const model = 'strong-session-causal';
    const checker = check === 'list-append' ? listAppend({ model }) : rwRegister({ model });
    const { valid } = await checker.check(historyInMemory(read(file)), ampleBudget);
    expect(valid).toBe(awdit?.['causal']);
  });
});

describe.skipIf(!present)('the verdict known of', () => {
  test.each(entries('list-append'))('%s', async (_file, entry) => {
    expect(await differences(listAppend(), entry)).toEqual([]);
  });
  test.each(entries('rw-register'))('%s', async (_file, entry) => {
    expect(await differences(rwRegister(), entry)).toEqual([]);
  });
});
