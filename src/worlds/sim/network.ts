// The simulated network: every ordered pair of hosts is a link with its own latency, losses, repeats and cuts.
// Each link draws from a stream of its own, a fixed number of times per message, so that faults on one link leave the
// fate of messages on the others as it was.

import type { Network } from '../../../cluster/env.ts';
import type { NodeMessage } from '../../../cluster/messages.ts';
import type { LinkShape } from '../world.ts';
import type { Kernel } from './kernel.ts';
import type { Incarnation, Processes } from './processes.ts';
import type { RandomStream } from './random.ts';
import { digestOfName } from './trace.ts';

export interface NetworkOptions {
  /** Least time a message takes. */
  readonly latencyUs: number;
  /** Most extra time of an ordinary message, drawn evenly. */
  readonly jitterUs: number;
  /** Messages out of a thousand that take ten times as long. */
  readonly slowPerMille: number;
  readonly lossPerMille: number;
  readonly duplicatePerMille: number;
  /** Messages out of a thousand that others on the same link may overtake. */
  readonly reorderPerMille: number;
}

export const defaultNetworkOptions: NetworkOptions = {
  latencyUs: 150,
  jitterUs: 200,
  slowPerMille: 5,
  lossPerMille: 0,
  duplicatePerMille: 0,
  reorderPerMille: 0,
};

export interface SimulatedNetwork {
  networkOf(life: Incarnation): Network;
  setCut(from: number, to: number, cut: boolean): void;
  isCut(from: number, to: number): boolean;
  /** Treats messages of a link this way on top of the network's own; `null` ends it. */
  setShape(from: number, to: number, shape: LinkShape | null): void;
  isShaped(from: number, to: number): boolean;
  /** Messages sent, delivered, lost, repeated, and dropped by a cut, since the start. */
  readonly counters: Readonly<Record<'sent' | 'delivered' | 'lost' | 'repeated' | 'cut', number>>;
}

interface SimulatedLink {
  readonly random: RandomStream;
  cut: boolean;
  shape: LinkShape | null;
  /** Messages that keep their order arrive no earlier than this. */
  lastArrivalNs: number;
}

type Receiver = (from: string, message: NodeMessage) => void;

/** Makes the network between the hosts called `names`. */
export function createNetwork(
  kernel: Kernel,
  processes: Processes,
  names: readonly string[],
  random: RandomStream,
  options: NetworkOptions,
): SimulatedNetwork {
  const indexes = new Map(names.map((name, index) => [name, index]));
  const links = names.map((from) =>
    names.map(
      (to): SimulatedLink => ({
        random: random.fork(`${from}>${to}`),
        cut: false,
        shape: null,
        lastArrivalNs: 0,
      }),
    ),
  );
  const linkOf = (from: number, to: number): SimulatedLink => links[from]?.[to] as SimulatedLink;
  const receivers: ({ life: Incarnation; receive: Receiver } | null)[] = names.map(() => null);
  const counters = { sent: 0, delivered: 0, lost: 0, repeated: 0, cut: 0 };

  const arrive = (from: number, to: number, message: NodeMessage): void => {
    if (linkOf(from, to).cut) {
      counters.cut += 1;
      return;
    }
    const receiver = receivers[to];
    if (receiver === null || receiver === undefined || processes.current(to) !== receiver.life) return;
    counters.delivered += 1;
    processes.deliver(receiver.life, () => receiver.receive(names[from] as string, message));
  };
  const sendCopy = (from: number, to: number, message: NodeMessage, delayNs: number): void => {
    kernel.schedule(
      delayNs,
      {
        kind: 'message',
        node: to,
        digest: (digestOfName(message.kind) + from) >>> 0,
        describe: kernel.describesEvents ? () => `from ${names[from]} ${describeMessage(message)}` : null,
      },
      () => arrive(from, to, message),
    );
  };
  const send = (from: number, to: number, message: NodeMessage): void => {
    const link = linkOf(from, to);
    const { shape } = link;
    counters.sent += 1;
    // Always the same draws, whatever the faults.
    const latencyNs = drawLatencyNs(link, options);
    const shapeJitterNs = link.random.below(1_000_000) * (shape?.jitterMs ?? 0);
    const lost = link.random.chance(options.lossPerMille + (shape?.lossPercent ?? 0) * 10);
    const repeated = link.random.chance(options.duplicatePerMille + (shape?.duplicatePercent ?? 0) * 10);
    const free = link.random.chance(options.reorderPerMille + (shape?.reorderPercent ?? 0) * 10);
    const repeatDelayNs = link.random.below(5_000_000);
    if (link.cut) {
      counters.cut += 1;
      return;
    }
    if (lost) {
      counters.lost += 1;
      return;
    }
    const now = kernel.nowNs();
    const earliestNs = now + latencyNs + (shape?.delayMs ?? 0) * 1e6 + shapeJitterNs;
    const arrivalNs = free ? earliestNs : Math.max(earliestNs, link.lastArrivalNs);
    if (!free) link.lastArrivalNs = arrivalNs;
    sendCopy(from, to, message, arrivalNs - now);
    if (repeated) {
      counters.repeated += 1;
      sendCopy(from, to, message, arrivalNs - now + repeatDelayNs);
    }
  };

  return {
    counters,
    networkOf: (life) => ({
      send: (to, message) => {
        const target = indexes.get(to);
        if (target !== undefined && processes.current(life.node) === life) send(life.node, target, message);
      },
      onMessage: (receive) => {
        receivers[life.node] = { life, receive };
      },
    }),
    setCut: (from, to, cut) => {
      linkOf(from, to).cut = cut;
    },
    isCut: (from, to) => linkOf(from, to).cut,
    setShape: (from, to, shape) => {
      linkOf(from, to).shape = shape;
    },
    isShaped: (from, to) => linkOf(from, to).shape !== null,
  };
}

function drawLatencyNs(link: SimulatedLink, options: NetworkOptions): number {
  const ordinaryNs = options.latencyUs * 1000 + link.random.below(options.jitterUs * 1000 + 1);
  return link.random.chance(options.slowPerMille) ? ordinaryNs * 10 : ordinaryNs;
}

/** A message in one line of at most 200 characters: byte strings as their length. */
function describeMessage(message: NodeMessage): string {
  const text = JSON.stringify(message, (_key, value: unknown) => {
    if (value instanceof Uint8Array) return `${value.length} bytes`;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}
