// Calls written down as a history.

import { type Call, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import type { Operation } from '../../../src/history/operation.ts';
import { type Event, historyOf } from '../history-builder.ts';

/** Calls as the events of a history; a process for each call. */
export function historyOfCalls(calls: readonly Call[]): readonly Operation[] {
  const events = calls.flatMap((call, process): (readonly [number, Event])[] => {
    const { f, input, output, invoked, completed } = call;
    const begun: Event = [process, 'invoke', f, input];
    return completed === NEVER || output === undefined
      ? [[invoked, begun]]
      : [
          [invoked, begun],
          [completed, [process, 'ok', f, output]],
        ];
  });
  return historyOf(...events.sort(([a], [b]) => a - b).map(([, event]) => event));
}
