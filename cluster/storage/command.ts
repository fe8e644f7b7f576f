// One replicated command: a write, and the request id that makes it happen once.
// MessagePack array, its first item the format. A change of the format itself is a command too: from it on, everything is
// written in the new one.

import { Decoder, Encoder } from '@msgpack/msgpack';
import type { RequestId, SqlValue, StatementRequest } from '../statement.ts';
import { diskFormats, firstFormat, includes } from '../versions.ts';
import { noExtensions } from './no-extensions.ts';

const formatChange = 'format';

const encoder = new Encoder({ useBigInt64: true, extensionCodec: noExtensions });
const decoder = new Decoder({ useBigInt64: true, extensionCodec: noExtensions });

/** Every member reads this format: from now on it is written. */
export interface FormatCommand {
  readonly format: number;
}

export interface Command {
  readonly request: StatementRequest;
  /** `null`: applied each time it is met. */
  readonly requestId: RequestId | null;
}

/** The bytes that go into the log. A command of no bytes stands for no operation. */
export function encodeCommand(
  { sql, parameters }: StatementRequest,
  requestId: RequestId | null,
  format: number = firstFormat,
): Uint8Array {
  const { client, sequence } = requestId ?? { client: null, sequence: null };
  return encoder.encode([format, client, sequence, sql, parameters]);
}

/** The command that begins a format. */
export function encodeFormatChange(format: number): Uint8Array {
  return encoder.encode([formatChange, format]);
}

function isSqlValue(value: unknown): value is SqlValue {
  const plain = value === null || ['number', 'bigint', 'string'].includes(typeof value);
  return plain || value instanceof Uint8Array;
}

/** Commands decoded lately, by their bytes as an object: replicas that share a process apply the very same ones. */
const decodedLimit = 256;
let decodedNow = new Map<Uint8Array, Command | FormatCommand>();
let decodedBefore = new Map<Uint8Array, Command | FormatCommand>();

/**
 * Reads what `encodeCommand` and `encodeFormatChange` wrote; `null` for the command of no bytes. Equal for the same bytes, which must not change.
 *
 * @throws Error when the bytes are no command of a version this build knows.
 */
export function decodeCommand(bytes: Uint8Array): Command | FormatCommand | null {
  if (bytes.length === 0) return null;
  const known = decodedNow.get(bytes) ?? decodedBefore.get(bytes);
  if (known !== undefined) return known;
  const command = decodeAnew(bytes);
  if (decodedNow.size >= decodedLimit) {
    decodedBefore = decodedNow;
    decodedNow = new Map();
  }
  decodedNow.set(bytes, command);
  return command;
}

function decodeAnew(bytes: Uint8Array): Command | FormatCommand {
  const decoded: unknown = decoder.decode(bytes);
  if (!Array.isArray(decoded)) throw new Error('The bytes are no command');
  const [format, change] = decoded as readonly unknown[];
  if (format === formatChange && typeof change === 'number') return { format: change };
  if (typeof format !== 'number' || !includes(diskFormats, format))
    throw new Error('The bytes are no command');
  const [, client, sequence, sql, parameters] = decoded as readonly unknown[];
  if (typeof sql !== 'string' || !Array.isArray(parameters) || !parameters.every(isSqlValue)) {
    throw new Error('The bytes are no command');
  }
  const named = typeof client === 'string' && typeof sequence === 'number';
  return { request: { sql, parameters }, requestId: named ? { client, sequence } : null };
}
