// The list-append checker: transactions append unique values to lists and read whole lists. Lists tell the order of their
// versions, so that dependencies are seen and not guessed (Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from
// Experimental Observations", VLDB 2020).

import type { History } from '../../../history/history.ts';
import { microKind } from '../../../history/transactions.ts';
import type { Budget, Checker, Verdict } from '../../checker.ts';
import { nothingSucceeded } from '../../rows.ts';
import { createFindings } from '../anomaly.ts';
import { groupByKey } from '../by-key.ts';
import { noteCycles } from '../explain.ts';
import { cyclesIn } from '../graph/judge-graph.ts';
import { bytesOfColumns, createMemory, MemoryRanOut } from '../memory.ts';
import { type ModelName, modelNamed } from '../models.ts';
import { NotTransactions, transactionsOf } from '../transactions.ts';
import { unjudged, verdictOn } from '../verdict.ts';
import { decideModel } from '../version-orders/decide-model.ts';
import { type Observed, observedLists } from '../version-orders/observed.ts';
import { withinMemory } from '../within-memory.ts';
import { dependenciesOf } from './dependencies.ts';
import { listEdgeWords } from './edge-words.ts';

export interface IsolationOptions {
  /** One of `isolationModels`; `strict-serializable` when absent. */
  readonly model?: string;
}

const NAME = 'list-append';
/** Edges that the search for cycles of one class may look at. */
const STEPS_PER_CLASS = 4_000_000;

/**
 * A checker that transactions of appends and reads obey a consistency model. Every anomaly is looked for, whatever the
 * model; the history is valid where none that the model forbids was found.
 * @throws {RangeError} for a model that does not exist
 */
export function listAppend({ model = 'strict-serializable' }: IsolationOptions = {}): Checker {
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
  const limits = { stepsPerClass: STEPS_PER_CLASS, deadlineMs: startedMs + budget.timeMs };
  const left = withinMemory(transactions, findings, () => {
    const byKey = groupByKey(transactions, microKind.append, memory);
    const { edges, nodes, longest } = dependenciesOf(transactions, byKey, findings, memory);
    const { cycles, undecided } = cyclesIn(edges.toGraph(nodes), transactions, limits, memory);
    const wordsFor = listEdgeWords(transactions, byKey, longest);
    noteCycles(transactions, cycles, wordsFor, findings);
    // Without a cycle of any kind, and nothing else wrong, there is a serial order in real time.
    if (findings.names().length === 0 && undecided.length === 0)
      return { undecided, open: '', decision: { kind: 'holds' } };
    const observe = (): Observed => observedLists(transactions, byKey, memory);
    const { deadlineMs } = limits;
    const decision = decideModel({ model, findings, wordsFor, observe, deadlineMs, memory });
    return { undecided, open: '', decision };
  });
  const open = transactions.completed.length === 0 ? nothingSucceeded : left.open;
  return verdictOn(NAME, model, history, { transactions, findings, ...left, open, startedMs });
}
