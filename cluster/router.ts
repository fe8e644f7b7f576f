// How a session gets a statement executed, wherever the leader is: the seam between SQL sessions and replication.

import type { RequestId, StatementOutcome, StatementRequest } from './statement.ts';

/** What an administrator can ask of the nodes. */
export type AdministrationCommand =
  /** To lead from now on; asked of whichever node leads. */
  | { readonly kind: 'switchLeader'; readonly node: string }
  /** To write a snapshot and forget the log before it; asked of the very node that was spoken to. */
  | { readonly kind: 'snapshot' };

export interface StatementRouter {
  /** Carries out a command; `sql` is its text. Asked twice, it does nothing the second time. */
  administer(command: AdministrationCommand, sql: string, reply: (outcome: StatementOutcome) => void): void;
  /** A strong (linearizable) read. Any failure is `notExecuted`: a read has no effect to be unsure of. */
  read(request: StatementRequest, reply: (outcome: StatementOutcome) => void): void;
  /**
   * A write, applied exactly once however often the router has to send it: it travels under `requestId`, or under an
   * id of the router's own where the client gave none. Answers `notExecuted` only when no leader was ever handed it.
   */
  write(
    request: StatementRequest,
    requestId: RequestId | null,
    reply: (outcome: StatementOutcome) => void,
  ): void;
}
