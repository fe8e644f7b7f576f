// A checker that is given a history as something else sees it, such as one with its keys in another place.

import type { History } from '../history/history.ts';
import { HistoryError } from '../history/history-error.ts';
import type { Checker } from './checker.ts';

/** @param view may throw a HistoryError, without a full stop: the history then cannot be judged */
export function onHistory(checker: Checker, view: (history: History) => History): Checker {
  return {
    name: checker.name,
    check(history, budget) {
      try {
        return checker.check(view(history), budget);
      } catch (error) {
        if (!(error instanceof HistoryError)) throw error;
        const reason = `The history cannot be judged: ${error.message}.`;
        return { checker: checker.name, valid: 'unknown', reason, witnesses: [], details: {} };
      }
    },
  };
}
