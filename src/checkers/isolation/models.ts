// Consistency models and what each of them rules out. A model rules out what is listed for it, and everything that the
// models it implies rule out.
//
// Sources: Adya, "Weak Consistency" (1999); Bailis et al., "Highly Available Transactions" (VLDB 2014); Cerone, Bernardi and
// Gotsman, "A Framework for Transactional Consistency Models with Atomic Visibility" (CONCUR 2015); Cerone and Gotsman,
// "Analysing Snapshot Isolation" (2018); Daudjee and Salem, "Lazy Database Replication with Snapshot Isolation" (VLDB 2006);
// Liu et al., "ROLA" (2017) for update atomicity. Reads of predicates cannot be seen in these histories, so that repeatable
// read and serializability differ only by what is known of their names.

import type { AnomalyName } from './anomaly.ts';

interface ModelRules {
  /** Weaker models that this one implies. */
  readonly implies: readonly string[];
  /** What it rules out besides. */
  readonly forbids: readonly AnomalyName[];
}

const G1: readonly AnomalyName[] = ['G1a', 'G1b', 'G1c', 'dirty-update', 'incompatible-order', 'future-read'];

const MODELS = {
  'read-uncommitted': {
    implies: [],
    forbids: ['G0', 'duplicate-elements', 'cyclic-versions', 'garbage-read'],
  },
  'read-committed': { implies: ['read-uncommitted'], forbids: G1 },
  'monotonic-view': {
    implies: ['read-committed'],
    forbids: ['G-monotonic', 'observed-transaction-vanishes'],
  },
  'monotonic-snapshot-read': {
    implies: ['read-committed'],
    forbids: ['G-MSR', 'G-monotonic', 'observed-transaction-vanishes'],
  },
  'monotonic-atomic-view': { implies: ['read-committed'], forbids: ['observed-transaction-vanishes'] },
  'cursor-stability': { implies: ['read-committed'], forbids: ['lost-update', 'G-cursor'] },
  'read-atomic': { implies: ['monotonic-atomic-view'], forbids: ['internal', 'fractured-read'] },
  'update-atomic': { implies: ['read-atomic'], forbids: ['lost-update', 'G-cursor'] },
  'causal-cerone': { implies: ['read-atomic'], forbids: ['causal-violation'] },
  prefix: { implies: ['causal-cerone'], forbids: ['long-fork'] },
  'parallel-snapshot-isolation': { implies: ['causal-cerone', 'update-atomic'], forbids: ['G-single-item'] },
  'consistent-view': { implies: ['cursor-stability', 'monotonic-view'], forbids: ['G-single-item'] },
  'forward-consistent-view': { implies: ['consistent-view'], forbids: [] },
  'update-serializable': { implies: ['forward-consistent-view'], forbids: ['G-update'] },
  'repeatable-read': { implies: ['cursor-stability', 'monotonic-atomic-view'], forbids: ['G2-item'] },
  'snapshot-isolation': {
    implies: ['forward-consistent-view', 'monotonic-snapshot-read', 'parallel-snapshot-isolation', 'prefix'],
    forbids: ['G-nonadjacent-item'],
  },
  serializable: {
    implies: ['repeatable-read', 'snapshot-isolation', 'update-serializable'],
    forbids: ['no-serial-order'],
  },
  'strong-session-read-uncommitted': { implies: ['read-uncommitted'], forbids: ['G0-process'] },
  'strong-session-read-committed': {
    implies: ['strong-session-read-uncommitted', 'read-committed'],
    forbids: ['G1c-process'],
  },
  'strong-session-causal': {
    implies: ['causal-cerone', 'strong-session-read-committed'],
    forbids: ['causal-violation-process'],
  },
  'strong-session-snapshot-isolation': {
    implies: ['snapshot-isolation', 'strong-session-read-committed', 'strong-session-causal'],
    forbids: ['G-single-item-process', 'G-nonadjacent-item-process'],
  },
  'strong-session-serializable': {
    implies: ['serializable', 'strong-session-snapshot-isolation'],
    forbids: ['G2-item-process', 'no-serial-order-process'],
  },
  'strong-read-uncommitted': { implies: ['strong-session-read-uncommitted'], forbids: ['G0-realtime'] },
  'strong-read-committed': {
    implies: ['strong-read-uncommitted', 'strong-session-read-committed'],
    forbids: ['G1c-realtime'],
  },
  'strong-snapshot-isolation': {
    implies: ['strong-session-snapshot-isolation', 'strong-read-committed'],
    forbids: ['G-single-item-realtime', 'G-nonadjacent-item-realtime'],
  },
  'strict-serializable': {
    implies: ['strong-session-serializable', 'strong-snapshot-isolation'],
    forbids: ['G2-item-realtime', 'no-serial-order-realtime'],
  },
} as const satisfies Record<string, ModelRules>;

