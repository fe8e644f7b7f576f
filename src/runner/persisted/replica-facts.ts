// From the data of one replica to the writes of a workload: the state machine is restored from the snapshot and given
// the entries behind it, as at a start, so that it is known which of them had an effect.

import { decodeCommand } from '../../../cluster/storage/command.ts';
import { createStateMachine, type SqlStateMachine } from '../../../cluster/storage/state-machine.ts';
import type { PersistedForm, StatementMeaning } from '../../../workloads/persisted-form.ts';
import type { PersistedReplica, PersistedWrite } from '../../checkers/persisted.ts';
import { type DataFiles, readStoredLog } from './stored-log.ts';

const unknownTable = 1146;

/** What one replica has persisted; a text is the reason why that cannot be told. */
export function replicaFacts(node: string, files: DataFiles, form: PersistedForm): PersistedReplica | string {
  const log = readStoredLog(files);
  if (typeof log === 'string') return log;
  const machine = createStateMachine({ rootUser: { name: 'root', passwordHash: new Uint8Array(0) } });
  try {
    if (log.snapshot !== null) machine.restore(log.snapshot);
    const snapshot = log.snapshot === null ? null : rowsOf(machine, form);
    const logged: PersistedWrite[] = [];
    const withoutEffect: PersistedWrite[] = [];
    for (const { logId, command } of log.behind) {
      const meaning = meaningOf(command, form);
      const outcome = machine.apply(logId, command);
      if (meaning.kind !== 'write') continue;
      const hadEffect = outcome.kind === 'written' && outcome.affectedRows > 0;
      (hadEffect ? logged : withoutEffect).push(meaning.write);
    }
    const beforeSnapshot = log.before.flatMap(({ command }): readonly PersistedWrite[] => {
      const meaning = meaningOf(command, form);
      return meaning.kind === 'write' && !meaning.isConditional ? [meaning.write] : [];
    });
    return { node, end: log.end, snapshot, logged, withoutEffect, beforeSnapshot };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws {Error} for a statement that may have changed the workload's values in a way that is not known here */
function meaningOf(command: Uint8Array, form: PersistedForm): StatementMeaning {
  const decoded = decodeCommand(command);
  if (decoded === null || 'format' in decoded) return { kind: 'none' };
  const { sql, parameters } = decoded.request;
  const meaning = form.meaningOf(sql, parameters);
  if (meaning !== null) return meaning;
  if (isHarmless(sql, form.table)) return { kind: 'none' };
  throw new Error(`its log holds a statement that is not the workload's: ${sql.slice(0, 60)}`);
}

function isHarmless(sql: string, table: string): boolean {
  if (/^\s*create\s+table\s+if\s+not\s+exists\s/i.test(sql)) return true;
  return !/^\s*drop\s/i.test(sql) && !sql.toLowerCase().includes(table.toLowerCase());
}

function rowsOf(machine: SqlStateMachine, { readAll, writeInRow }: PersistedForm): readonly PersistedWrite[] {
  const outcome = machine.read({ sql: readAll, parameters: [] });
  if (outcome.kind === 'rows') return outcome.rows.map(writeInRow);
  if (outcome.kind === 'error' && outcome.code === unknownTable) return [];
  throw new Error(
    `its snapshot cannot be read: ${outcome.kind === 'error' ? outcome.message : outcome.kind}`,
  );
}
