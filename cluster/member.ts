// A member of the group with whatever state machine it is given: log, replica and router joined, from the first read of
// the disk on. `node.ts` makes it an SQL node.

import type { NodeConfiguration } from './anvil.ts';
import { type Bootstrap, settleBootstrap } from './bootstrap.ts';
import type { Env } from './env.ts';
import { type OpenedLog, openLog } from './log/open-log.ts';
import type { LogPosition } from './messages.ts';
import { createApplier } from './paxos/applier.ts';
import { type FormatKeeper, guardFormat, raiseFormat } from './paxos/format-change.ts';
import { send } from './paxos/group.ts';
import { createReplica, type Replica } from './paxos/replica.ts';
import type { EncodeCommand } from './paxos/statement-service.ts';
import { createPeering, type Peering } from './peering.ts';
import { createReplicationRouter, type ReplicationRouter } from './replication-router.ts';
import type { StateMachine } from './state-machine.ts';
import { firstFormat } from './versions.ts';

/** What executes the commands that are agreed on. */
export interface Engine {
  readonly stateMachine: StateMachine;
  readonly encodeCommand: EncodeCommand;
  /** Absent where commands and snapshots have the first format for ever. */
  readonly formats?: FormatKeeper;
}

export interface RunningMember {
  readonly replica: Replica;
  readonly router: ReplicationRouter;
  readonly peering: Peering;
  /** The disk format that the cluster has agreed on, as this node knows from its disk or from the log. */
  readonly activeFormat: () => number;
}

/** Both together stay within the whole numbers that a message carries exactly. */
const incarnationsDrawn = 2 ** 30;
const startsTold = 2 ** 22;

const onlyFirstFormat: FormatKeeper = {
  inUse: () => firstFormat,
  encodeChange: () => new Uint8Array(0),
};

/**
 * Reads the disk, joins the group and calls back; never, when the node halts instead.
 * @param onWaiting is told for what a node waits that cannot join yet
 */
export function startMember(
  env: Env,
  configuration: NodeConfiguration,
  engine: Engine,
  onWaiting: (reason: string) => void,
  ready: (member: RunningMember) => void,
): void {
  settleBootstrap(env, configuration, onWaiting, (bootstrap) =>
    join(env, configuration, engine, bootstrap, ready),
  );
}

function join(
  env: Env,
  configuration: NodeConfiguration,
  engine: Engine,
  bootstrap: Bootstrap,
  ready: (member: RunningMember) => void,
): void {
  let replica: Replica | null = null;
  const { formats = onlyFirstFormat } = engine;
  const { name, voters, timings } = configuration;
  const { segmentBytes } = timings;
  const onDurable = (): void => replica?.afterSync();
  openLog(env, { segmentBytes, wiped: bootstrap.wiped, onDurable, format: formats.inUse }, (opened) => {
    const applier = createApplier(engine.stateMachine, () => opened.log);
    applier.onApplied(guardFormat(env, formats));
    if (!restoreSnapshot(env, opened, applier.restore)) return;
    const peering = createPeering(answeringFirst(env, bootstrap), name, voters, opened.format);
    replica = createReplica(env, configuration, opened, applier, engine.encodeCommand, peering.send);
    const router = createReplicationRouter(env, timings, routerPeers(replica), incarnationOf(env, opened));
    replica.connect({ onStatementReply: router.handleReply, onLeaderChange: router.leaderChanged });
    raiseFormat(env, replica, peering, formats);
    peering.start(replica.handleMessage);
    ready({ replica, router, peering, activeFormat: opened.format });
  });
}

/**
 * Different for every life of this node. What the log alone tells begins anew on a wiped disk, where an earlier life may have
 * sent statements that the leader still remembers, and replies to them may still be under way.
 */
function incarnationOf(env: Env, { startSequence }: OpenedLog): number {
  const drawn = env.random.fork('incarnation').below(incarnationsDrawn);
  return (startSequence % startsTold) * incarnationsDrawn + drawn;
}

/** The network of a member that answers nodes on empty disks, whatever else they speak. */
function answeringFirst(env: Env, bootstrap: Bootstrap): Env {
  const { network } = env;
  const onMessage: typeof network.onMessage = (receive) =>
    network.onMessage((from, message) => {
      if (!bootstrap.answer(from, message)) receive(from, message);
    });
  return { ...env, network: { ...network, onMessage } };
}

/**
 * Checks what a type cannot.
 * @throws {Error} when the configuration cannot work (unknown name, too many or doubled voters)
 */
export function checkConfiguration({ name, voters }: NodeConfiguration): void {
  const votersMaximum = 15;
  if (!voters.includes(name)) throw new Error(`Node ${name} is not among the voters ${voters.join(', ')}.`);
  if (new Set(voters).size !== voters.length)
    throw new Error(`A voter is named twice in ${voters.join(', ')}.`);
  if (voters.length > votersMaximum) throw new Error(`At most ${votersMaximum} voters can form a group.`);
}

function restoreSnapshot(
  env: Env,
  opened: OpenedLog,
  restore: (position: LogPosition, bytes: Uint8Array) => void,
): boolean {
  const { snapshot } = opened;
  if (snapshot === null || opened.stateLost) return true;
  try {
    restore(snapshot.position, snapshot.bytes);
    return true;
  } catch (error) {
    env.halt(`The snapshot at ${snapshot.position.logId} could not be read: ${(error as Error).message}`);
    return false;
  }
}

function routerPeers({
  group,
  service,
  snapshotter,
  leader,
}: Replica): Parameters<typeof createReplicationRouter>[2] {
  return {
    name: group.name,
    leader,
    send: (to, message) => send(group, to, message),
    snapshotHere: snapshotter.takeNow,
    serveHere: (message, reply) => service.serve(group.name, message, reply),
  };
}
