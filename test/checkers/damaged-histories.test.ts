// Damaged histories: whatever happened to its lines, a history is refused in one sentence, or judged as what the lines then say.
// No damage makes a history valid that is not, but by taking the evidence away. ORDEAL_CASES asks for more of them.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { causal } from '../../src/checkers/causal.ts';
import type { Checker, Verdict } from '../../src/checkers/checker.ts';
import { counter } from '../../src/checkers/counter.ts';
import { listAppend } from '../../src/checkers/isolation/list-append/checker.ts';
import { rwRegister } from '../../src/checkers/isolation/rw-register/checker.ts';
import { type Call, NEVER } from '../../src/checkers/linearizability/call-columns.ts';
import { linearizable } from '../../src/checkers/linearizability/checker.ts';
import { ModelError } from '../../src/checkers/linearizability/model.ts';
import { modelNamed } from '../../src/checkers/linearizability/models.ts';
import { sessionGuarantees } from '../../src/checkers/session-guarantees.ts';
import { ednOfOperation } from '../../src/history/edn-writer.ts';
import { type History, historyInMemory } from '../../src/history/history.ts';
import { HistoryError } from '../../src/history/history-error.ts';
import type { Operation } from '../../src/history/operation.ts';
import { readHistory } from '../../src/history/read.ts';
import { execute, type ObjectUnderTest } from './correct-executions.ts';
import { type Damage, damages, type Form } from './damages.ts';
import { ampleBudget, historyOf } from './history-builder.ts';
import { hasSerialOrder } from './isolation/brute-force.ts';
import { type Draw, databaseKinds, drawFrom, simulate } from './isolation/simulated-databases.ts';
import { linearizableByForce } from './linearizability/brute-force.ts';
import { historyOfCalls } from './linearizability/history-of-calls.ts';
import { randomCalls } from './linearizability/random-calls.ts';
import { forgetful, register, sum } from './objects-under-test.ts';

interface Subject {
  readonly checker: Checker;
  history(draw: Draw): readonly Operation[];
  /** Whether the history is right, by trying everything; absent where nothing so simple tells. */
  readonly truth?: (history: readonly Operation[]) => boolean | null;
}

function linearizableSubject(name: string): Subject {
  const model = modelNamed(name.split(',')[0] as string);
  return {
    checker: linearizable({ model: model.name }),
    history: (draw) => historyOfCalls(randomCalls(name, 5, 2 + draw(2), draw)),
    // Of a function that the model does not know, brute force has nothing to say.
    truth: (history) => {
      try {
        return linearizableByForce(callsOf(history), model);
      } catch (error) {
        if (error instanceof ModelError) return null;
        throw error;
      }
    },
  };
}

function isolationSubject(data: 'append' | 'w'): Subject {
  return {
    checker: data === 'append' ? listAppend() : rwRegister(),
    history: (draw) =>
      simulate(draw, {
        kind: databaseKinds[draw(databaseKinds.length)] ?? 'serial',
        data,
        transactions: 2 + draw(2),
        processes: 1 + draw(3),
        keys: 1 + draw(2),
        unknownPercent: 10,
      }),
    truth: (history) => hasSerialOrder(history, 'realtime'),
  };
}

function executedSubject(checker: Checker, object: ObjectUnderTest): Subject {
  return {
    checker,
    history(draw) {
      const steps = Array.from({ length: 10 + draw(20) }, () => draw(3 * 16));
      return historyOf(...execute(draw(2) === 0 ? object : forgetful(object), steps));
    },
  };
}

const subjects: Readonly<Record<string, Subject>> = {
  ...Object.fromEntries(
    [
      'cas-register',
      'cas-register, unique values',
      'fifo-queue, unique elements',
      'set',
      'mutex',
      'counter',
    ].map((name) => [name, linearizableSubject(name)]),
  ),
  'list-append': isolationSubject('append'),
  'rw-register': isolationSubject('w'),
  'bounds of a counter': executedSubject(counter(), sum),
  'session-guarantees': executedSubject(sessionGuarantees(), register),
  causal: executedSubject(causal(), register),
};

