// A database for trying workloads without a cluster: one state machine that answers at once.

import { encodeCommand } from '../../cluster/storage/command.ts';
import { createStateMachine } from '../../cluster/storage/state-machine.ts';
import { type SqlConnection, StatementError } from '../../src/worlds/world.ts';

export function connectToMachine(): SqlConnection {
  const machine = createStateMachine({ rootUser: { name: 'root', passwordHash: new Uint8Array(0) } });
  return {
    query: async (sql, parameters) => {
      const outcome = /^select/i.test(sql)
        ? machine.read({ sql, parameters })
        : machine.apply(machine.appliedLogId + 1, encodeCommand({ sql, parameters }, null));
      if (outcome.kind === 'error') throw new StatementError(outcome.message, true, outcome.code);
      return outcome.kind === 'rows'
        ? { rows: outcome.rows, affectedRows: 0 }
        : { rows: [], affectedRows: outcome.affectedRows };
    },
    close: () => {},
  };
}
