// LIKE: `%` any run of characters, `_` one character. Two-pointer matching with one point of return, so that no pattern
// takes more than length × pattern steps.

interface PatternPart {
  readonly kind: 'any' | 'one' | 'character';
  readonly character: string;
}

function partsOf(pattern: string, escape: string): PatternPart[] {
  const parts: PatternPart[] = [];
  let escaped = false;
  for (const character of pattern) {
    if (escaped || (character !== escape && character !== '%' && character !== '_')) {
      parts.push({ kind: 'character', character });
      escaped = false;
    } else if (character === escape) {
      escaped = true;
    } else {
      parts.push({ kind: character === '%' ? 'any' : 'one', character });
    }
  }
  if (escaped) parts.push({ kind: 'character', character: escape });
  return parts;
}

/** A test for `pattern`; compile once, use for many rows. */
export function createLikeMatcher(pattern: string, escape: string): (text: string) => boolean {
  const parts = partsOf(pattern, escape);
  return (text) => matches(Array.from(text), parts);
}

function matches(characters: readonly string[], parts: readonly PatternPart[]): boolean {
  let at = 0;
  let part = 0;
  let returnPart = -1;
  let returnAt = 0;
  while (at < characters.length) {
    const current = parts[part];
    if (current?.kind === 'any') {
      returnPart = part;
      returnAt = at;
      part += 1;
    } else if (current !== undefined && (current.kind === 'one' || current.character === characters[at])) {
      at += 1;
      part += 1;
    } else if (returnPart >= 0) {
      returnAt += 1;
      at = returnAt;
      part = returnPart + 1;
    } else {
      return false;
    }
  }
  while (parts[part]?.kind === 'any') part += 1;
  return part === parts.length;
}
