// One Anvil node: a member of the Paxos group whose state machine is the SQL database, with sessions on top.

import type { AnvilNode, NodeConfiguration, NodeStatus, Session } from './anvil.ts';
import type { Env } from './env.ts';
import type { ReplicaInspection } from './inspection.ts';
import { checkConfiguration, type Engine, type RunningMember, startMember } from './member.ts';
import {
  copyOfStatus,
  countersOf,
  inspectionOf,
  liveStatusOf,
  type NodeCircumstances,
  statusBeforeStart,
} from './node-report.ts';
import { createSession } from './sql/session.ts';
import { AnvilErrorCode } from './statement.ts';
import { encodeCommand, encodeFormatChange } from './storage/command.ts';
import { createStateMachine } from './storage/state-machine.ts';

export { defaultTimings } from './timings.ts';

/** An Anvil node that also lets a simulator look inside. */
export interface InspectableNode extends AnvilNode {
  /** `null` until the log is read. */
  inspect(): ReplicaInspection | null;
  /** As `status`, but every field says how it stands when it is read; `null` until the log is read. */
  liveStatus(): NodeStatus | null;
}

/**
 * Makes a node that lives in `env`; nothing happens before `start`.
 * @throws {Error} when the configuration cannot work (unknown name, too many or doubled voters)
 */
export function createNode(givenEnv: Env, configuration: NodeConfiguration): InspectableNode {
  checkConfiguration(configuration);
  let haltReason: string | null = null;
  const env: Env = {
    ...givenEnv,
    halt: (reason) => {
      haltReason ??= reason;
      givenEnv.halt(reason);
    },
  };
  const stateMachine = createStateMachine({ rootUser: configuration.rootUser });
  let running: RunningMember | null = null;
  let inspection: ReplicaInspection | null = null;
  let liveStatus: NodeStatus | null = null;
  let sessions = 0;
  let waitingReason = '';
  let connectionId = 0;
  const circumstances: NodeCircumstances = {
    configuration,
    haltReason: () => haltReason,
    waitingReason: () => waitingReason,
    sessions: () => sessions,
  };

  const openSession = (user: string): Session => {
    if (running === null) return notReadySession();
    connectionId += 1;
    const session = createSession(running.router, user, connectionId, () => env.clock.wallMs());
    let open = true;
    sessions += 1;
    return {
      execute: (request, reply) => session.execute(request, reply),
      close: () => {
        if (open) sessions -= 1;
        open = false;
        session.close();
      },
    };
  };

  return {
    start: (ready) => {
      const engine: Engine = {
        stateMachine,
        encodeCommand: (request, requestId) => encodeCommand(request, requestId, stateMachine.format),
        formats: { inUse: () => stateMachine.format, encodeChange: encodeFormatChange },
      };
      const onWaiting = (reason: string): void => {
        waitingReason = reason;
      };
      startMember(env, configuration, engine, onWaiting, (member) => {
        running = member;
        inspection = inspectionOf(member.replica);
        liveStatus = liveStatusOf(circumstances, member);
        ready();
      });
    },
    passwordHash: (user) => stateMachine.passwordHash(user),
    openSession,
    status: () =>
      liveStatus === null
        ? statusBeforeStart(circumstances, stateMachine.stateHash)
        : copyOfStatus(liveStatus),
    liveStatus: () => liveStatus,
    counters: () => (running === null ? {} : countersOf(running, sessions)),
    inspect: () => inspection,
  };
}

/** Answers while the log is being read. */
function notReadySession(): Session {
  return {
    close: () => {},
    execute: (_request, reply) =>
      reply({
        kind: 'error',
        code: AnvilErrorCode.notExecuted,
        sqlState: 'HY000',
        message: 'The statement was not executed: this node is still reading its log. It may be sent again.',
      }),
  };
}
