// Statements parsed lately, by their text: a bounded least-recently-used map. It only saves time: what it holds never
// changes what a statement does, so replicas may hold different things in theirs.

/** Texts kept at most. */
const mostStatements = 1000;
/** Longer texts are mostly bulk inserts, never sent twice. */
const longestTextCharacters = 4096;

export interface StatementCache<T> {
  get(sql: string): T | undefined;
  put(sql: string, parsed: T): void;
  readonly size: number;
}

export function createStatementCache<T>(): StatementCache<T> {
  // Two generations approximate least-recently-used without touching a linked list on every hit: what is used again
  // moves to the young one; when that is full, the old one is dropped.
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  const put = (sql: string, parsed: T): void => {
    if (sql.length > longestTextCharacters) return;
    if (young.size >= mostStatements / 2) {
      old = young;
      young = new Map();
    }
    young.set(sql, parsed);
  };
  return {
    get(sql) {
      const known = young.get(sql);
      if (known !== undefined) return known;
      const older = old.get(sql);
      if (older !== undefined) put(sql, older);
      return older;
    },
    put,
    get size() {
      return young.size + old.size;
    },
  };
}
