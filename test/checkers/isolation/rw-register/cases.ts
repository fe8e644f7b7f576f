// One history by hand for each anomaly of registers: one that shows it, and a neighbouring one that does not.

import { type Case, inTurn, together } from '../anomaly-cases.ts';

export const casesOfRegisters: readonly Case[] = [
  {
    anomaly: 'internal',
    not: 'read-atomic',
    still: 'read-committed',
    shows: together('w x 2', 'w x 1, r x 2'),
    legal: together('w x 2', 'w x 1, r x 1'),
  },
  {
    anomaly: 'G1a',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('!w x 1', 'r x 1'),
    legal: together('?w x 1', 'r x 1'),
  },
  {
    anomaly: 'G1b',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('w x 1, w x 2', 'r x 1'),
    legal: together('w x 1, w x 2', 'r x 2'),
  },
  {
    anomaly: 'garbage-read',
    not: 'read-uncommitted',
    shows: together('w x 1', 'r x 7'),
    legal: together('w x 1', 'r x nil'),
  },
  {
    anomaly: 'future-read',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('r x 1, w x 1'),
    legal: together('r x nil, w x 1'),
  },
  {
    anomaly: 'lost-update',
    not: 'cursor-stability',
    still: 'causal',
    shows: together('w x 1', 'r x 1, w x 2', 'r x 1, w x 3'),
    legal: together('w x 1', 'r x 1, w x 2', 'r x 2, w x 3'),
  },
  {
    anomaly: 'cyclic-versions',
    not: 'read-uncommitted',
    shows: together('r x 2, w x 1', 'r x 1, w x 2'),
    legal: together('r x nil, w x 1', 'r x 1, w x 2'),
  },
  {
    anomaly: 'G1c',
    not: 'read-committed',
    still: 'read-uncommitted',
    shows: together('w x 1, r y 1', 'w y 1, r x 1'),
    legal: together('w x 1, r y 1', 'w y 1, r x nil'),
  },
  {
    anomaly: 'G-single-item',
    not: 'consistent-view',
    shows: together('w x 1, w y 1', 'r x nil, r y 1'),
    legal: together('w x 1, w y 1', 'r x nil, r y nil'),
  },
  {
    anomaly: 'write-skew',
    not: 'serializable',
    still: 'snapshot-isolation',
    shows: together('r x nil, w y 1', 'r y nil, w x 1'),
    legal: together('r x nil, w y 1', 'r y 1, w x 1'),
  },
  {
    anomaly: 'long-fork',
    not: 'prefix',
    still: 'causal',
    shows: together('w x 1', 'w y 1', 'r x 1, r y nil', 'r x nil, r y 1'),
    legal: together('w x 1', 'w y 1', 'r x 1, r y nil', 'r x nil, r y nil'),
  },
  {
    anomaly: 'G-single-item-realtime',
    not: 'strict-serializable',
    still: 'strong-session-serializable',
    shows: inTurn([0, 'w x 1'], [1, 'w x 2'], [2, 'r x 1']),
    legal: [...together('w x 1', 'w x 2'), ...inTurn([2, 'r x 1'])],
  },
];
