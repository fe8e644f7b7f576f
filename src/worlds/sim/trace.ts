// The trace of a run: a running 64-bit hash over every event, and on demand one line per event that can be diffed.
// Two runs did the same exactly when their hashes are equal.

import { hashText } from './random.ts';

/** What sort of event: a node's own timer, a message, a disk call that returns, a client, a fault, the world itself. */
export type EventKind = 'timer' | 'message' | 'disk' | 'client' | 'fault' | 'world';

const kindCodes: Readonly<Record<EventKind, number>> = {
  timer: 1,
  message: 2,
  disk: 3,
  client: 4,
  fault: 5,
  world: 6,
};

export interface Trace {
  /** True when lines are wanted; only then is a description worth its closure. */
  readonly wantsLines: boolean;
  /** Adds one event; `describe` is called only when lines are wanted. */
  add(timeNs: number, kind: EventKind, node: number, digest: number, describe: (() => string) | null): void;
  /** Sixteen hexadecimal digits. */
  hash(): string;
}

/**
 * Makes an empty trace.
 * @param nodeNames names of the nodes by index, for the lines
 * @param onLine takes one line per event, without newline; `null` for the hash alone
 */
export function createTrace(nodeNames: readonly string[], onLine: ((line: string) => void) | null): Trace {
  let high = 0x6a09e667;
  let low = 0xbb67ae85 | 0;
  const absorb = (word: number): void => {
    low = Math.imul(low ^ word, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high ^ low, 0x85ebca77);
    high ^= high >>> 13;
  };
  const toHex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
  return {
    wantsLines: onLine !== null,
    add: (timeNs, kind, node, digest, describe) => {
      absorb(timeNs | 0);
      absorb((Math.floor(timeNs / 0x1_0000_0000) << 8) ^ (kindCodes[kind] << 5) ^ node);
      absorb(digest);
      if (onLine === null) return;
      const name = node < 0 ? '-' : (nodeNames[node] ?? '?');
      onLine(`${(timeNs / 1e6).toFixed(6)} ${name} ${kind} ${describe?.() ?? ''} ${toHex(digest)}`);
    },
    hash: () => toHex(high) + toHex(low),
  };
}

const digestsOfTexts = new Map<string, number>();

/** Digest of a short text out of a small set, such as a message's kind; remembered. */
export function digestOfName(name: string): number {
  let digest = digestsOfTexts.get(name);
  if (digest === undefined) {
    digest = hashText(name);
    if (digestsOfTexts.size < 10_000) digestsOfTexts.set(name, digest);
  }
  return digest;
}

/** Digest of a byte string. */
export function digestOfBytes(bytes: Uint8Array): number {
  const { length } = bytes;
  let hash = 0x811c9dc5 ^ length;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < length; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash >>> 0;
}
