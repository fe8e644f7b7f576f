// What the harness and the agent on a host say to each other: one JSON document per line, each request answered once.

import type { LinkShape } from '../../world.ts';

/** Asks of the wall clock of this host. */
export type ClockRequest =
  | { readonly kind: 'clock-jump'; readonly offsetMs: number }
  | { readonly kind: 'clock-drift'; readonly partsPerMillion: number }
  | { readonly kind: 'clock-reset' }
  /** Answered with the wall clock minus true time in ms, as a program started like the database reads it. */
  | { readonly kind: 'clock-offset' };

/** Packets of one link that were taken out of the kernel's hands. */
export interface PacketCounts {
  readonly seen: number;
  readonly lost: number;
  readonly repeated: number;
  readonly corrupted: number;
  /** Those that the kernel would not take back. */
  readonly failed: number;
}

export type PacketRequest =
  /** In place of all earlier shapes, by the address that packets come from. */
  | { readonly kind: 'packets-shape'; readonly shapes: Readonly<Record<string, LinkShape>> }
  /** Answered with `PacketCounts` by the address that packets came from. */
  | { readonly kind: 'packets-count' };

export type AgentRequest = ClockRequest | PacketRequest;

/** Names of environment variables with the descriptors that the agent inherits where it treats packets. */
export const socketVariables = { netlink: 'ORDEAL_NETLINK_SOCKET', raw: 'ORDEAL_RAW_SOCKET' } as const;

/** What the agent is started with, as the one parameter of its command line. */
export interface AgentSettings {
  /** Environment under which a program sees the clock of this host; absent where clocks are left alone. */
  readonly clock?: { readonly offsetFile: string; readonly environment: Readonly<Record<string, string>> };
  /** Number of the kernel's queue that packets of shaped links come through; absent where links are left alone. */
  readonly packetQueue?: number;
}

export interface NumberedRequest {
  readonly id: number;
  readonly request: AgentRequest;
}

export type AgentAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
