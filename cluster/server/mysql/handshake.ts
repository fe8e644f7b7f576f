// The first packets of a connection: the server's greeting, the client's answer, a change of method and of user.
// Source: MySQL source documentation, "Connection Phase Packets" (HandshakeV10, HandshakeResponse41, AuthSwitchRequest).

import type { PacketWriter } from './packet-writer.ts';
import { MalformedPacket, type PayloadReader, payloadReader } from './payload-reader.ts';
import {
  Capability,
  CharacterSet,
  nativePasswordPlugin,
  StatusFlag,
  serverCapabilities,
} from './protocol.ts';

/** What a client says of itself before it may send commands. */
export interface Login {
  /** Those of the client's capabilities that the server offers too. */
  readonly capabilities: number;
  readonly user: string;
  /** Database to use from the start; empty for none. */
  readonly database: string;
  /** The authentication method that `response` belongs to. */
  readonly plugin: string;
  readonly response: Buffer;
}

const firstChallengeBytes = 8;

export function writeGreeting(
  writer: PacketWriter,
  serverVersion: string,
  connectionId: number,
  challenge: Buffer,
): void {
  writer.beginPacket();
  writer.unsigned(10, 1);
  writer.zeroTerminatedText(serverVersion);
  writer.unsigned(connectionId, 4);
  writer.bytes(challenge.subarray(0, firstChallengeBytes));
  writer.zeros(1);
  writer.unsigned(serverCapabilities & 0xff_ff, 2);
  writer.unsigned(CharacterSet.utf8mb4, 1);
  writer.unsigned(StatusFlag.autocommit, 2);
  writer.unsigned(serverCapabilities >>> 16, 2);
  writer.unsigned(challenge.length + 1, 1);
  writer.zeros(10);
  writer.bytes(challenge.subarray(firstChallengeBytes));
  writer.zeros(1);
  writer.zeroTerminatedText(nativePasswordPlugin);
  writer.endPacket();
}

/** Asks the client to authenticate by `mysql_native_password` whatever it tried first. */
export function writeMethodSwitch(writer: PacketWriter, challenge: Buffer): void {
  writer.beginPacket();
  writer.unsigned(0xfe, 1);
  writer.zeroTerminatedText(nativePasswordPlugin);
  writer.bytes(challenge);
  writer.zeros(1);
  writer.endPacket();
}

function readResponse(reader: PayloadReader, capabilities: number): Buffer {
  if ((capabilities & Capability.lengthEncodedAuthentication) !== 0)
    return Buffer.from(reader.lengthEncodedBytes());
  if ((capabilities & Capability.secureConnection) !== 0)
    return Buffer.from(reader.bytes(reader.unsigned(1)));
  return Buffer.from(reader.zeroTerminatedText());
}

/** Text to the next zero byte, or to the end: some clients leave the last zero byte out. */
function lenientText(reader: PayloadReader, payload: Buffer): string {
  const end = payload.indexOf(0, payload.length - reader.remaining());
  return end < 0 ? reader.restText() : reader.zeroTerminatedText();
}

/**
 * Reads HandshakeResponse41.
 * @throws {MalformedPacket} also for a client that wants TLS or speaks the protocol from before MySQL 4.1.
 */
export function readLogin(payload: Buffer): Login {
  const reader = payloadReader(payload);
  const wanted = reader.unsigned(4);
  if ((wanted & Capability.protocol41) === 0)
    throw new MalformedPacket('the client is older than protocol 4.1');
  if ((wanted & Capability.tls) !== 0)
    throw new MalformedPacket('the client asks for TLS, which this server does not offer');
  const capabilities = wanted & serverCapabilities;
  reader.bytes(4 + 1 + 23);
  const user = reader.zeroTerminatedText();
  const response = readResponse(reader, capabilities);
  const wantsDatabase = (capabilities & Capability.connectWithDatabase) !== 0 && reader.remaining() > 0;
  const database = wantsDatabase ? lenientText(reader, payload) : '';
  const namesPlugin = (capabilities & Capability.pluginAuthentication) !== 0 && reader.remaining() > 0;
  const plugin = namesPlugin ? lenientText(reader, payload) : nativePasswordPlugin;
  return { capabilities, user, database, plugin, response };
}

/** Reads COM_CHANGE_USER; `capabilities` are those of the connection. */
export function readUserChange(payload: Buffer, capabilities: number): Login {
  const reader = payloadReader(payload, 1);
  const user = reader.zeroTerminatedText();
  const response = Buffer.from(reader.bytes(reader.unsigned(1)));
  const database = reader.zeroTerminatedText();
  if (reader.remaining() > 0) reader.bytes(2);
  const namesPlugin = (capabilities & Capability.pluginAuthentication) !== 0 && reader.remaining() > 0;
  const plugin = namesPlugin ? lenientText(reader, payload) : nativePasswordPlugin;
  return { capabilities, user, database, plugin, response };
}
