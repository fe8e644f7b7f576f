// The schema of one line of `history.jsonl`, published as docs/history.schema.json for whoever writes histories of their own.
// What a line can say by itself; how lines must fit together is in docs/history-format.md.

import { z } from 'zod';

const name = z.string();
const jsonValue = z.json();
const process = z.union([z.int().min(0).max(2_147_483_647), z.literal('nemesis')]);

/** One line, as an object. Fields beyond these are kept and not judged. */
const line = z.looseObject({
  index: z.int().min(0).describe('Position in the history, from 0, without gaps.'),
  time: z
    .number()
    .min(0)
    .describe('Nanoseconds since the start of the run; never less than in the line before.'),
  process: process.describe('A client by its number, or "nemesis", which injects faults.'),
  type: z
    .enum(['invoke', 'ok', 'fail', 'info'])
    .describe(
      'Begun; took effect; certainly took no effect; outcome not known. Faults are "info" at both ends.',
    ),
  f: name.describe(
    'What is done: "read", "write", "cas", "add", "txn", ... "txn" takes a list of micro-operations.',
  ),
  value: jsonValue.describe(
    'The argument of an invocation, the result of an "ok"; null where there is none.',
  ),
  key: jsonValue
    .optional()
    .describe('The independent object it works on; absent where the history is about one.'),
  error: jsonValue.optional().describe('Why it failed or why its outcome is not known.'),
  node: name.optional().describe('The node the client was connected to.'),
});

/** As JSON Schema, draft 2020-12. */
export function historyLineSchema(): object {
  return { title: 'A line of history.jsonl', ...z.toJSONSchema(line) };
}

/** Whether a line, parsed, is what the schema says. */
export function fitsLineSchema(value: unknown): boolean {
  return line.safeParse(value).success;
}
