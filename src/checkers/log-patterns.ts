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
}

/**
 * A checker of what was found in the logs. Failed assertions are a violation. A panic alone is not: a node that gives up
 * when its disk fails does what it should, and whether the run then still counts is for the run's validity.
 */
export function logPatterns({ failedAssertions, panics }: LogFindings): Checker {
  return {
    name: NAME,
    check() {
      const shown = failedAssertions.slice(0, mostShown);
      const left = failedAssertions.length - shown.length;
      const more = left > 0 ? `${left} more` : '';
      return {
        checker: NAME,
        valid: failedAssertions.length === 0,
        reason: shown.length === 0 ? '' : sentences([`a node's assertion failed: ${shown.join('; ')}`, more]),
        witnesses: [],
        details: {
          failedAssertionCount: failedAssertions.length,
          failedAssertions: listed(failedAssertions),
          panicCount: panics.length,
          panics: listed(panics),
        },
      };
    },
  };
}
