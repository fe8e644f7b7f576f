// How a session gets a statement executed, wherever the leader is: the seam between SQL sessions and replication.

import type { RequestId, StatementOutcome, StatementRequest } from './statement.ts';

export interface StatementRouter {
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
