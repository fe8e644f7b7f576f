// How deep a value from a file is nested: whoever walks through it goes as deep, and a file can go as deep as it likes, or
// in circles.

/** More than any plan, suite or result of a run has. */
export const nestingMax = 100;

/** Why a value cannot be walked through, as a clause; `null` where it can. */
export function nestingProblem(value: unknown): string | null {
  const above = new Set<object>();
  const path: { readonly parts: readonly unknown[]; at: number; readonly of: object }[] = [];
  const enter = (part: unknown): string | null => {
    if (typeof part !== 'object' || part === null) return null;
    if (above.has(part)) return 'it contains itself';
    if (path.length === nestingMax) return `it is nested more than ${nestingMax} levels deep`;
    above.add(part);
    path.push({ parts: Object.values(part), at: 0, of: part });
    return null;
  };
  let problem = enter(value);
  for (let last = path.at(-1); problem === null && last !== undefined; last = path.at(-1)) {
    if (last.at < last.parts.length) {
      problem = enter(last.parts[last.at]);
      last.at += 1;
    } else {
      above.delete(last.of);
      path.pop();
    }
  }
  return problem;
}
