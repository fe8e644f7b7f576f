// Error 1062, with the key as MySQL writes it: parts joined by dashes.

import { SqlError } from '../sql/errors.ts';
import { toText } from '../sql/values.ts';
import type { StoredTable } from './catalog.ts';
import type { Key } from './table.ts';

export function duplicateKey(stored: StoredTable, key: Key): SqlError {
  const entry = key.map((part) => toText(part) ?? 'NULL').join('-');
  const message = `Duplicate entry '${entry}' for key '${stored.definition.name}.PRIMARY'`;
  return new SqlError(1062, '23000', message);
}
