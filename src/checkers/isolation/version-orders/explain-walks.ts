// What decided against a model, in words: a cycle, or for either order of two writes the cycle that it closes.

import type { AnomalyName, Finding } from '../anomaly.ts';
import { describeCycle } from '../explain.ts';
import type { Cycle } from '../graph/cycle.ts';
import { namesOf } from '../graph/cycle-collection.ts';
import { edgeKind, edgeLabel } from '../graph/edge.ts';
import type { ModelName } from '../models.ts';
import type { EdgeWords } from '../words.ts';
import { relation } from './event-edges.ts';
import type { Observed } from './observed.ts';
import { versionWords } from './version-words.ts';
import { assumedBy, type Walk } from './walk.ts';

/** Anomalies that are called after the model that forbids them. */
const namedAfter: Readonly<Partial<Record<ModelName, AnomalyName>>> = {
  'monotonic-view': 'G-monotonic',
  'monotonic-snapshot-read': 'G-MSR',
  'monotonic-atomic-view': 'observed-transaction-vanishes',
  'cursor-stability': 'G-cursor',
  'update-serializable': 'G-update',
};

/** Reasons that are told one by one. */
const toldMax = 4;

const kindOf: Readonly<Record<number, number>> = {
  [relation.wr]: edgeKind.wr,
  [relation.ww]: edgeKind.ww,
  [relation.rw]: edgeKind.rw,
  [relation.process]: edgeKind.process,
  [relation.realtime]: edgeKind.realtime,
};

const cycleOf = (walk: Walk): Cycle => ({
  nodes: walk.map(({ from }) => from),
  labels: walk.map((step) => edgeLabel(kindOf[step.relation] ?? edgeKind.via)),
});

export interface Explained {
  readonly name: AnomalyName;
  readonly finding: Finding;
}

/** Why no order of the versions satisfies a model. */
export function explainWalks(
  observed: Observed,
  model: ModelName,
  walks: readonly Walk[],
  wordsFor: EdgeWords,
): Explained {
  const versions = versionWords(observed);
  const describe = (walk: Walk): Finding =>
    describeCycle(observed.transactions, cycleOf(walk), (from, to, kind) => {
      const step = walk.find((one) => one.from === from && one.to === to && kindOf[one.relation] === kind);
      return (step === undefined ? null : versions.step(step)) ?? wordsFor(from, to, kind);
    });
  const [only] = walks;
  if (walks.length === 1 && only !== undefined && assumedBy(observed, only).length === 0) {
    const name = namedAfter[model] ?? namesOf(cycleOf(only)).at(-1) ?? 'no-version-order';
    return { name, finding: describe(only) };
  }
  const told = walks.slice(0, toldMax).map((walk) => {
    const assumed = assumedBy(observed, walk).map(versions.assumption);
    return `If ${assumed.join(' and ')}: ${describe(walk).text}`;
  });
  const more = walks.length > toldMax ? ` (${walks.length - toldMax} more such reasons.)` : '';
  const transactions = [...new Set(walks.flatMap((walk) => walk.map(({ from }) => from)))];
  const text = `Whatever the order of the writes, some read contradicts it. ${told.join(' ')}${more}`;
  return { name: 'no-version-order', finding: { transactions, text } };
}
