// Everything that is replicated, in one value: what commands change, snapshots save and restores replace.

import { firstFormat } from '../versions.ts';
import { type Catalog, createCatalog } from './catalog.ts';
import { createRequestLedger, type RequestLedger } from './request-ledger.ts';
import { emptyHash } from './state-hash.ts';
import type { Users } from './users.ts';

export interface ReplicatedState {
  appliedLogId: number;
  stateHash: number;
  /** What the cluster has agreed to write. */
  format: number;
  readonly catalog: Catalog;
  readonly users: Users;
  readonly ledger: RequestLedger;
}

export interface RootUser {
  readonly name: string;
  /** `SHA1(SHA1(password))`, empty for no password. */
  readonly passwordHash: Uint8Array;
}

/** The state before the first command. */
export function createEmptyState(rootUser: RootUser): ReplicatedState {
  return {
    appliedLogId: 0,
    stateHash: emptyHash,
    format: firstFormat,
    catalog: createCatalog(),
    users: new Map([[rootUser.name, rootUser.passwordHash]]),
    ledger: createRequestLedger(),
  };
}
