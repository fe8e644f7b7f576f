// For each model a history that violates it, with the models next to it that the same history satisfies, and a history that it
// accepts although no serial order explains it.

import type { AnomalyName } from '../../../src/checkers/isolation/anomaly.ts';
import { inTurn, type Line, together } from './anomaly-cases.ts';

export interface ModelCase {
  readonly model: string;
  readonly anomaly: AnomalyName;
  readonly violates: readonly Line[];
  /** What the same history satisfies. */
  readonly still: readonly string[];
  readonly accepts: readonly Line[];
}

const writeSkew = together('r x [], append y 1', 'r y [], append x 1', 'r x [1], r y [1]');
const writeSkewOfRegisters = together('r x nil, w y 1', 'r y nil, w x 1', 'r x 1, r y 1');
const fractured = together('w x 1, w y 1', 'w x 2, w y 2', 'r x 1, r y 2');
const bothMissed = together('r x [], append x 1, append y 1', 'r y [], append y 2, append x 2');
const ownEarlier = together('w x 1, r x 2, r x 1', 'w x 2');
const causalCycle = (write: string, found: string): readonly Line[] => [
  [0, 'invoke', `r left ${found}, ${write} right 1`],
  [1, 'invoke', `r right ${found}`],
  [1, 'ok', `r right ${found}`],
  [1, 'invoke', `${write} left 1`],
  [1, 'ok', `${write} left 1`],
  [0, 'ok', `r left ${found}, ${write} right 1`],
];

