// Is this the cluster's first start, or was this disk wiped? On an empty disk both look the same, and the difference
// decides: a new member may vote at once, one that forgot what it promised must not. So a node on an empty disk asks
// all others. The cluster is new only if every node says that it has never been a member; each then keeps the numbers
// that all gave: these are the bootstrap members. A node that hears of a cluster that lives is one of them when its own
// number, which it wrote down before it asked, is among theirs; any other has lost a disk, or may have.

import type { NodeConfiguration } from './anvil.ts';
import type { Env, NodeName } from './env.ts';
import { type BootstrapRecord, readBootstrap, saveBootstrap } from './log/bootstrap-file.ts';
import type { BootstrapReplyMessage, WireMessage } from './messages.ts';

export interface Bootstrap {
  /** The cluster has lived, and this disk knows nothing of it. */
  readonly wiped: boolean;
  /** Answers a node on an empty disk; true when the message was such a question. */
  answer(from: NodeName, message: WireMessage): boolean;
}

/**
 * Finds out and calls back; asks until it knows.
 * @param onWaiting is told for what a node waits that does not know yet
 */
export function settleBootstrap(
  env: Env,
  { name, voters, timings }: NodeConfiguration,
  onWaiting: (reason: string) => void,
  done: (bootstrap: Bootstrap) => void,
): void {
  const peers = voters.filter((voter) => voter !== name);
  const answering = (
    own: number,
    bootstrapMembers: BootstrapReplyMessage['bootstrapMembers'],
  ): Bootstrap['answer'] => {
    return (from, message) => {
      if (message.kind !== 'bootstrap-ask' || !peers.includes(from)) return false;
      env.network.send(from, { kind: 'bootstrap-reply', asked: message.own, own, bootstrapMembers });
      return true;
    };
  };
  const join = (wiped: boolean, bootstrapMembers: BootstrapRecord['bootstrapMembers']): void => {
    done({ wiped, answer: answering(0, bootstrapMembers ?? {}) });
  };
  const save = (record: BootstrapRecord, then: () => void): void => {
    saveBootstrap(env.disk, record, (error) => {
      if (error === null) then();
      else env.halt(`The data directory could not be written: ${error.message}.`);
    });
  };

  /** Asks all others, again and again, until one has said that the cluster lives, or all that they are new. */
  const ask = ({ own, bootstrapMembers }: BootstrapRecord): void => {
    const fresh: Record<NodeName, number> = { [name]: own };
    const answer = answering(own, null);
    let decided = false;
    const decide = (wiped: boolean, known: BootstrapRecord['bootstrapMembers']): void => {
      decided = true;
      if (wiped) {
        env.logger.warn('disk-was-wiped');
        env.sometimes('wiped-disk-found');
      }
      save({ own, bootstrapMembers: known }, () => join(wiped, known));
    };
    const handleReply = (from: NodeName, reply: BootstrapReplyMessage): void => {
      if (decided || reply.asked !== own || !peers.includes(from)) return;
      // Bootstrap members written down, and no log beside them: this node may well have been a member since. Whatever it
      // was, it can tell the next that asks who they are: a member that cannot would take one of them for a wiped node.
      if (reply.bootstrapMembers !== null)
        decide(bootstrapMembers !== null || reply.bootstrapMembers[name] !== own, reply.bootstrapMembers);
      else {
        fresh[from] = reply.own;
        if (peers.every((peer) => fresh[peer] !== undefined)) decide(false, fresh);
      }
    };
    const repeat = (): void => {
      if (decided) return;
      const missing = peers.filter((peer) => fresh[peer] === undefined);
      onWaiting(
        `its disk is empty; it may be a new member only if all nodes are, and waits for ${missing.join(', ')}`,
      );
      for (const peer of peers) env.network.send(peer, { kind: 'bootstrap-ask', own });
      env.clock.after(timings.heartbeatIntervalMs, repeat);
    };
    env.network.onMessage((from, message) => {
      if (!answer(from, message) && message.kind === 'bootstrap-reply') handleReply(from, message);
    });
    repeat();
  };

  readBootstrap(env.disk, (error, { hasLived, record }) => {
    if (error !== null) env.halt(`The data directory could not be read: ${error.message}.`);
    else if (hasLived || peers.length === 0) join(false, record?.bootstrapMembers ?? null);
    else if (record !== null) ask(record);
    else {
      const own = 1 + env.random.fork('bootstrap').below(2 ** 30);
      const drawn: BootstrapRecord = { own, bootstrapMembers: null };
      save(drawn, () => ask(drawn));
    }
  });
}
