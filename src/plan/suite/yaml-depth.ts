// How deep a YAML text is nested, told before it is parsed: the parser calls itself for each level, and a text that goes too
// deep ends the whole process, not only the call.

/** What a text has nested at most; brackets in quotes count too, so this is more than a value may have. */
const depthMax = 200;

/**
 * Where a text goes too deep; `null` where it nowhere does. Levels are indentation, `-` and `?` in front of each other, and
 * brackets.
 */
export function tooDeepAt(text: string): number | null {
  const columns: number[] = [];
  let brackets = 0;
  let lineStart = 0;
  let isBeforeText = true;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') {
      lineStart = at + 1;
      isBeforeText = true;
      continue;
    }
    if (character === '[' || character === '{') brackets += 1;
    else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
    if (isBeforeText && character !== ' ' && character !== '\t' && character !== '\r') {
      const column = at - lineStart;
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
      const next = text[at + 1];
      const isIndicator = character === '-' || character === '?' || character === ':';
      isBeforeText = isIndicator && (next === ' ' || next === '\t' || next === '\n');
    }
    if (columns.length + brackets > depthMax) return at;
  }
  return null;
}
