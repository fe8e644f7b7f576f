// The replicated state as bytes: `ANVILSN` and the digit of its format, a checksum of the rest, then MessagePack. Equal
// states give equal bytes.

import { Decoder, Encoder } from '@msgpack/msgpack';
import type { SqlValue } from '../statement.ts';
import { refusalOf } from '../versions.ts';
import {
  type Catalog,
  createStoredTable,
  type Database,
  keyOfRow,
  type StoredTable,
  type TableDefinition,
} from './catalog.ts';
import { noExtensions } from './no-extensions.ts';
import { createRequestLedger, type LedgerDump } from './request-ledger.ts';
import type { ReplicatedState } from './state.ts';
import { allKeys, type Key } from './table.ts';

const magic = new TextEncoder().encode('ANVILSN');
const digitZero = 0x30;
const headerBytes = magic.length + 1 + 4;

interface SavedTable {
  readonly definition: TableDefinition;
  readonly nextAutoIncrement: number;
  readonly nextHiddenKey: number;
  /** In key order. */
  readonly rows: readonly (readonly SqlValue[])[];
  /** Only of a table without primary key: the hidden number of each row. */
  readonly hiddenKeys: readonly number[];
}

interface SavedState {
  readonly appliedLogId: number;
  readonly stateHash: number;
  readonly databases: readonly (readonly [name: string, tables: readonly SavedTable[]])[];
  readonly users: readonly (readonly [name: string, passwordHash: Uint8Array])[];
  readonly ledger: LedgerDump;
}

function saveTable({ definition, rows, nextAutoIncrement, nextHiddenKey }: StoredTable): SavedTable {
  const saved: (readonly SqlValue[])[] = [];
  const hiddenKeys: number[] = [];
  const hidden = definition.keyColumns.length === 0;
  rows.scan(allKeys, (row, key) => {
    saved.push(row);
    if (hidden) hiddenKeys.push(Number(key[0]));
    return true;
  });
  return { definition, nextAutoIncrement, nextHiddenKey, rows: saved, hiddenKeys };
}

function restoreTable(saved: SavedTable): StoredTable {
  const stored = createStoredTable(saved.definition);
  for (const [index, row] of saved.rows.entries()) {
    const hiddenKey = saved.hiddenKeys[index];
    const key: Key = hiddenKey === undefined ? keyOfRow(stored, row) : [hiddenKey];
    // Blobs are views into the whole snapshot until copied.
    stored.rows.put(
      key,
      row.map((value) => (value instanceof Uint8Array ? value.slice() : value)),
    );
  }
  stored.nextAutoIncrement = saved.nextAutoIncrement;
  stored.nextHiddenKey = saved.nextHiddenKey;
  return stored;
}

/** FNV-1a over the body. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index += 1)
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash >>> 0;
}

/** The whole state, self-contained. */
export function encodeSnapshot(state: ReplicatedState): Uint8Array {
  const saved: SavedState = {
    appliedLogId: state.appliedLogId,
    stateHash: state.stateHash,
    databases: [...state.catalog].map(
      ([name, tables]) => [name, [...tables.values()].map(saveTable)] as const,
    ),
    users: [...state.users],
    ledger: state.ledger.dump(),
  };
  const body = new Encoder({ useBigInt64: true, ignoreUndefined: true, extensionCodec: noExtensions }).encode(
    saved,
  );
  const bytes = new Uint8Array(headerBytes + body.length);
  bytes.set(magic);
  bytes[magic.length] = digitZero + state.format;
  new DataView(bytes.buffer).setUint32(magic.length + 1, checksum(body));
  bytes.set(body, headerBytes);
  return bytes;
}

function readBody(bytes: Uint8Array): { readonly format: number; readonly saved: SavedState } {
  if (bytes.length < headerBytes || magic.some((byte, index) => bytes[index] !== byte)) {
    throw new Error('The bytes are not a snapshot: they do not start with ANVILSN');
  }
  const format = (bytes[magic.length] ?? 0) - digitZero;
  const refusal = refusalOf(format, 'The snapshot is of');
  if (refusal !== null) throw new Error(refusal);
  const body = bytes.subarray(headerBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(magic.length + 1) !== checksum(body)) {
    throw new Error('The snapshot is damaged: its checksum does not match');
  }
  // The checksum vouches for the shape: only `encodeSnapshot` writes this magic.
  const saved = new Decoder({ useBigInt64: true, extensionCodec: noExtensions }).decode(body) as SavedState;
  return { format, saved };
}

/** @throws Error with a clear sentence when the bytes are not a whole snapshot. */
export function decodeSnapshot(bytes: Uint8Array): ReplicatedState {
  const { format, saved } = readBody(bytes);
  const catalog: Catalog = new Map();
  for (const [name, tables] of saved.databases) {
    const database: Database = new Map();
    for (const table of tables) database.set(table.definition.name, restoreTable(table));
    catalog.set(name, database);
  }
  return {
    appliedLogId: saved.appliedLogId,
    stateHash: saved.stateHash,
    format,
    catalog,
    users: new Map(saved.users.map(([name, passwordHash]) => [name, passwordHash.slice()])),
    ledger: createRequestLedger(saved.ledger),
  };
}
