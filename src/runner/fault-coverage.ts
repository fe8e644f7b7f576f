// Which faults a run had, on whom, and what they met: for every fault and target how often it was injected, seen to take
// effect and seen to end, what clients had in flight, and whether a leader was hit. Read off the history alone.

import type { FaultPackage } from '../../nemesis/fault.ts';
import { droppedBy } from '../checkers/run-validity.ts';
import { type Columns, nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue, Operation } from '../history/operation.ts';
import type { FaultCoverage, FaultRecord } from '../store/results.ts';
import { addFigures, hitLeader, kindOf, targetOf } from './fault-figures.ts';
import { createFaultTracker } from './fault-records.ts';

type Packages = readonly Pick<FaultPackage, 'name' | 'startOperations' | 'stopOperations'>[];
type Row = { -readonly [Field in keyof FaultCoverage]: FaultCoverage[Field] };
type Range = { least: number; most: number } | null;

/** A fault operation and what clients had in flight when it began. */
interface Injection {
  readonly start: Operation;
  readonly packageName: string;
  readonly inFlight: number;
  readonly inFlightByNode: ReadonlyMap<string, number>;
  completion: Operation | null;
  /** Hosts that no healing operation of its package has touched since; `null` once all were. */
  hostsLeft: ReadonlySet<string> | null;
  /** Packets that it kept from arriving, where its end says so. */
  dropped: number | null;
}

/**
 * A row for each fault operation, kind of it and target that the history has, in the order of their first injection, and
 * then one with zeros for each operation of the packages that was never begun.
 */
export function faultCoverage(history: History, packages: Packages): readonly FaultCoverage[] {
  const tracker = createFaultTracker(packages);
  const injections = findInjections(history, packages, (operation) => tracker.add(operation));
  const rows = new Map<string, Row>();
  const over = seenToEnd(injections, tracker.records());
  for (const injection of injections) addTo(rowOf(rows, injection), injection, over.has(injection));
  const begun = new Set([...rows.values()].map(({ f }) => f));
  const never = packages.flatMap(({ name, startOperations }) =>
    startOperations.filter((f) => !begun.has(f)).map((f) => emptyRow(name, f, '', '')),
  );
  return [...rows.values(), ...never];
}

/** The records of the tracker are in the order in which injections were completed. */
function seenToEnd(
  injections: readonly Injection[],
  records: readonly FaultRecord[],
): ReadonlySet<Injection> {
  const completed = injections.filter(({ completion }) => completion !== null);
  completed.sort((left, right) => (left.completion?.index ?? 0) - (right.completion?.index ?? 0));
  return new Set(completed.filter((_, position) => typeof records[position]?.endNs === 'number'));
}

/** One pass over the history: clients are counted, the nemesis' operations paired. */
function findInjections(
  history: History,
  packages: Packages,
  onNemesis: (operation: Operation) => void,
): readonly Injection[] {
  const columns = history.columns();
  const clients = countInFlight(columns);
  const injections: Injection[] = [];
  const open = new Map<string, Injection | null>();
  for (let row = 0; row < columns.length; row++) {
    if (columns.process[row] !== nemesisProcess) {
      clients.see(row);
      continue;
    }
    const operation = history.operation(row);
    onNemesis(operation);
    const begun = open.get(operation.f);
    if (begun === undefined) {
      const owner = packages.find(({ startOperations }) => startOperations.includes(operation.f));
      open.set(operation.f, owner === undefined ? null : injectionOf(operation, owner.name, clients));
      const injection = open.get(operation.f) ?? null;
      if (injection !== null) injections.push(injection);
      continue;
    }
    open.delete(operation.f);
    if (begun === null) noteEnd(injections, packages, operation);
    else {
      begun.completion = operation;
      begun.hostsLeft = new Set(hostsOf(operation));
    }
  }
  return injections;
}

function injectionOf(
  start: Operation,
  packageName: string,
  clients: ReturnType<typeof countInFlight>,
): Injection {
  const { inFlight, inFlightByNode } = clients.now();
  return {
    start,
    packageName,
    inFlight,
    inFlightByNode,
    completion: null,
    hostsLeft: new Set(),
    dropped: null,
  };
}

