// Turns the outcome of a statement into the packets of its answer.

import type { StatementOutcome, WrittenOutcome } from '../../statement.ts';
import type { PacketWriter } from './packet-writer.ts';
import { Capability } from './protocol.ts';
import { writeError, writeOk } from './responses.ts';
import { type RowEncoding, writeResultSet } from './result-set.ts';

/** With CLIENT_FOUND_ROWS a client counts the rows that matched, else those that changed. */
function countedRows(outcome: WrittenOutcome, capabilities: number): number {
  const foundRows = (capabilities & Capability.foundRows) !== 0;
  return foundRows ? Math.max(outcome.matchedRows, outcome.affectedRows) : outcome.affectedRows;
}

/** MySQL's sentence after an UPDATE; clients read the number of changed rows from it. */
function information(sql: string, outcome: WrittenOutcome): string {
  if (!/^\s*update\b/i.test(sql)) return '';
  return `Rows matched: ${outcome.matchedRows}  Changed: ${outcome.affectedRows}  Warnings: 0`;
}

export function writeOutcome(
  writer: PacketWriter,
  sql: string,
  outcome: StatementOutcome,
  encoding: RowEncoding,
  capabilities: number,
): void {
  if (outcome.kind === 'error') writeError(writer, outcome.code, outcome.sqlState, outcome.message);
  else if (outcome.kind === 'rows' && outcome.columns.length > 0)
    writeResultSet(writer, outcome, encoding, capabilities);
  else if (outcome.kind === 'rows') writeOk(writer);
  else writeOk(writer, countedRows(outcome, capabilities), information(sql, outcome));
}
