// What a run ends with, as a number for scripts, and which of several ends counts.

import type { Outcome } from '../store/results.ts';

export const exitCodes = {
  valid: 0,
  violation: 1,
  unknown: 2,
  'invalid-run': 3,
  'threshold-missed': 4,
  usage: 64,
  crash: 70,
  interrupted: 130,
} as const;

/** From what counts most: a proven violation stays one however the run ended. */
const byRank: readonly number[] = [
  exitCodes.violation,
  exitCodes.crash,
  exitCodes.usage,
  exitCodes.interrupted,
  exitCodes['invalid-run'],
  exitCodes.unknown,
  exitCodes['threshold-missed'],
  exitCodes.valid,
];

export function exitCodeOf(outcome: Outcome): number {
  return exitCodes[outcome];
}

/** What an exit code means, in the words of outcomes. */
export function outcomeOfExitCode(code: number): keyof typeof exitCodes {
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  return names.find((name) => exitCodes[name] === code) ?? 'crash';
}

/** The exit code of several runs together; 0 for none. A code that is not in the list counts as a crash. */
export function worstExitCode(codes: readonly number[]): number {
  const known = codes.map((code) => (byRank.includes(code) ? code : exitCodes.crash));
  return byRank.find((code) => known.includes(code)) ?? exitCodes.valid;
}

/** `--expect fail`, for targets known to be bad: a violation is the success, a valid run the failure. */
export function invertForExpectedFailure(code: number): number {
  if (code === exitCodes.violation) return exitCodes.valid;
  return code === exitCodes.valid ? exitCodes.violation : code;
}
