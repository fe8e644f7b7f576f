// Which models a tiny history satisfies, by their definitions: every order of the transactions is tried, with every choice of
// those of unknown outcome. Written without looking at the checkers, on plain objects and sets of bits.
//
// Read atomic to snapshot isolation are those of Cerone, Bernardi and Gotsman (CONCUR 2015): an arbitration, the least visibility
// that the axioms of the model allow, and reads of the last visible write. The others are Adya's (1999), and the monotonic atomic
// view that of Bailis et al. (2014): an order of commits gives the order of the versions, that gives the serialization graph.

import type { ModelName } from '../../../src/checkers/isolation/models.ts';
import type { JsonValue, Operation } from '../../../src/history/operation.ts';
import { acyclic, closed, has, join, none, type Relation, relate } from './relations.ts';
import {
  asList,
  type External,
  externalReads,
  isWrite,
  ordersOf,
  same,
  type Transaction,
  transactionsOf,
} from './tiny-history.ts';

/** Every model judged here. */
export const definedModels: readonly ModelName[] = [
  'read-committed',
  'monotonic-atomic-view',
  'monotonic-view',
  'monotonic-snapshot-read',
  'cursor-stability',
  'consistent-view',
  'forward-consistent-view',
  'update-serializable',
  'repeatable-read',
  'read-atomic',
  'update-atomic',
  'causal-cerone',
  'prefix',
  'parallel-snapshot-isolation',
  'snapshot-isolation',
  'strong-session-read-committed',
  'strong-session-causal',
  'strong-session-snapshot-isolation',
  'strong-read-committed',
  'strong-snapshot-isolation',
];

/** The models that the history satisfies. */
export function satisfiedModels(history: readonly Operation[]): ReadonlySet<ModelName> {
  const all = transactionsOf(history);
  const unknown = all.filter(({ outcome }) => outcome === 'info');
  const satisfied = new Set<ModelName>();
  for (let choice = 0; choice < 1 << unknown.length; choice++) {
    const happened = all.filter(
      (one) =>
        one.outcome === 'ok' || (one.outcome === 'info' && ((choice >> unknown.indexOf(one)) & 1) === 1),
    );
    const externals = externalReads(happened);
    if (externals === null) continue;
    for (const order of ordersOf(happened, externals)) {
      for (const model of modelsUnder(happened, externals, order)) satisfied.add(model);
    }
  }
  return satisfied;
}

