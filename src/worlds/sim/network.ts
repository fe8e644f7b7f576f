// The simulated network: every ordered pair of hosts is a link with its own latency, losses, repeats and cuts.
// Each link draws from a stream of its own, once per message, and everything random about a message follows from that
// number: faults on one link leave the fate of other messages, there and on other links, as it was.

import type { Network } from '../../../cluster/env.ts';
import type { WireMessage } from '../../../cluster/messages.ts';
import type { LinkShape } from '../world.ts';
import type { EventOptions, Kernel } from './kernel.ts';
import type { Incarnation, Processes } from './processes.ts';
import { mix32, type RandomStream } from './random.ts';
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
  /** Messages that cuts have dropped on a link since the start. */
  droppedByCuts(from: number, to: number): number;
  /** Treats messages of a link this way on top of the network's own; `null` ends it. */
  setShape(from: number, to: number, shape: LinkShape | null): void;
  isShaped(from: number, to: number): boolean;
  /** Messages sent, delivered, lost, repeated, and dropped by a cut, since the start. */
  readonly counters: Readonly<Record<'sent' | 'delivered' | 'lost' | 'repeated' | 'cut', number>>;
}

interface SimulatedLink {
  readonly random: RandomStream;
  cut: boolean;
  dropped: number;
  shape: LinkShape | null;
  /** Messages that keep their order arrive no earlier than this. */
  lastArrivalNs: number;
}

type Receiver = (from: string, message: WireMessage) => void;

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
        dropped: 0,
        shape: null,
        lastArrivalNs: 0,
      }),
    ),
  );
  const linkOf = (from: number, to: number): SimulatedLink => links[from]?.[to] as SimulatedLink;
  const receivers: ({ life: Incarnation; receive: Receiver } | null)[] = names.map(() => null);
  const counters = { sent: 0, delivered: 0, lost: 0, repeated: 0, cut: 0 };

  const drop = (link: SimulatedLink): void => {
    counters.cut += 1;
    link.dropped += 1;
  };
  const arrive = (from: number, to: number, message: WireMessage): void => {
    const link = linkOf(from, to);
    if (link.cut) {
      drop(link);
      return;
    }
    const receiver = receivers[to];
    if (receiver === null || receiver === undefined || processes.current(to) !== receiver.life) return;
    counters.delivered += 1;
    processes.deliver(receiver.life, () => receiver.receive(names[from] as string, message));
  };
  const optionsByLink = names.map(() => names.map(() => new Map<string, EventOptions>()));
  /** Made once for each link and kind of message, where nobody wants to read what is in them. */
  const optionsOf = (from: number, to: number, message: WireMessage): EventOptions => {
    const known = optionsByLink[from]?.[to]?.get(message.kind);
    if (known !== undefined) return known;
    const made: EventOptions = {
      kind: 'message',
      node: to,
      digest: (digestOfName(message.kind) + from) >>> 0,
      describe: kernel.describesEvents ? () => `from ${names[from]} ${describeMessage(message)}` : null,
    };
    if (!kernel.describesEvents) optionsByLink[from]?.[to]?.set(message.kind, made);
    return made;
  };
  const sendCopy = (from: number, to: number, message: WireMessage, delayNs: number): void => {
    kernel.schedule(delayNs, optionsOf(from, to, message), () => arrive(from, to, message));
  };
  const send = (from: number, to: number, message: WireMessage): void => {
    const link = linkOf(from, to);
    const { shape } = link;
    counters.sent += 1;
    const fate = link.random.next();
    if (link.cut) {
      drop(link);
      return;
    }
    if (happens(fate, 'lost', options.lossPerMille + (shape?.lossPercent ?? 0) * 10)) {
      counters.lost += 1;
      return;
    }
    const now = kernel.nowNs();
    const earliestNs = now + latencyNs(fate, options) + (shape === null ? 0 : shapeDelayNs(fate, shape));
    const free = happens(fate, 'free', options.reorderPerMille + (shape?.reorderPercent ?? 0) * 10);
    const arrivalNs = free ? earliestNs : Math.max(earliestNs, link.lastArrivalNs);
    if (!free) link.lastArrivalNs = arrivalNs;
    sendCopy(from, to, message, arrivalNs - now);
    if (happens(fate, 'repeated', options.duplicatePerMille + (shape?.duplicatePercent ?? 0) * 10)) {
      counters.repeated += 1;
      sendCopy(from, to, message, arrivalNs - now + Math.floor(part(fate, 'repeat-delay') * 5e6));
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
    droppedByCuts: (from, to) => linkOf(from, to).dropped,
    setShape: (from, to, shape) => {
      linkOf(from, to).shape = shape;
    },
    isShaped: (from, to) => linkOf(from, to).shape !== null,
  };
}

/** What a message's number decides; each aspect has a salt of its own, so that they are independent. */
const salts = {
  jitter: 0x2545f491,
  slow: 0x9e3779b9,
  lost: 0x85ebca6b,
  free: 0xc2b2ae35,
  repeated: 0x27d4eb2f,
  shape: 0x165667b1,
  'repeat-delay': 0xd3a2646c,
} as const;

/** A number in [0, 1) out of a message's. */
function part(fate: number, aspect: keyof typeof salts): number {
  return mix32(fate ^ salts[aspect]) / 0x1_0000_0000;
}

function happens(fate: number, aspect: keyof typeof salts, perMille: number): boolean {
  return perMille > 0 && part(fate, aspect) * 1000 < perMille;
}

function latencyNs(fate: number, options: NetworkOptions): number {
  const ordinaryNs =
    options.latencyUs * 1000 + Math.floor(part(fate, 'jitter') * (options.jitterUs * 1000 + 1));
  return happens(fate, 'slow', options.slowPerMille) ? ordinaryNs * 10 : ordinaryNs;
}

function shapeDelayNs(fate: number, { delayMs = 0, jitterMs = 0 }: LinkShape): number {
  return Math.floor((delayMs + part(fate, 'shape') * jitterMs) * 1e6);
}

/** A message in one line of at most 200 characters: byte strings as their length. */
function describeMessage(message: WireMessage): string {
  const text = JSON.stringify(message, (_key, value: unknown) => {
    if (value instanceof Uint8Array) return `${value.length} bytes`;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}