/** A consistency model. */
export type ModelName = keyof typeof MODELS;

/** All models, roughly from the weakest to the strongest. */
export const isolationModels = Object.keys(MODELS) as readonly ModelName[];

/** Other names under which models are known. */
const ALIASES: Readonly<Record<string, ModelName>> = {
  'strong-serializable': 'strict-serializable',
  causal: 'causal-cerone',
  'strong-session-causal-cerone': 'strong-session-causal',
  rola: 'update-atomic',
};

/** The other names, for those who ask for a model. */
export const isolationAliases: readonly string[] = Object.keys(ALIASES);

/**
 * The model of that name, or of that other name.
 * @throws {RangeError} naming the models there are
 */
export function modelNamed(name: string): ModelName {
  const model = ALIASES[name] ?? isolationModels.find((known) => known === name);
  if (model === undefined)
    throw new RangeError(`no consistency model "${name}"; there are ${isolationModels.join(', ')}`);
  return model;
}

const closures: ReadonlyMap<ModelName, ReadonlySet<ModelName>> = new Map(
  isolationModels.map((model) => {
    const reached = new Set<ModelName>([model]);
    for (const one of reached) for (const weaker of MODELS[one].implies) reached.add(weaker);
    return [model, reached];
  }),
);

/** A model with everything it implies. */
function impliedBy(model: ModelName): ReadonlySet<ModelName> {
  return closures.get(model) ?? new Set();
}

/**
 * Everything that an anomaly is a case of. A lost update is always an anti-dependency followed by a dependency between the
 * same two, whichever came first, so that its cycle need not be seen.
 */
const ALSO: Partial<Record<AnomalyName, readonly AnomalyName[]>> = {
  'lost-update': ['G-single-item'],
  'G-cursor': ['G-single-item'],
  'observed-transaction-vanishes': ['G-single-item', 'causal-violation'],
  'G-monotonic': ['G-single-item'],
  'G-MSR': ['G2-item'],
  'G-update': ['G2-item'],
  'write-skew': ['G2-item'],
  'long-fork': ['G-nonadjacent-item'],
  'fractured-read': ['G-single-item', 'causal-violation'],
  'causal-violation': ['G-single-item', 'causal-violation-process'],
  'causal-violation-process': ['G-single-item-process'],
  'G-single-item': ['G2-item'],
  'G-nonadjacent-item': ['G2-item'],
};

/** The models that cannot hold, given what was found, and models that are known not to hold. */
export function ruledOut(
  found: Iterable<AnomalyName>,
  refuted: readonly ModelName[] = [],
): ReadonlySet<ModelName> {
  const anomalies = new Set<AnomalyName>(found);
  for (const one of anomalies) for (const other of ALSO[one] ?? []) anomalies.add(other);
  const direct = isolationModels.filter(
    (model) =>
      refuted.includes(model) ||
      (MODELS[model].forbids as readonly AnomalyName[]).some((name) => anomalies.has(name)),
  );
  return new Set(isolationModels.filter((model) => direct.some((weaker) => impliedBy(model).has(weaker))));
}

/** Whether a model is the other one, or implies it. */
export function implies(model: ModelName, weaker: ModelName): boolean {
  return impliedBy(model).has(weaker);
}

/** Those of some models that imply no other of them. */
export function weakestOf(models: ReadonlySet<ModelName>): readonly ModelName[] {
  return [...models].filter((model) =>
    [...impliedBy(model)].every((other) => other === model || !models.has(other)),
  );
}

/** The models that may still hold and that no other such model implies. */
export function strongestPossible(impossible: ReadonlySet<ModelName>): readonly ModelName[] {
  const possible = isolationModels.filter((model) => !impossible.has(model));
  return possible.filter((model) =>
    possible.every((other) => other === model || !impliedBy(other).has(model)),
  );
}
