// The names of what can be wrong with a history of transactions, as the literature and other checkers call them, and a
// notebook for what was found.

import { type CycleClass } from './graph/cycle.ts';

/** Anomalies that are seen without following dependencies in a circle. */
export const plainAnomalies = {
  internal: 'a transaction reads something else than its own earlier reads and writes leave',
  G1a: 'aborted read: a write of a failed transaction is read',
  G1b: 'intermediate read: a write is read that its own transaction went on to overwrite',
  'dirty-update': 'a committed write builds on the write of a failed transaction',
  'lost-update': 'two transactions read one version and both write the next',
  'duplicate-elements': 'a read list holds one element twice',
  'incompatible-order': 'two reads of one list cannot come from one order of appends',
  'garbage-read': 'a value is read that nobody wrote',
  'future-read': 'a transaction reads what it writes only later itself',
  'cyclic-versions': 'the versions of one register cannot be put in any order',
  'no-version-order': 'every order of the writes contradicts something that was read',
  'no-serial-order': 'every order of the transactions contradicts something that was read',
  'no-serial-order-process': 'every order that keeps sessions contradicts something that was read',
  'no-serial-order-realtime': 'every order that keeps real time contradicts something that was read',
} as const;

/** Cycles of a certain shape, named besides their class. */
export const shapeAnomalies = {
  'write-skew': 'two transactions each miss the write of the other',
  'long-fork': 'two transactions read the writes of two others in opposite orders',
  'fractured-read': 'of one transaction, some writes are read and others missed',
  'causal-violation': 'a write is missed although something read depends on it',
  'G-cursor': 'another write comes between what a transaction read and what it wrote over that',
  'observed-transaction-vanishes': 'of a transaction seen before, a write is missed by a later read',
  'G-monotonic': 'a read misses a write that an earlier read or write of its transaction depends on',
  'G-MSR': 'reads of transactions cannot each have seen one state, later reads later ones',
  'G-update': 'updates, and one transaction that only reads, have no serial order',
  'causal-violation-process':
    'a write is missed although something read, or done before in the session, depends on it',
} as const;

const CLASS_NAMES = ['G0', 'G1c', 'G-single-item', 'G-nonadjacent-item', 'G2-item'] as const;
const LAYER_NAMES = ['', '-process', '-realtime'] as const;

type CycleAnomaly = `${(typeof CLASS_NAMES)[number]}${(typeof LAYER_NAMES)[number]}`;

/** Any anomaly. */
export type AnomalyName = keyof typeof plainAnomalies | keyof typeof shapeAnomalies | CycleAnomaly;

/** The name of a class of cycles, such as `G-single-item-realtime`. */
export function cycleAnomaly({ severity, layer }: CycleClass): CycleAnomaly {
  return `${CLASS_NAMES[severity] ?? 'G2-item'}${LAYER_NAMES[layer] ?? ''}`;
}

/** The anomalies of cycles, the worst first. */
export const cycleAnomalies: readonly CycleAnomaly[] = LAYER_NAMES.flatMap((_layer, layer) =>
  CLASS_NAMES.map((_class, severity) => cycleAnomaly({ severity, layer })),
);

/** One case of an anomaly. */
export interface Finding {
  /** The transactions that show it. */
  readonly transactions: readonly number[];
  /** One sentence. */
  readonly text: string;
  /** For cycles: what each transaction has to do with the next. */
  readonly steps?: readonly Step[];
}

/** One edge of a cycle in words. */
export interface Step {
  readonly from: number;
  readonly to: number;
  /** `ww`, `wr`, `rw`, `process` or `realtime`. */
  readonly kind: string;
  readonly text: string;
}

/** All that was found, with the first few cases of each. */
export interface Findings {
  /** `describe` is asked only for cases that are kept. */
  add(name: AnomalyName, describe: () => Finding): void;
  has(name: AnomalyName): boolean;
  names(): readonly AnomalyName[];
  count(name: AnomalyName): number;
  cases(name: AnomalyName): readonly Finding[];
}

/** Cases of one anomaly that are kept. */
const KEPT = 8;

export function createFindings(): Findings {
  const found = new Map<AnomalyName, { count: number; readonly cases: Finding[] }>();
  return {
    add(name, describe) {
      const entry = found.get(name) ?? { count: 0, cases: [] };
      found.set(name, entry);
      entry.count += 1;
      if (entry.cases.length < KEPT) entry.cases.push(describe());
    },
    has: (name) => found.has(name),
    names: () => [...found.keys()],
    count: (name) => found.get(name)?.count ?? 0,
    cases: (name) => found.get(name)?.cases ?? [],
  };
}
