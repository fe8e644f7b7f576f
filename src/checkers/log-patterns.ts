// What the nodes' own logs say went wrong. A node that found an assertion of its own failed has broken a promise, whether
// or not a client could see it.

import type { Checker } from './checker.ts';
import { listed, sentences } from './verdicts.ts';

const NAME = 'log-patterns';
const mostShown = 5;

/** One sentence or line each, beginning with the node. */
export interface LogFindings {
  readonly failedAssertions: readonly string[];
  /** A node gave up. */
  readonly panics: readonly string[];
  /** Logs that could not be read, one phrase each: what is in them is not known. */
  readonly missing?: readonly string[];
}

/**
 * A checker of what was found in the logs. Failed assertions are a violation. A panic alone is not: a node that gives up
 * when its disk fails does what it should, and whether the run then still counts is for the run's validity. A log that is
 * missing leaves it unknown.
 */
export function logPatterns({ failedAssertions, panics, missing = [] }: LogFindings): Checker {
  return {
    name: NAME,
    check() {
      const shown = failedAssertions.slice(0, mostShown);
      const left = failedAssertions.length - shown.length;
      const more = left > 0 ? `${left} more` : '';
      const found = shown.length === 0 ? '' : `a node's assertion failed: ${shown.join('; ')}`;
      const unread =
        missing.length === 0 ? '' : `not every log could be looked through: ${missing.join(', ')}`;
      return {
        checker: NAME,
        valid: failedAssertions.length > 0 ? false : missing.length === 0 || 'unknown',
        reason: sentences([found, more, unread]),
        witnesses: [],
        details: {
          failedAssertionCount: failedAssertions.length,
          failedAssertions: listed(failedAssertions),
          panicCount: panics.length,
          panics: listed(panics),
          ...(missing.length === 0 ? {} : { missingLogs: listed(missing) }),
        },
      };
    },
  };
}
