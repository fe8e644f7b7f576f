// The name a person most likely meant, for the error about the one they wrote.

import { usageFailure } from './failure.ts';

/** Edit distance with one row kept at a time (Wagner and Fischer, 1974). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** The closest of `names`, if close enough to be a slip of the fingers. */
export function nearestName(wrong: string, names: readonly string[]): string | null {
  const lower = wrong.toLowerCase();
  const ranked = names
    .map((name) => ({ name, edits: name.startsWith(lower) ? 0 : distance(lower, name) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(1, Math.floor(best.name.length / 2)) ? best.name : null;
}

/**
 * Finds an entry by name.
 * @param kind what it is, as in `Unknown workload`.
 * @throws {CommandFailure} with every known name, and the nearest first.
 */
export function findByName<T extends { readonly name: string }>(
  kind: string,
  name: string,
  entries: readonly T[],
): T {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = entries.map((entry) => entry.name);
  const nearest = nearestName(name, names);
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw usageFailure(`Unknown ${kind} "${name}".${hint} Known: ${names.join(', ') || 'none'}.`);
}
