// One replicated command: a write, the database it was sent in, and the request id that makes it happen once.
// MessagePack array, its first item the version of the format.

import { Decoder, Encoder } from '@msgpack/msgpack';
import type { RequestId, SqlValue, StatementRequest } from '../statement.ts';

const formatVersion = 1;

const encoder = new Encoder({ useBigInt64: true });
const decoder = new Decoder({ useBigInt64: true });

export interface Command {
  readonly request: StatementRequest;
  readonly requestId: RequestId;
}

/** The bytes that go into the log. A command of no bytes stands for no operation. */
export function encodeCommand(request: StatementRequest, requestId: RequestId): Uint8Array {
  const { sql, parameters, database } = request;
  return encoder.encode([
    formatVersion,
    requestId.client,
    requestId.sequence,
    database ?? null,
    sql,
    parameters,
  ]);
}

function isSqlValue(value: unknown): value is SqlValue {
  const plain = value === null || ['number', 'bigint', 'string'].includes(typeof value);
  return plain || value instanceof Uint8Array;
}

/**
 * Reads what `encodeCommand` wrote; `null` for the command of no bytes.
 *
 * @throws Error when the bytes are no command of a version this build knows.
 */
export function decodeCommand(bytes: Uint8Array): Command | null {
  if (bytes.length === 0) return null;
  const decoded: unknown = decoder.decode(bytes);
  if (!Array.isArray(decoded) || decoded[0] !== formatVersion) throw new Error('The bytes are no command');
  const [, client, sequence, database, sql, parameters] = decoded as readonly unknown[];
  const named = typeof client === 'string' && typeof sequence === 'number';
  if (!named || typeof sql !== 'string' || !Array.isArray(parameters) || !parameters.every(isSqlValue)) {
    throw new Error('The bytes are no command');
  }
  const request = { sql, parameters };
  return {
    request: typeof database === 'string' ? { ...request, database } : request,
    requestId: { client, sequence },
  };
}
