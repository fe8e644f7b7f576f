// How messages look in each version of the wire. Version 1 is the message itself; every later one travels in an envelope
// that says its version, so that whoever does not know it can say so.

import type { NodeMessage, VersionedMessage, WireMessage } from './messages.ts';

/** The message as it travels in this version. */
export function toWire(version: number, message: NodeMessage): NodeMessage | VersionedMessage {
  return version === 1 ? message : { kind: 'versioned', version, body: message };
}

/** The version it travelled in. */
export function versionOf(message: Exclude<WireMessage, { kind: 'hello' }>): number {
  return message.kind === 'versioned' ? message.version : 1;
}

/** Reads what `toWire` made in a version that this build speaks. */
export function fromWire(message: NodeMessage | VersionedMessage): NodeMessage {
  return message.kind === 'versioned' ? message.body : message;
}
