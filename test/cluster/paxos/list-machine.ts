// The smallest state machine that shows what replication does: lists to append to, and a ledger of request ids.
// `append KEY VALUE` and `read KEY`, as the statement text.

import { crc32 } from '../../../cluster/log/crc32.ts';
import type { Engine } from '../../../cluster/member.ts';
import type { StateMachine } from '../../../cluster/state-machine.ts';
import type { RequestId, StatementOutcome, StatementRequest } from '../../../cluster/statement.ts';

interface Command {
  readonly sql: string;
  readonly requestId: RequestId | null;
}

interface State {
  appliedLogId: number;
  stateHash: number;
  lists: Record<string, string[]>;
  done: Record<string, number>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const written: StatementOutcome = { kind: 'written', matchedRows: 1, affectedRows: 1 };

export function encodeListCommand(request: StatementRequest, requestId: RequestId | null): Uint8Array {
  return encoder.encode(JSON.stringify({ sql: request.sql, requestId }));
}

/** `ledger: false` applies repeats again, as a broken build would. */
export function createListMachine(ledger = true): StateMachine {
  let state: State = { appliedLogId: 0, stateHash: 0, lists: {}, done: {} };

  const execute = (command: Command): void => {
    const id = command.requestId === null ? '' : `${command.requestId.client}#${command.requestId.sequence}`;
    if (ledger && id !== '' && state.done[id] !== undefined) return;
    if (id !== '') state.done[id] = state.appliedLogId;
    const [, key = '', value = ''] = command.sql.split(' ');
    (state.lists[key] ??= []).push(value);
  };
  return {
    get appliedLogId() {
      return state.appliedLogId;
    },
    get stateHash() {
      return state.stateHash;
    },
    apply: (logId, command) => {
      if (logId !== state.appliedLogId + 1) throw new Error(`Applied ${logId} after ${state.appliedLogId}.`);
      state.appliedLogId = logId;
      state.stateHash = crc32(command, 0, command.length, state.stateHash);
      if (command.length > 0) execute(JSON.parse(decoder.decode(command)) as Command);
      return written;
    },
    read: (request) => {
      const [, key = ''] = request.sql.split(' ');
      const rows = (state.lists[key] ?? []).map((value) => [value]);
      return { kind: 'rows', columns: [{ name: 'value', table: 'lists', type: 'text' }], rows };
    },
    snapshot: () => encoder.encode(JSON.stringify(state)),
    checkSnapshot: (snapshot) => void JSON.parse(decoder.decode(snapshot)),
    restore: (snapshot) => {
      state = JSON.parse(decoder.decode(snapshot)) as State;
    },
  };
}

/** An engine of lists. */
export function listEngine(ledger = true): Engine {
  return { stateMachine: createListMachine(ledger), encodeCommand: encodeListCommand };
}
