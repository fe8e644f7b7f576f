// The memory of the search: every configuration met, as a row of integers in one array, found through a hash table with
// open addressing. Rows double as the stack's saved states. Keys are exact: a hash that collides costs time, never a verdict.

/** All configurations met so far. */
export interface Configurations {
  /** The row staged in `row` as a new entry: its number; or -1 when it was met before. */
  add(): number;
  /** Where the next row is staged: `width` integers. */
  readonly row: Int32Array;
  /** Integer `column` of entry `entry`. */
  at(entry: number, column: number): number;
  readonly count: number;
  readonly bytes: number;
}

/** An empty memory for rows of `width` integers. */
export function configurations(width: number): Configurations {
  let rows = new Int32Array(width * 256);
  let table = new Int32Array(1024);
  let count = 0;
  const row = new Int32Array(width);

  const hashOf = (source: Int32Array, offset: number): number => {
    let hash = 0x9e3779b9 | 0;
    for (let i = 0; i < width; i++) {
      hash = Math.imul(hash ^ (source[offset + i] as number), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0xc2b2ae35);
    return hash ^ (hash >>> 16);
  };

  const growTable = (): void => {
    table = new Int32Array(table.length * 2);
    const mask = table.length - 1;
    for (let entry = 0; entry < count; entry++) {
      let at = hashOf(rows, entry * width) & mask;
      while (table[at] !== 0) at = (at + 1) & mask;
      table[at] = entry + 1;
    }
  };

  const isRow = (entry: number): boolean => {
    const offset = entry * width;
    for (let i = 0; i < width; i++) if (rows[offset + i] !== row[i]) return false;
    return true;
  };

  return {
    row,
    add() {
      const mask = table.length - 1;
      let at = hashOf(row, 0) & mask;
      for (let found = table[at] as number; found !== 0; found = table[at] as number) {
        if (isRow(found - 1)) return -1;
        at = (at + 1) & mask;
      }
      if ((count + 1) * width > rows.length) {
        const grown = new Int32Array(Math.ceil(rows.length * 1.5) + width);
        grown.set(rows);
        rows = grown;
      }
      rows.set(row, count * width);
      table[at] = ++count;
      if (count * 2 > table.length) growTable();
      return count - 1;
    },
    at: (entry, column) => rows[entry * width + column] as number,
    get count() {
      return count;
    },
    get bytes() {
      return rows.byteLength + table.byteLength;
    },
  };
}
