// Calls written down as objects, in the form that the deciders take.

import { type Call, type CallColumns, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import { createCourt, type Judgement } from '../../../src/checkers/linearizability/judge.ts';
import type { Model } from '../../../src/checkers/linearizability/model.ts';
import type { SearchLimits } from '../../../src/checkers/linearizability/search.ts';
import { valueTable } from '../../../src/checkers/linearizability/values.ts';
import { absent } from '../../../src/history/interner.ts';

/** Columns of these calls. */
export function columnsOf(calls: readonly Call[]): CallColumns {
  const values = valueTable();
  const names = [...new Set(calls.map(({ f }) => f))];
  return {
    count: calls.length,
    f: Uint16Array.from(calls, ({ f }) => names.indexOf(f)),
    input: Int32Array.from(calls, ({ input }) => values.intern(input)),
    output: Int32Array.from(calls, ({ output, completed }) =>
      output === undefined || completed === NEVER ? absent : values.intern(output),
    ),
    invoked: Int32Array.from(calls, ({ invoked }) => invoked),
    completed: Int32Array.from(calls, ({ completed }) => completed),
    refused: Uint8Array.from(calls, ({ refused }) => (refused === true ? 1 : 0)),
    names: { get: (position) => names[position] as string },
    values,
  };
}

/** What the deciders say of these calls; with time and memory enough unless limits are given. */
export function judgeCalls(
  calls: readonly Call[],
  model: Model,
  limits: SearchLimits = { deadlineMs: performance.now() + 600_000, memoryBytes: 1 << 30 },
): Judgement {
  return createCourt(model)(columnsOf(calls)).judge(limits);
}
