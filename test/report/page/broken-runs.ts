// A failing run for everything that a checker can name, made of histories by hand and judged by the real checkers.

import type { PageInput } from '../../../src/report/page/page-input.ts';
import { historyOf } from '../../checkers/history-builder.ts';
import { type Case, eventsOf, type Line, together } from '../../checkers/isolation/anomaly-cases.ts';
import { casesOfLists } from '../../checkers/isolation/list-append/cases.ts';
import { modelCases } from '../../checkers/isolation/model-cases.ts';
import { casesOfRegisters } from '../../checkers/isolation/rw-register/cases.ts';
import { resultsOf, runOf, runOfHistory, type Step, staleRead } from './saved-runs.ts';

export interface BrokenRun {
  readonly checker: string;
  /** As the page names it. */
  readonly anomaly: string;
  readonly input: () => Promise<PageInput>;
}

interface Broken {
  readonly anomaly: string;
  readonly checker: string;
  readonly steps: readonly Step[];
}

const others: readonly Broken[] = [
  { anomaly: 'is not linearizable', checker: 'linearizable', steps: staleRead },
  {
    anomaly: 'missing from a final read',
    checker: 'set-full',
    steps: [
      { process: 0, f: 'add', value: 1 },
      { process: 1, f: 'read', value: null, found: [1] },
      { process: 1, f: 'read', value: null, found: [] },
    ],
  },
  {
    anomaly: 'missing from the queue',
    checker: 'total-queue',
    steps: [
      { process: 0, f: 'enqueue', value: 1 },
      { process: 1, f: 'drain', value: null, found: [] },
    ],
  },
  {
    anomaly: 'counter',
    checker: 'counter',
    steps: [
      { process: 0, f: 'add', value: 1 },
      { process: 1, f: 'read', value: null, found: 5 },
    ],
  },
  {
    anomaly: 'unique-ids',
    checker: 'unique-ids',
    steps: [
      { process: 0, f: 'generate', value: null, found: 1 },
      { process: 1, f: 'generate', value: null, found: 1 },
    ],
  },
  {
    anomaly: 'monotonic',
    checker: 'monotonic',
    steps: [
      { process: 0, f: 'read', value: null, found: 5 },
      { process: 0, f: 'read', value: null, found: 4 },
    ],
  },
  {
    anomaly: 'adds up to 7 instead of 10',
    checker: 'bank',
    steps: [10, 10, 7].map((total) => ({
      ...{ process: 0, f: 'read', value: null },
      found: { a: 5, b: total - 5 },
    })),
  },
  {
    anomaly: 'durability',
    checker: 'durability',
    steps: [
      { process: 0, f: 'add', value: 1 },
      { process: 0, f: 'add', value: 2 },
      { process: 1, f: 'read', value: null, found: [1] },
    ],
  },
  {
    anomaly: 'session-guarantees',
    checker: 'session-guarantees',
    steps: [
      { process: 0, f: 'write', key: 1, value: 1 },
      { process: 0, f: 'write', key: 1, value: 2 },
      { process: 0, f: 'read', key: 1, value: null, found: 1 },
    ],
  },
  {
    anomaly: 'causal',
    checker: 'causal',
    steps: [
      { process: 0, f: 'write', key: 1, value: 1 },
      { process: 1, f: 'read', key: 1, value: null, found: 1 },
      { process: 1, f: 'write', key: 2, value: 1 },
      { process: 2, f: 'read', key: 2, value: null, found: 1 },
      { process: 2, f: 'read', key: 1, value: null, found: null },
    ],
  },
];

/** Ten milliseconds between two events, so that a chart has something to show. */
function runOfLines(checker: string, model: string, lines: readonly Line[]): Promise<PageInput> {
  const operations = historyOf(...eventsOf(lines)).map((operation) => ({
    ...operation,
    time: (10 + operation.index) * 10e6,
    node: 'n1',
  }));
  return runOfHistory(operations, [checker], { model });
}

const ofTransactions = (checker: string, cases: readonly Case[]): readonly BrokenRun[] =>
  cases.map(({ anomaly, not, shows }) => ({
    checker,
    anomaly,
    input: () => runOfLines(checker, not, shows),
  }));

/** Nodes that did not come together again: said by the run, not by a checker of its history. */
const unrecovered: BrokenRun = {
  checker: 'recovery',
  anomaly: 'n2 did not serve again',
  input: async () => {
    const input = await runOf(staleRead.slice(0, 2), []);
    const reason = 'After every fault was healed, n2 did not serve again within 30 s.';
    const verdict = { checker: 'recovery', valid: false, reason, witnesses: [], details: {} };
    return { ...input, results: resultsOf([verdict, ...(input.results?.verdicts ?? [])]) };
  },
};

/** What no cycle explains is found by a search for an order, which no history of a few lines needs: told as the checker tells it. */
const unordered = ['no-serial-order', 'no-serial-order-process', 'no-serial-order-realtime'].map(
  (anomaly): BrokenRun => ({
    checker: 'rw-register',
    anomaly,
    input: async () => {
      const input = await runOfLines('rw-register', 'serializable', together('w x 1', 'r x 1'));
      const text = 'T0 and T1 cannot be placed.';
      const verdict = {
        ...{ checker: 'rw-register', valid: false, reason: `Not serializable: ${anomaly}. ${text}` },
        witnesses: [...input.history.operations()].slice(0, 2),
        details: { model: 'serializable', anomalies: { [anomaly]: { count: 1, cases: [{ text }] } } },
      };
      return { ...input, results: resultsOf([verdict]) };
    },
  }),
);

export const brokenRuns: readonly BrokenRun[] = [
  ...ofTransactions('list-append', casesOfLists),
  ...ofTransactions('rw-register', casesOfRegisters),
  ...modelCases.map(({ anomaly, model, violates }) => {
    const checker = violates.some(([, , text]) => /\bw /.test(text)) ? 'rw-register' : 'list-append';
    return { checker, anomaly, input: () => runOfLines(checker, model, violates) };
  }),
  ...others.map(({ steps, ...rest }) => ({ ...rest, input: () => runOf(steps, [rest.checker]) })),
  ...unordered,
  unrecovered,
];
