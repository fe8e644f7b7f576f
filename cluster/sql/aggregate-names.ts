// The functions that make one value of many rows.

/** Upper case. */
export const aggregateNames: ReadonlySet<string> = new Set([
  'COUNT',
  'SUM',
  'MIN',
  'MAX',
  'AVG',
  'GROUP_CONCAT',
]);
