// Which server errors leave open what became of a statement. In one place, because a wrong entry turns verdicts worthless:
// an operation of unknown outcome that is taken for failed hides every anomaly it causes.

/** The database handed the statement on and never heard what became of it (see cluster/statement.ts). */
const outcomeUnknownCode = 9002;

/**
 * Server errors after which the statement may nevertheless have been, or yet be, executed: the server gave up on the
 * connection, on the statement or on its commit half-way (MySQL error reference: ER_SERVER_SHUTDOWN,
 * ER_UNKNOWN_ERROR, ER_NET_*, ER_ERROR_DURING_COMMIT, ER_QUERY_INTERRUPTED, ER_CONNECTION_KILLED, ER_QUERY_TIMEOUT).
 */
const indefiniteCodes: ReadonlySet<number> = new Set([
  outcomeUnknownCode,
  1053,
  1105,
  1152,
  1158,
  1159,
  1160,
  1161,
  1180,
  1184,
  1317,
  1927,
  3024,
]);

/** True when a server error says that a statement certainly had no effect and never will. */
export function isCertainlyNotExecuted(code: number): boolean {
  return !indefiniteCodes.has(code);
}