export const modelCases: readonly ModelCase[] = [
  {
    model: 'read-committed',
    anomaly: 'future-read',
    violates: together('r x 1, w x 1', 'w x 2'),
    still: ['read-uncommitted'],
    accepts: ownEarlier,
  },
  {
    model: 'monotonic-atomic-view',
    anomaly: 'observed-transaction-vanishes',
    violates: together('append x 1, append y 1', 'r x [1], r y []'),
    still: ['read-committed', 'cursor-stability'],
    accepts: together('append x 1, append y 1', 'r y [], r x [1]'),
  },
  {
    model: 'monotonic-atomic-view',
    anomaly: 'observed-transaction-vanishes',
    violates: together('w x 1, w y 1', 'w z 1, r x 1, r y nil'),
    still: ['read-committed', 'cursor-stability'],
    accepts: together('w x 1, w y 1', 'r y nil, r x 1'),
  },
  {
    model: 'monotonic-view',
    anomaly: 'G-monotonic',
    violates: together('append x 1', 'r x [1], append y 1', 'r y [1], r x []'),
    still: ['monotonic-atomic-view', 'read-atomic'],
    accepts: together('append x 1', 'r x [1], append y 1', 'r x [], r y [1]'),
  },
  {
    model: 'monotonic-snapshot-read',
    anomaly: 'G-MSR',
    violates: together('append x 1', 'append y 1', 'r x [1], r y []', 'r y [1], r x []'),
    still: ['monotonic-view', 'consistent-view', 'parallel-snapshot-isolation'],
    accepts: together('append x 1', 'append y 1', 'r y [], r x [1]', 'r x [], r y [1]'),
  },
  {
    model: 'cursor-stability',
    anomaly: 'G-cursor',
    violates: together('r x [], append x 1', 'append x 2', 'r x [2 1]'),
    still: ['read-atomic', 'prefix', 'monotonic-snapshot-read'],
    accepts: together(
      'r x [], append x 1',
      'append x 2',
      'r x [1 2]',
      'r x [1], r y []',
      'append y 1, append x 3',
      'r y [1], r x [1 2]',
    ),
  },
  {
    model: 'read-atomic',
    anomaly: 'no-version-order',
    violates: fractured,
    still: ['read-committed', 'cursor-stability'],
    accepts: together('append x 1', 'r x [1], append y 1', 'r y [1], r x []'),
  },
  {
    model: 'update-atomic',
    anomaly: 'G-single-item',
    violates: together('append x 1, append y 1', 'append x 2, r y []', 'r x [1 2], r y [1]'),
    still: ['read-atomic', 'causal', 'prefix'],
    accepts: together('append x 1', 'r x [1], append y 1', 'r y [1], r x []'),
  },
  {
    model: 'causal',
    anomaly: 'no-version-order',
    violates: fractured,
    still: ['read-committed'],
    accepts: writeSkew,
  },
  {
    model: 'causal',
    anomaly: 'causal-violation',
    violates: together('append x 1', 'r x [1], append y 1', 'r y [1], r x []'),
    still: ['read-atomic', 'update-atomic'],
    accepts: together('append x 1', 'append y 1', 'r x [1], r y []', 'r x [], r y [1]'),
  },
  {
    model: 'prefix',
    anomaly: 'no-version-order',
    violates: fractured,
    still: ['read-committed'],
    accepts: writeSkewOfRegisters,
  },
  {
    model: 'parallel-snapshot-isolation',
    anomaly: 'no-version-order',
    violates: bothMissed,
    still: ['causal', 'prefix', 'read-atomic'],
    accepts: together('append x 1', 'append y 1', 'r x [1], r y []', 'r x [], r y [1]'),
  },
  {
    model: 'consistent-view',
    anomaly: 'no-version-order',
    violates: bothMissed,
    still: ['causal', 'prefix'],
    accepts: writeSkew,
  },
  {
    model: 'forward-consistent-view',
    anomaly: 'no-version-order',
    violates: bothMissed,
    still: ['monotonic-atomic-view'],
    accepts: writeSkewOfRegisters,
  },
  {
    model: 'update-serializable',
    anomaly: 'G-update',
    violates: writeSkew,
    still: ['snapshot-isolation', 'forward-consistent-view'],
    // Two that only read disagree on the order of two updates; each of them is in order with those.
    accepts: together('append x 1', 'append y 1', 'r x [1], r y []', 'r x [], r y [1]'),
  },
  {
    model: 'update-serializable',
    anomaly: 'G-update',
    violates: writeSkewOfRegisters,
    still: ['snapshot-isolation', 'forward-consistent-view'],
    accepts: together('w x 1', 'w y 1', 'r x 1, r y nil', 'r x nil, r y 1'),
  },
  {
    model: 'repeatable-read',
    anomaly: 'write-skew',
    violates: writeSkewOfRegisters,
    still: ['snapshot-isolation'],
    // A cycle of two reads that no transaction closes: only what it wrote itself is not found.
    accepts: together('w x 2', 'w x 1, r x 1, r x 2'),
  },
  {
    model: 'snapshot-isolation',
    anomaly: 'no-version-order',
    violates: bothMissed,
    still: ['causal', 'prefix'],
    accepts: writeSkew,
  },
  {
    model: 'strong-session-causal',
    anomaly: 'G1c-process',
    violates: causalCycle('append', '[1]'),
    still: ['causal', 'snapshot-isolation', 'serializable'],
    accepts: [...inTurn([0, 'append z 1'], [1, 'r z []'], [1, 'r z [1]']), ...writeSkewAt(5)],
  },
  {
    model: 'strong-session-causal',
    anomaly: 'G1c-process',
    violates: causalCycle('w', '1'),
    still: ['causal', 'snapshot-isolation', 'serializable'],
    accepts: inTurn([0, 'w x 1'], [1, 'r x nil'], [1, 'r x 1']),
  },
  {
    model: 'strong-session-causal',
    anomaly: 'causal-violation-process',
    violates: inTurn([0, 'append x 1'], [0, 'r x []'], [1, 'r x [1]']),
    still: ['causal', 'strong-session-read-committed', 'serializable'],
    accepts: inTurn([0, 'append x 1'], [1, 'r x []'], [0, 'r x [1]']),
  },
  {
    model: 'strong-session-causal',
    anomaly: 'causal-violation-process',
    violates: inTurn([0, 'w x 1'], [0, 'r x nil']),
    still: ['causal', 'strong-session-read-committed', 'serializable'],
    accepts: inTurn([0, 'w x 1'], [1, 'r x nil'], [0, 'r x 1']),
  },
  {
    model: 'strong-session-snapshot-isolation',
    anomaly: 'no-version-order',
    violates: bothMissed,
    still: ['strong-session-causal'],
    accepts: [...inTurn([0, 'append z 1'], [1, 'r z []']), ...writeSkewAt(5)],
  },
  {
    model: 'strong-snapshot-isolation',
    anomaly: 'no-version-order',
    violates: bothMissed,
    still: ['strong-read-committed', 'strong-session-causal'],
    accepts: writeSkew,
  },
];

/** Write skew in other processes than the rest of a history. */
function writeSkewAt(process: number): readonly Line[] {
  return writeSkew.map(([one, type, text]) => [one + process, type, text]);
}
