// Executes committed entries in order. Knows how far the group has committed; tells whoever proposed an entry here
// what became of it.

import type { ReplicatedLog } from '../log/log.ts';
import type { LogPosition } from '../messages.ts';
import type { StateMachine } from '../state-machine.ts';
import type { StatementOutcome } from '../statement.ts';

export interface Applier {
  committedLogId(): number;
  appliedLogId(): number;
  /** Everything up to `logId` is committed; applies it at once. Lower values change nothing. */
  commitTo(logId: number): void;
  /** Replaces the state by a snapshot at `position`. Throws what the state machine throws. */
  restore(position: LogPosition, snapshot: Uint8Array): void;
  /** Is called after an entry was applied. */
  onApplied(listener: (logId: number, outcome: StatementOutcome) => void): void;
  readonly stateMachine: StateMachine;
}

/** @param log a function, since the log is opened after the applier is made */
export function createApplier(stateMachine: StateMachine, log: () => ReplicatedLog): Applier {
  const listeners: ((logId: number, outcome: StatementOutcome) => void)[] = [];
  let committed = stateMachine.appliedLogId;
  let applying = false;

  const applyAll = (): void => {
    if (applying) return;
    applying = true;
    while (stateMachine.appliedLogId < committed) {
      const entry = log().entryAt(stateMachine.appliedLogId + 1);
      if (entry === undefined) break;
      const outcome = stateMachine.apply(entry.logId, entry.command);
      for (const listener of listeners) listener(entry.logId, outcome);
    }
    applying = false;
  };
  return {
    stateMachine,
    committedLogId: () => committed,
    appliedLogId: () => stateMachine.appliedLogId,
    commitTo: (logId) => {
      committed = Math.max(committed, logId);
      applyAll();
    },
    restore: (position, snapshot) => {
      stateMachine.restore(snapshot);
      committed = Math.max(committed, position.logId);
      applyAll();
    },
    onApplied: (listener) => {
      listeners.push(listener);
    },
  };
}
