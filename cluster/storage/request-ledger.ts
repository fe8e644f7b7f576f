// What was applied lately, by whom, with what outcome: so that a request that arrives twice happens once.
// The memory is bounded in a way that depends on the log alone: equal on every replica, part of the snapshot.

import { AnvilErrorCode, type ErrorOutcome, type RequestId, type StatementOutcome } from '../statement.ts';

/** Latest sequence numbers remembered for each client. */
export const rememberedSequences = 64;
/** Clients remembered; beyond it the one whose last request lies furthest back in the log is forgotten. */
export const rememberedClients = 10_000;

export interface RequestLedger {
  /**
   * The answer to a request that must not be executed: the recorded outcome of a repeat, or an error for one too old to
   * tell. `null`: it was not applied before.
   */
  answerOf(requestId: RequestId): StatementOutcome | null;
  record(requestId: RequestId, outcome: StatementOutcome): void;
  /** Everything remembered, clients least recently used first. */
  dump(): LedgerDump;
}

export type LedgerDump = readonly (readonly [
  client: string,
  outcomes: readonly (readonly [number, StatementOutcome])[],
])[];

interface ClientMemory {
  highest: number;
  readonly outcomes: Map<number, StatementOutcome>;
}

function tooOld({ client, sequence }: RequestId): ErrorOutcome {
  const message =
    `Request ${sequence} of client '${client}' is older than the last ${rememberedSequences} remembered: ` +
    'whether it was executed is not known, and it was not executed now';
  return { kind: 'error', code: AnvilErrorCode.outcomeUnknown, sqlState: 'HY000', message };
}

/** A ledger with the content of `dump`. A client that leaves gaps or comes out of order within the window is fine. */
export function createRequestLedger(dump: LedgerDump = []): RequestLedger {
  // In order of last use: Map keeps insertion order, and a client is taken out and put back on each use.
  const clients = new Map<string, ClientMemory>();
  for (const [client, outcomes] of dump) {
    const highest = outcomes.reduce((most, [sequence]) => Math.max(most, sequence), 0);
    clients.set(client, { highest, outcomes: new Map(outcomes) });
  }

  const forgetLeastRecentlyUsed = (): void => {
    if (clients.size <= rememberedClients) return;
    for (const client of clients.keys()) {
      if (clients.size <= rememberedClients) return;
      clients.delete(client);
    }
  };

  /** Moves the window on to end at `highest`; usually by one. */
  const advance = (memory: ClientMemory, highest: number): void => {
    const firstKept = highest - rememberedSequences + 1;
    const firstBefore = memory.highest - rememberedSequences + 1;
    if (firstKept - firstBefore > rememberedSequences) memory.outcomes.clear();
    else for (let old = firstBefore; old < firstKept; old += 1) memory.outcomes.delete(old);
    memory.highest = highest;
  };

  return {
    answerOf: (requestId) => {
      const memory = clients.get(requestId.client);
      if (memory === undefined) return null;
      if (requestId.sequence <= memory.highest - rememberedSequences) return tooOld(requestId);
      return memory.outcomes.get(requestId.sequence) ?? null;
    },
    record: ({ client, sequence }, outcome) => {
      const memory = clients.get(client) ?? { highest: 0, outcomes: new Map<number, StatementOutcome>() };
      if (sequence > memory.highest) advance(memory, sequence);
      memory.outcomes.set(sequence, outcome);
      clients.delete(client);
      clients.set(client, memory);
      forgetLeastRecentlyUsed();
    },
    dump: () => [...clients].map(([client, { outcomes }]) => [client, [...outcomes]] as const),
  };
}
