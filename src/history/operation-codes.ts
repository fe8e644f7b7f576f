// What the columns `type` and `process` hold for what is a word in JSON.

import type { OperationType } from './operation.ts';

/** Codes of the `type` column. */
export const typeCode = { invoke: 0, ok: 1, fail: 2, info: 3 } as const satisfies Record<
  OperationType,
  number
>;

/** The nemesis in the `process` column. */
export const nemesisProcess = -1;
