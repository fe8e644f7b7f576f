// A rolling digest of everything applied: FNV-1a (Fowler, Noll, Vo), 32 bits, over each LogID, command and outcome.

import { unreachable } from '../sql/unreachable.ts';
import type { StatementOutcome } from '../statement.ts';

const prime = 0x01000193;

/** The hash of no history. */
export const emptyHash = 0x811c9dc5;

function addNumber(hash: number, value: number): number {
  let next = hash;
  // Both halves, so that values beyond 32 bits count in full.
  for (const half of [value >>> 0, Math.floor(value / 2 ** 32) >>> 0]) {
    next = Math.imul(next ^ (half & 0xffff), prime);
    next = Math.imul(next ^ (half >>> 16), prime);
  }
  return next;
}

function addText(hash: number, text: string): number {
  let next = hash;
  for (let index = 0; index < text.length; index += 1) next = Math.imul(next ^ text.charCodeAt(index), prime);
  return next;
}

function addOutcome(hash: number, outcome: StatementOutcome): number {
  switch (outcome.kind) {
    case 'written': {
      const counted = addNumber(addNumber(hash, outcome.matchedRows), outcome.affectedRows);
      return addNumber(counted, outcome.lastInsertId ?? 0);
    }
    case 'error':
      return addText(addNumber(hash, outcome.code), outcome.message);
    case 'rows':
      return addNumber(hash, outcome.rows.length);
  }
  return unreachable(outcome);
}

/** The hash after one more command; an unsigned 32-bit number. */
export function nextHash(
  hash: number,
  logId: number,
  command: Uint8Array,
  outcome: StatementOutcome,
): number {
  let next = addNumber(hash, logId);
  for (let at = 0; at < command.length; at += 1) next = Math.imul(next ^ (command[at] as number), prime);
  return addOutcome(next, outcome) >>> 0;
}