/** What clients have in flight: begun and neither completed nor given up. */
function countInFlight({ type, pair, node, nodes }: Columns) {
  const byNode = new Int32Array(nodes.length);
  let inFlight = 0;
  return {
    see(row: number): void {
      const isInvocation = type[row] === typeCode.invoke;
      const invocation = isInvocation ? row : (pair[row] as number);
      if (invocation === absent) return;
      const step = isInvocation ? 1 : -1;
      inFlight += step;
      const at = node[invocation] as number;
      if (at !== absent) byNode[at] = (byNode[at] as number) + step;
    },
    now: () => ({
      inFlight,
      inFlightByNode: new Map([...byNode].map((count, position) => [nodes.get(position), count])),
    }),
  };
}

/** A healing operation has been tried, whatever came of it. */
function noteEnd(injections: readonly Injection[], packages: Packages, healing: Operation): void {
  const operations = packages
    .filter(({ stopOperations }) => stopOperations.includes(healing.f))
    .flatMap(({ startOperations }) => startOperations);
  const healed = hostsOf(healing);
  let dropped = droppedBy(fieldsOf(healing.value)['evidence'] ?? null);
  for (const injection of injections) {
    const { completion, hostsLeft, start } = injection;
    if (completion === null || hostsLeft === null || !operations.includes(start.f)) continue;
    // What several cuts have dropped together is that of the first; tries that found nothing have dropped nothing.
    if (hostsOf(completion).length > 0) {
      injection.dropped ??= dropped;
      dropped = null;
    }
    const left = healed.length === 0 ? [] : [...hostsLeft].filter((host) => !healed.includes(host));
    injection.hostsLeft = left.length === 0 ? null : new Set(left);
  }
}

function rowOf(rows: Map<string, Row>, { start, packageName }: Injection): Row {
  const [kind, target] = [kindOf(start.value), targetOf(start.value)];
  const id = JSON.stringify([start.f, kind, target]);
  const row = rows.get(id) ?? emptyRow(packageName, start.f, kind, target);
  rows.set(id, row);
  return row;
}

function emptyRow(packageName: string, f: string, kind: string, target: string): Row {
  return {
    ...{ package: packageName, f, kind, target },
    ...{ injected: 0, nothingToHit: 0, effectSeen: 0, ended: 0, seenToEnd: 0 },
    ...{ figures: {}, inFlight: null, inFlightOnHosts: null },
    ...{ leaderHit: 0, leaderNotHit: 0, leaderUnknown: 0 },
  };
}

function addTo(row: Row, injection: Injection, isOver: boolean): void {
  const { completion, hostsLeft, inFlight, inFlightByNode } = injection;
  const hosts = completion === null ? [] : hostsOf(completion);
  const verified = completion !== null && fieldsOf(completion.value)['verified'] === true;
  if (verified && hosts.length === 0) {
    row.nothingToHit += 1;
    return;
  }
  row.injected += 1;
  row.inFlight = widened(row.inFlight, inFlight);
  const onHosts = hosts.reduce((sum, host) => sum + (inFlightByNode.get(host) ?? 0), 0);
  row.inFlightOnHosts = widened(row.inFlightOnHosts, onHosts);
  countLeaders(row, hitLeader(completion?.value ?? null));
  if (!verified) return;
  // A cut that no packet came to has changed nothing for anybody.
  if (injection.dropped !== null)
    row.figures = { ...row.figures, dropped: (row.figures['dropped'] ?? 0) + injection.dropped };
  if (injection.dropped === 0) return;
  row.effectSeen += 1;
  row.figures = addFigures(row.figures, fieldsOf(completion.value)['evidence'] ?? null);
  if (hostsLeft === null) row.ended += 1;
  if (isOver) row.seenToEnd += 1;
}

function widened(range: Range, value: number): Range {
  return range === null
    ? { least: value, most: value }
    : { least: Math.min(range.least, value), most: Math.max(range.most, value) };
}

function countLeaders(row: Row, hit: boolean | null): void {
  if (hit === null) row.leaderUnknown += 1;
  else if (hit) row.leaderHit += 1;
  else row.leaderNotHit += 1;
}

function hostsOf({ value }: Operation): readonly string[] {
  const { hosts } = fieldsOf(value);
  return Array.isArray(hosts) ? hosts.map(String) : [];
}

function fieldsOf(value: JsonValue): Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)
    : {};
}