function modelsUnder(
  happened: readonly Transaction[],
  externals: readonly (readonly External[])[],
  order: readonly number[],
): readonly ModelName[] {
  const size = happened.length;
  const writes = happened.map(({ micros }) => new Set(micros.filter(isWrite).map(({ key }) => key)));
  const place = order.map((_, one) => order.indexOf(one));
  const at = (one: number): number => (one === -1 ? -1 : (place[one] as number));
  const wrote = (one: number, key: string): boolean => writes[one]?.has(key) === true;
  const isList = happened.some(({ micros }) => micros.some(({ kind }) => kind === 'append'));
  // The lists are what was appended in this order.
  const contents = (key: string, upTo: number): readonly JsonValue[] =>
    order
      .filter((one) => at(one) <= upTo)
      .flatMap((one) => happened[one]?.micros.filter((micro) => isWrite(micro) && micro.key === key) ?? [])
      .map(({ value }) => value);
  const fits = (self: number, { key, found, from, own }: External): boolean =>
    same(found, contents(key, own ? at(self) - 1 : at(from)));
  if (isList && externals.some((reads, self) => reads.some((read) => !fits(self, read)))) return [];

  const ar = relate(size, (a, b) => at(a) < at(b));
  const so = relate(
    size,
    (a, b) =>
      happened[a]?.process === happened[b]?.process && (happened[a]?.begun ?? 0) < (happened[b]?.begun ?? 0),
  );
  const rt = relate(size, (a, b) => (happened[a]?.over ?? 0) < (happened[b]?.begun ?? 0));
  const wr = relate(size, (a, b) => externals[b]?.some(({ from }) => from === a) === true);
  const ww = relate(size, (a, b) => at(a) < at(b) && [...(writes[a] ?? [])].some((key) => wrote(b, key)));
  const misses = (a: number, b: number, { key, from }: External): boolean =>
    a !== b && wrote(b, key) && at(b) > at(from);
  const rw = relate(size, (a, b) => externals[a]?.some((read) => misses(a, b, read)) === true);
  const dependencies = join(wr, ww);
  const seen = closed(dependencies);
  const pairs = [...happened.keys()]
    .flatMap((a) => [...happened.keys()].map((b) => [a, b] as const))
    .filter(([a, b]) => a !== b);

  // Adya: the order of commits is one of those without cycles of ww and wr.
  const found: ModelName[] = ['read-committed'];
  const add = (model: ModelName, holds: boolean): void => {
    if (holds) found.push(model);
  };
  add('strong-session-read-committed', acyclic(join(dependencies, so)));
  add('strong-read-committed', acyclic(join(dependencies, rt)));
  add('repeatable-read', acyclic(join(dependencies, rw)));
  const consistentView = pairs.every(([a, b]) => !has(rw, a, b) || !has(seen, b, a));
  add('consistent-view', consistentView);
  add('forward-consistent-view', consistentView);
  const updates = relate(size, () => true).map((_, one) => (writes[one]?.size ?? 0) > 0);
  add(
    'update-serializable',
    [...happened.keys()].every((query) =>
      acyclic(
        join(dependencies, rw).map((bits, a) => {
          const kept = (one: number): boolean => one === query || updates[one] === true;
          return kept(a)
            ? [...happened.keys()].reduce((sum, b) => (kept(b) ? sum | (bits & (1 << b)) : sum), 0)
            : 0;
        }),
      ),
    ),
  );
  const lastWrite = (one: number, key: string): number =>
    happened[one]?.micros.findLastIndex((micro) => isWrite(micro) && micro.key === key) ?? -1;
  add(
    'cursor-stability',
    [...happened.keys()].every((one) =>
      externals[one]?.every(
        (read) =>
          !wrote(one, read.key) ||
          read.place > lastWrite(one, read.key) ||
          [...happened.keys()].every((other) => !misses(one, other, read) || at(other) > at(one)),
      ),
    ),
  );
  // Of each transaction: before which of its places it depended on whom.
  const reachesBy = (reader: number, by: number, other: number, direct: boolean): boolean => {
    const enters = (source: number): boolean =>
      externals[reader]?.some((read) => read.place <= by && read.from === source) === true ||
      (!direct &&
        [...(writes[reader] ?? [])].some(
          (key) => wrote(source, key) && at(source) < at(reader) && lastWrite(reader, key) <= by,
        ));
    return [...happened.keys()].some(
      (source) =>
        source !== reader && enters(source) && (source === other || (!direct && has(seen, other, source))),
    );
  };
  const noneVanishes = (direct: boolean): boolean =>
    [...happened.keys()].every((reader) =>
      externals[reader]?.every((read) =>
        [...happened.keys()].every(
          (other) => !misses(reader, other, read) || !reachesBy(reader, read.place, other, direct),
        ),
      ),
    );
  add('monotonic-atomic-view', noneVanishes(true));
  add('monotonic-view', noneVanishes(false));
  add(
    'monotonic-snapshot-read',
    [...happened.keys()].every((one) => hasMoments(one)),
  );

  /** Whether each micro-operation of a transaction has a moment between commits, each no earlier than the one before. */
  function hasMoments(one: number): boolean {
    let moment = -1;
    const { micros } = happened[one] as Transaction;
    for (const [index, micro] of micros.entries()) {
      for (const read of externals[one]?.filter((read) => read.place === index) ?? []) {
        moment = Math.max(moment, at(read.from));
        const latest = moment;
        if ([...happened.keys()].some((other) => misses(one, other, read) && at(other) <= latest))
          return false;
      }
      if (!isWrite(micro) || index !== lastWrite(one, micro.key)) continue;
      for (const other of happened.keys())
        if (other !== one && wrote(other, micro.key) && at(other) < at(one))
          moment = Math.max(moment, at(other));
    }
    return moment < at(one);
  }

  // Cerone, Bernardi and Gotsman.
  const axioms = (must: Relation, transitive: boolean, prefix: boolean, noConflict: boolean): boolean => {
    let vis = join(wr, must, noConflict ? ww : none(size));
    for (let before = ''; before !== vis.join(); ) {
      before = vis.join();
      if (transitive) vis = closed(vis);
      if (prefix)
        vis = relate(
          size,
          (a, b) => has(vis, a, b) || pairs.some(([c, d]) => c === a && has(ar, a, d) && has(vis, d, b)),
        );
    }
    if (pairs.some(([a, b]) => has(vis, a, b) && !has(ar, a, b))) return false;
    return [...happened.keys()].every((one) => explains(one, vis));
  };
  /** Whether every read finds the last visible write, and then what its own transaction leaves. */
  function explains(one: number, vis: Relation): boolean {
    const { micros, outcome } = happened[one] as Transaction;
    if (outcome !== 'ok') return true;
    return [...new Set(micros.map(({ key }) => key))].every((key) => {
      const visible = order.filter((other) => has(vis, other, one) && wrote(other, key)).at(-1) ?? -1;
      let state = contents(key, at(visible));
      if (!isList) state = state.slice(-1);
      for (const micro of micros.filter((candidate) => candidate.key === key)) {
        if (isWrite(micro)) state = isList ? [...state, micro.value] : [micro.value];
        else if (!same(asList(micro.value), state)) return false;
      }
      return true;
    });
  }
  const free = none(size);
  add('read-atomic', axioms(free, false, false, false));
  add('update-atomic', axioms(free, false, false, true));
  add('causal-cerone', axioms(free, true, false, false));
  add('prefix', axioms(free, true, true, false));
  add('parallel-snapshot-isolation', axioms(free, true, false, true));
  add('snapshot-isolation', axioms(free, true, true, true));
  add('strong-session-causal', axioms(so, true, false, false));
  add('strong-session-snapshot-isolation', axioms(so, true, true, true));
  add('strong-snapshot-isolation', axioms(rt, true, true, true));
  return found;
}
