// A history as typed arrays, a column per field: what checkers of long histories work on. Names, keys and values are
// interned: equal JSON has an equal id, so that comparing two values is comparing two integers.

import type { Table } from './interner.ts';
import type { JsonValue } from './operation.ts';
import type { TransactionColumns } from './transactions.ts';

export { nemesisProcess, typeCode } from './operation-codes.ts';

/** Row `i` of each column belongs to the i-th operation. */
export interface Columns {
  readonly length: number;
  /** Nanoseconds since the start. Never decreases in a history that was read from a file. */
  readonly time: Float64Array;
  readonly process: Int32Array;
  readonly type: Uint8Array;
  /** Position in `names`. */
  readonly f: Uint16Array;
  /** Position in `keys`, or `absent`. */
  readonly key: Int32Array;
  /** Position in `values`; `absent` for a transaction, which is in `transactions`. */
  readonly value: Int32Array;
  /** Row of the completion of an invocation and the other way round, or `absent`. */
  readonly pair: Int32Array;
  /** Position in `errors`, or `absent`. */
  readonly error: Int32Array;
  /** Position in `nodes`, or `absent`. */
  readonly node: Int32Array;
  readonly transactions: TransactionColumns;
  readonly names: Table<string>;
  readonly keys: Table<JsonValue>;
  readonly values: Table<JsonValue>;
  readonly errors: Table<string>;
  readonly nodes: Table<string>;
}
