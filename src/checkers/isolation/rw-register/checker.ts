// The rw-register checker: transactions write unique values to registers and read them. Every read names its write, but
// nothing names the order of writes. First an order of the transactions is looked for that explains all reads: a history
// that has one is strictly serializable, and nothing can be wrong with it. Otherwise orders of versions are concluded
// around the places where no order went on, the cycles they make are named, and weaker orders are looked for.

import type { History } from '../../../history/history.ts';
import { microKind } from '../../../history/transactions.ts';
import type { Budget, Checker, Verdict } from '../../checker.ts';
import { nothingSucceeded } from '../../rows.ts';
import { type AnomalyName, createFindings, type Findings } from '../anomaly.ts';
import { groupByKey, type MicroOperationsByKey } from '../by-key.ts';
import { noteCycles } from '../explain.ts';
import { cyclesIn } from '../graph/judge-graph.ts';
import type { IsolationOptions } from '../list-append/checker.ts';
import { bytesOfColumns, createMemory, type Memory, MemoryRanOut } from '../memory.ts';
import { implies, type ModelName, modelNamed, ruledOut } from '../models.ts';
import { NotTransactions, type Transactions, transactionsOf } from '../transactions.ts';
import { unjudged, verdictOn } from '../verdict.ts';
import { decideModel } from '../version-orders/decide-model.ts';
import { type Observed, observedRegisters } from '../version-orders/observed.ts';
import { type Left, withinMemory } from '../within-memory.ts';
import { createWords } from '../words.ts';
import { noteCyclicVersions } from './cyclic-versions.ts';
import { registerDependencies } from './dependencies.ts';
import { registerEdgeWords } from './edge-words.ts';
import { inferDependencies } from './inference.ts';
import { membersAround } from './members.ts';
import { readersOf, writtenVersions } from './readers.ts';
import { registersOf } from './registers.ts';
import type { RespectedOrder, SerialProblem } from './serial-problem.ts';
import { findSerialOrder, type SerialLimit, type SerialLimits, type SerialOutcome } from './serial-search.ts';
import { troubledPlaces } from './troubled-places.ts';

const NAME = 'rw-register';
const STEPS_PER_CLASS = 4_000_000;
/** Looks at transactions before cycles are looked for, and after that. */
const FIRST_STEPS = { perTransaction: 100, patience: 500_000 };
const FURTHER_STEPS = 100_000_000;

/** Of the time: up to when places are looked for where no order goes on, and up to when orders are concluded around them. */
const PLACES_SHARE = 0.4;
const INFERENCE_SHARE = 0.6;
/** And up to when orders of versions are looked for. */
const DECISION_SHARE = 0.8;

/** Orders that are looked for, what it means that there is none, and for which model. */
const ORDERS: readonly (readonly [RespectedOrder, AnomalyName, ModelName])[] = [
  ['realtime', 'no-serial-order-realtime', 'strict-serializable'],
  ['process', 'no-serial-order-process', 'strong-session-serializable'],
  ['none', 'no-serial-order', 'serializable'],
];

/**
 * A checker that transactions of writes and reads of registers obey a consistency model. The serializable models are
 * decided completely, within the budget; for weaker ones every anomaly is looked for that shows in orders that follow.
 * @throws {RangeError} for a model that does not exist
 */
export function rwRegister({ model = 'strict-serializable' }: IsolationOptions = {}): Checker {
  const wanted = modelNamed(model);
  return {
    name: NAME,
    check(history, budget) {
      try {
        return judge(history, wanted, budget);
      } catch (error) {
        if (!(error instanceof NotTransactions) && !(error instanceof MemoryRanOut)) throw error;
        return unjudged(NAME, wanted, error.message);
      }
    },
  };
}

function judge(history: History, model: ModelName, budget: Budget): Verdict {
  const startedMs = performance.now();
  const columns = history.columns();
  const memory = createMemory(budget.memoryBytes);
  memory.hold(bytesOfColumns(columns), `the history of ${history.length} events`);
  const transactions = transactionsOf(columns, memory);
  const findings = createFindings();
  const left = withinMemory(transactions, findings, () => {
    const byKey = groupByKey(transactions, microKind.write, memory);
    const registers = registersOf(transactions, byKey, findings, memory);
    const readers = readersOf(registers, memory);
    const written = writtenVersions(registers, columns.keys.length, memory);
    const problem = {
      transactions,
      registers,
      readers,
      written,
      respected: 'realtime',
      known: null,
    } as const;
    return examine(problem, byKey, model, findings, { startedMs, timeMs: budget.timeMs, memory });
  });
  const open = transactions.completed.length === 0 ? nothingSucceeded : left.open;
  return verdictOn(NAME, model, history, { transactions, findings, ...left, open, startedMs });
}

