// Moments of calls in the order of time, for deciders that walk through a history once.

/** Moments: a row of the history each, with a code that says what happens there. */
export interface Moments {
  add(row: number, code: number): void;
  /** Walks through the moments by row. A visitor that answers false ends the walk. */
  forEach(visit: (code: number, row: number) => boolean): void;
}

const RADIX_BITS = 11;
const BUCKETS = 1 << RADIX_BITS;
/** Below this many, comparing is faster than sorting digit by digit. */
const FEW = 4096;
/** Rows that are no more than so many times the moments are sorted in one pass, as one large digit. */
const SPARSE = 4;

/** A list of moments with room for `capacity` of them. */
export function moments(capacity: number): Moments {
  let rows = new Int32Array(capacity);
  let codes = new Int32Array(capacity);
  let count = 0;

  const sortFew = (): void => {
    const order = Float64Array.from({ length: count }, (_, at) => (rows[at] as number) * count + at).sort();
    const places = Array.from(order, (stamp) => stamp % count);
    rows = Int32Array.from(places, (at) => rows[at] as number);
    codes = Int32Array.from(places, (at) => codes[at] as number);
  };

  /** One pass by one digit, least significant first; keeps the order of equal digits. */
  const sortByDigit = (shift: number, buckets: number): void => {
    const mask = buckets - 1;
    const starts = new Int32Array(buckets + 1);
    for (let at = 0; at < count; at++) (starts[(((rows[at] as number) >>> shift) & mask) + 1] as number)++;
    for (let digit = 0; digit < buckets; digit++) (starts[digit + 1] as number) += starts[digit] as number;
    const sortedRows = new Int32Array(count);
    const sortedCodes = new Int32Array(count);
    for (let at = 0; at < count; at++) {
      const digit = ((rows[at] as number) >>> shift) & mask;
      const place = starts[digit] as number;
      starts[digit] = place + 1;
      sortedRows[place] = rows[at] as number;
      sortedCodes[place] = codes[at] as number;
    }
    rows = sortedRows;
    codes = sortedCodes;
  };

  const sort = (): void => {
    if (count < FEW) {
      sortFew();
      return;
    }
    let highest = 0;
    for (let at = 0; at < count; at++) highest = Math.max(highest, rows[at] as number);
    if (highest < count * SPARSE) {
      sortByDigit(0, 2 ** Math.ceil(Math.log2(highest + 1)));
      return;
    }
    for (let shift = 0; shift < 31 && highest >>> shift > 0; shift += RADIX_BITS) sortByDigit(shift, BUCKETS);
  };

  return {
    add(row, code) {
      rows[count] = row;
      codes[count++] = code;
    },
    forEach(visit) {
      sort();
      for (let at = 0; at < count; at++) if (!visit(codes[at] as number, rows[at] as number)) return;
    },
  };
}
