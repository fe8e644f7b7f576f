// The statements that one connection has prepared, with what came ahead of their execution. Bounded in number and bytes.

import type { SqlValue } from '../../statement.ts';
import {
  isBinaryType,
  type ParameterType,
  readParameter,
  readParameterTypes,
  textOrBytes,
  UnsupportedParameter,
} from './parameters.ts';
import { MalformedPacket, payloadReader } from './payload-reader.ts';

interface PreparedStatement {
  readonly id: number;
  readonly sql: string;
  readonly parameterCount: number;
}

interface Entry extends PreparedStatement {
  /** As last sent: an execution may leave the types out when they have not changed. */
  types: readonly ParameterType[];
  /** Values sent in pieces ahead of the execution, by parameter. */
  readonly longData: Map<number, Buffer[]>;
  longDataBytes: number;
  /** Why the next execution must fail: COM_STMT_SEND_LONG_DATA itself is never answered. */
  longDataError: string | null;
}

export interface PreparedStatements {
  /** `null` when the connection holds as much as it may. */
  prepare(sql: string, parameterCount: number): PreparedStatement | null;
  close(id: number): void;
  /** Forgets long data. False for an unknown statement. */
  reset(id: number): boolean;
  /** Handles COM_STMT_SEND_LONG_DATA. */
  addLongData(payload: Buffer): void;
  /**
   * Reads COM_STMT_EXECUTE; `null` for an unknown statement.
   * @throws {MalformedPacket}
   * @throws {UnsupportedParameter}
   */
  readExecution(payload: Buffer): { statement: PreparedStatement; parameters: readonly SqlValue[] } | null;
  clear(): void;
}

export interface PreparedLimits {
  readonly statements: number;
  /** All texts together. */
  readonly textBytes: number;
  /** All pieces of one execution together. */
  readonly longDataBytes: number;
}

/** MariaDB clients may execute the statement prepared last by this id, before they know its own. */
const lastPrepared = 0xff_ff_ff_ff;

export function preparedStatements(limits: PreparedLimits): PreparedStatements {
  const entries = new Map<number, Entry>();
  let nextId = 1;
  let lastId = 0;
  let textBytes = 0;

  const find = (id: number): Entry | undefined => entries.get(id === lastPrepared ? lastId : id);

  function forgetLongData(entry: Entry): void {
    entry.longData.clear();
    entry.longDataBytes = 0;
    entry.longDataError = null;
  }

  function readValues(entry: Entry, payload: Buffer): SqlValue[] {
    const reader = payloadReader(payload, 1 + 4 + 1 + 4);
    const count = entry.parameterCount;
    if (count === 0) return [];
    const nullBitmap = reader.bytes((count + 7) >> 3);
    if (reader.unsigned(1) === 1) entry.types = readParameterTypes(reader, count);
    if (entry.longDataError !== null) throw new UnsupportedParameter(entry.longDataError);
    return Array.from({ length: count }, (_, index) => {
      const type = entry.types[index];
      if (type === undefined) throw new MalformedPacket('the parameter types were never sent');
      const pieces = entry.longData.get(index);
      if (pieces !== undefined) {
        const bytes = Buffer.concat(pieces);
        return isBinaryType(type.type) ? bytes : textOrBytes(bytes);
      }
      const isNull = (((nullBitmap[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
      return isNull ? null : readParameter(reader, type);
    });
  }

  return {
    prepare(sql, parameterCount) {
      if (entries.size >= limits.statements || textBytes + sql.length > limits.textBytes) return null;
      const id = nextId++;
      lastId = id;
      textBytes += sql.length;
      const entry: Entry = {
        id,
        sql,
        parameterCount,
        types: [],
        longData: new Map(),
        longDataBytes: 0,
        longDataError: null,
      };
      entries.set(id, entry);
      return entry;
    },
    close(id) {
      textBytes -= entries.get(id)?.sql.length ?? 0;
      entries.delete(id);
    },
    reset(id) {
      const entry = find(id);
      if (entry === undefined) return false;
      forgetLongData(entry);
      return true;
    },
    addLongData(payload) {
      const reader = payloadReader(payload, 1);
      const entry = find(reader.unsigned(4));
      const parameter = reader.unsigned(2);
      if (entry === undefined) return;
      const piece = Buffer.from(reader.bytes(reader.remaining()));
      const pieces = entry.longData.get(parameter) ?? [];
      entry.longData.set(parameter, pieces);
      entry.longDataBytes += piece.length;
      if (parameter >= entry.parameterCount)
        entry.longDataError = `long data for parameter ${parameter}, which does not exist`;
      else if (entry.longDataBytes > limits.longDataBytes)
        entry.longDataError = `more than ${limits.longDataBytes} bytes of long data`;
      if (entry.longDataError !== null) entry.longData.clear();
      else pieces.push(piece);
    },
    readExecution(payload) {
      const entry = find(payloadReader(payload, 1).unsigned(4));
      if (entry === undefined) return null;
      try {
        return { statement: entry, parameters: readValues(entry, payload) };
      } finally {
        forgetLongData(entry);
      }
    },
    clear() {
      entries.clear();
      textBytes = 0;
    },
  };
}