interface Means {
  readonly startedMs: number;
  readonly timeMs: number;
  readonly memory: Memory;
}

/** @returns what it leaves open. @throws {MemoryRanOut} */
function examine(
  problem: SerialProblem,
  byKey: MicroOperationsByKey,
  model: ModelName,
  findings: Findings,
  { startedMs, timeMs, memory }: Means,
): Left {
  const { transactions, registers, readers, written } = problem;
  const deadlineMs = startedMs + timeMs;
  const { patience, perTransaction } = FIRST_STEPS;
  const steps = patience + perTransaction * transactions.length;
  const first = registers.sound ? findSerialOrder(problem, { steps, patience, deadlineMs, memory }) : null;
  if (first?.kind === 'order') return { undecided: [], open: '', decision: { kind: 'holds' } };
  noteCyclicVersions(transactions, registers, findings);
  const { edges, nodes } = registerDependencies(registers, readers, written, memory);
  const searchMs = startedMs + timeMs * PLACES_SHARE;
  const centres = (): readonly number[] =>
    troubledPlaces(problem, first, { steps, patience, deadlineMs: searchMs, memory });
  const inferenceMs = startedMs + timeMs * INFERENCE_SHARE;
  for (const members of membersAround(registers, readers, centres)) {
    inferDependencies({ transactions, registers, readers, members, deadlineMs: inferenceMs }, edges);
  }
  const limits = { stepsPerClass: STEPS_PER_CLASS, deadlineMs };
  const { cycles, undecided } = cyclesIn(edges.toGraph(nodes), transactions, limits, memory);
  const wordsFor = registerEdgeWords(transactions, registers);
  noteCycles(transactions, cycles, wordsFor, findings);
  const observe = (): Observed => observedRegisters(transactions, byKey, memory);
  const decisionMs = startedMs + timeMs * DECISION_SHARE;
  const decision = decideModel({ model, findings, wordsFor, observe, deadlineMs: decisionMs, memory });
  if (first === null) return { undecided, open: '', decision };
  const { open, holds } = decideOrders(problem, first, model, findings, { deadlineMs, memory });
  const settled = decision.kind === 'open' && holds !== null && implies(holds, model);
  return { undecided, open, decision: settled ? { kind: 'holds' } : decision };
}

/**
 * Decides the serializable models that no named anomaly rules out.
 * @returns why the model asked for stays open, or nothing; and the strongest model that an order was found for
 */
function decideOrders(
  problem: SerialProblem,
  first: SerialOutcome,
  model: ModelName,
  findings: Findings,
  limits: Pick<SerialLimits, 'deadlineMs' | 'memory'>,
): { readonly open: string; readonly holds: ModelName | null } {
  let open = '';
  for (const [respected, anomaly, decided] of ORDERS) {
    if (ruledOut(findings.names()).has(decided)) continue;
    const proven = respected === 'realtime' && first.kind === 'none';
    const found = proven
      ? first
      : findSerialOrder(
          { ...problem, respected },
          { ...limits, steps: FURTHER_STEPS, patience: FURTHER_STEPS },
        );
    if (found.kind === 'order') return { open, holds: decided };
    if (found.kind === 'none') {
      findings.add(anomaly, () => describeDeadEnd(problem.transactions, found.reached));
    } else if (ruledOut([anomaly]).has(model) && open === '') {
      open = `The search for a serial order reached its ${limitInWords(found.limit, limits.memory)} at ${createWords(problem.transactions).transaction(found.reached)}; no anomaly was found so far.`;
    }
  }
  return { open, holds: null };
}

function limitInWords(limit: SerialLimit, { budget }: Memory): string {
  if (limit === 'steps') return 'bound of steps';
  return limit === 'time' ? 'time budget' : `memory budget of ${budget}`;
}

function describeDeadEnd(
  transactions: Transactions,
  reached: number,
): { transactions: number[]; text: string } {
  return {
    transactions: [reached],
    text: `No order of the transactions explains every read: none gets past ${createWords(transactions).transaction(reached)}.`,
  };
}
