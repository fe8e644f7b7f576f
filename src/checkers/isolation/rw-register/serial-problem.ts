// What a serial order of transactions is looked for in, and what it has to respect.

import type { Graph } from '../graph/graph.ts';
import type { Transactions } from '../transactions.ts';
import type { Rows } from './readers.ts';
import type { Registers } from './registers.ts';

/** What besides the data an order must respect. */
export type RespectedOrder = 'none' | 'process' | 'realtime';

export interface SerialProblem {
  readonly transactions: Transactions;
  readonly registers: Registers;
  readonly readers: Rows;
  readonly written: Rows;
  readonly respected: RespectedOrder;
  /** Orders known already. */
  readonly known: Graph | null;
}
