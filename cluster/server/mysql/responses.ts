// The three small answers: OK, error, end of rows.
// Source: MySQL source documentation, "Generic Response Packets".

import type { PacketWriter } from './packet-writer.ts';
import { Capability, StatusFlag } from './protocol.ts';

const noWarnings = 0;

/** `information` is the sentence that some clients print, or read the number of changed rows from. */
export function writeOk(writer: PacketWriter, affectedRows = 0, information = ''): void {
  writer.beginPacket();
  writer.unsigned(0x00, 1);
  writer.lengthEncodedInteger(affectedRows);
  writer.lengthEncodedInteger(0);
  writer.unsigned(StatusFlag.autocommit, 2);
  writer.unsigned(noWarnings, 2);
  if (information !== '') writer.lengthEncodedText(information);
  writer.endPacket();
}

export function writeError(writer: PacketWriter, code: number, sqlState: string, message: string): void {
  writer.beginPacket();
  writer.unsigned(0xff, 1);
  writer.unsigned(code, 2);
  writer.text('#');
  writer.text(sqlState);
  writer.text(message);
  writer.endPacket();
}

/** Ends rows: an OK packet under another header byte where EOF packets are deprecated. */
export function writeEndOfRows(writer: PacketWriter, capabilities: number): void {
  if ((capabilities & Capability.deprecateEof) === 0) return writeEof(writer);
  writer.beginPacket();
  writer.unsigned(0xfe, 1);
  writer.lengthEncodedInteger(0);
  writer.lengthEncodedInteger(0);
  writer.unsigned(StatusFlag.autocommit, 2);
  writer.unsigned(noWarnings, 2);
  writer.endPacket();
}

/** Ends column definitions, for clients that still expect it there. */
export function writeEndOfDefinitions(writer: PacketWriter, capabilities: number): void {
  if ((capabilities & Capability.deprecateEof) === 0) writeEof(writer);
}

function writeEof(writer: PacketWriter): void {
  writer.beginPacket();
  writer.unsigned(0xfe, 1);
  writer.unsigned(noWarnings, 2);
  writer.unsigned(StatusFlag.autocommit, 2);
  writer.endPacket();
}
