// A violation at the end of a long history is shown by few operations, whatever checker and model find it.

import { expect, test } from 'vitest';
import { historyInMemory } from '../../src/history/history.ts';
import { endingsOfCheckers } from './endings-of-checkers.ts';
import { endingsOfObjects } from './endings-of-objects.ts';
import { endingsOfSessions } from './endings-of-sessions.ts';
import { endingsOfTransactions } from './endings-of-transactions.ts';
import { ampleBudget, historyOf } from './history-builder.ts';
import { drawFrom } from './isolation/simulated-databases.ts';
import { longHistory } from './long-histories.ts';

const operations = 20_000;
const mostShown = 20;

const endings = [...endingsOfObjects, ...endingsOfCheckers, ...endingsOfSessions, ...endingsOfTransactions];

test.each(endings)(
  '$name: at most 20 operations',
  async ({ checker, object, beginning = [], ending, clients = 20, operations: most = operations }) => {
    const before = longHistory(object(), Math.min(operations, most), clients, drawFrom(7));
    const history = historyInMemory(historyOf(...beginning, ...before, ...ending));
    const { valid, witnesses, reason } = await checker().check(history, ampleBudget);
    expect(valid, reason).toBe(false);
    const { pair } = history.columns();
    const shown = new Set(witnesses.map(({ type, index }) => (type === 'invoke' ? index : pair[index])));
    expect(shown.size, reason).toBeGreaterThan(0);
    expect(shown.size, reason).toBeLessThanOrEqual(mostShown);
    expect(reason.length).toBeLessThan(4_000);
  },
);