/** The calls as whoever reads the lines one by one finds them. */
function callsOf(history: readonly Operation[]): readonly Call[] {
  const calls: { -readonly [Field in keyof Call]: Call[Field] }[] = [];
  const open = new Map<Operation['process'], (typeof calls)[number]>();
  for (const [row, { process, type, f, value }] of history.entries()) {
    const call = open.get(process);
    if (type === 'invoke') {
      const begun = { f, input: value, invoked: row, completed: NEVER };
      calls.push(begun);
      open.set(process, begun);
    } else if (call !== undefined && type === 'ok') Object.assign(call, { output: value, completed: row });
    else if (call !== undefined && type === 'fail') calls.splice(calls.indexOf(call), 1);
  }
  return calls;
}

const directory = mkdtempSync(join(tmpdir(), 'damaged-histories-'));
afterAll(() => rmSync(directory, { recursive: true }));

const forms: Readonly<Record<Form, (operation: Operation) => string>> = {
  jsonl: (operation) => JSON.stringify(operation),
  edn: ednOfOperation,
  'edn without places': (operation) => ednOfOperation(operation).replace(/:index \d+, :time \d+, /, ''),
};

/** The history, or null where it is refused in one sentence. */
async function readOrRefuse(path: string): Promise<History | null> {
  try {
    return await readHistory(path);
  } catch (error) {
    expect(error).toBeInstanceOf(HistoryError);
    expect((error as HistoryError).message).toMatch(/history\.\w+:? .*\.$/su);
    return null;
  }
}

const check = async ({ checker }: Subject, history: History): Promise<Verdict['valid']> =>
  (await checker.check(history, ampleBudget)).valid;

interface Tally {
  refused: number;
  valid: number;
  invalid: number;
}

async function judgeDamaged(
  subject: Subject,
  { inflict, name }: Damage,
  form: Form,
  draw: Draw,
  tally: Tally,
): Promise<void> {
  const path = join(directory, `history.${form === 'jsonl' ? 'jsonl' : 'edn'}`);
  const whole = subject.history(draw);
  if (whole.length === 0) return;
  const damaged = inflict(whole, subject.history(draw), (lines) => lines.map(forms[form]), form, draw);
  if (damaged === null) return;
  writeFileSync(path, damaged.text);
  const history = await readOrRefuse(path);
  const told = (): string => `${name}\n${damaged.text}`;
  if (history === null) {
    tally.refused += 1;
    expect(damaged.consequence, told()).not.toBe('less');
    return;
  }
  expect(damaged.consequence, told()).not.toBe('refused');
  const valid = await check(subject, history);
  if (valid === true) tally.valid += 1;
  if (valid === false) tally.invalid += 1;
  const operations = history.operations();
  expect(await check(subject, historyInMemory(operations)), told()).toBe(valid);
  const truth = operations.length < 24 ? (subject.truth?.(operations) ?? null) : null;
  if (valid !== 'unknown' && truth !== null) expect(truth, told()).toBe(valid);
  if (damaged.consequence === 'less' && valid === false)
    expect(await check(subject, historyInMemory(whole)), told()).toBe(false);
}

const cases = Number(process.env['ORDEAL_CASES'] ?? 2_000) / damages.length / Object.keys(subjects).length;

describe.each(Object.entries(subjects))('a history of %s', (_name, subject) => {
  test.each(damages)('$name is refused, or judged as what it then says', async (damage) => {
    const tally: Tally = { refused: 0, valid: 0, invalid: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(...(Object.keys(forms) as Form[])), (seed, form) =>
        judgeDamaged(subject, damage, form, drawFrom(seed), tally),
      ),
      { numRuns: Math.ceil(cases) },
    );
    expect(tally.refused + tally.valid + tally.invalid).toBeGreaterThan(0);
  });
});
