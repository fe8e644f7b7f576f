// Column types. Anvil stores five kinds of values; each SQL type is one of them with limits. DECIMAL is a double rounded
// to its scale (at most 15 digits), dates and times are text as the client wrote them.

import type { SqlValue } from '../statement.ts';

export type DataType =
  | {
      readonly kind: 'integer';
      readonly minimum: number | bigint;
      readonly maximum: number | bigint;
    }
  | { readonly kind: 'double'; readonly digits: number | null; readonly scale: number | null }
  | { readonly kind: 'text'; readonly maximumCharacters: number }
  | { readonly kind: 'blob'; readonly maximumBytes: number };

export interface ColumnDefinition {
  readonly name: string;
  readonly type: DataType;
  /** As SHOW COLUMNS prints it: `int(11)`, `varchar(20)`. */
  readonly typeText: string;
  readonly notNull: boolean;
  readonly autoIncrement: boolean;
  /** `undefined`: no DEFAULT clause; a stored definition has `null` then, which is the same to a nullable column. */
  readonly defaultValue: SqlValue | undefined;
}
