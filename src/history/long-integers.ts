// Numbers that a double cannot hold, in a line of JSON: they become strings before JSON.parse makes two values one.

/** Sixteen digits are the fewest that a double may not hold exactly; 1e100 the least exponent worth a look. */
const suspicious = /\d{16}|[eE]\+?\d{3}/;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const integer = /^-?\d+$/;

/** Whether `withLongIntegersAsText` has anything to look for. */
export function mayHoldLongIntegers(line: string): boolean {
  return suspicious.test(line);
}

/**
 * Integers beyond 2^53 and numbers beyond any double as strings, as they are in EDN. The time and the index of the operation
 * stay: lost nanoseconds change nothing there.
 * @param line valid JSON, an object
 */
export function withLongIntegersAsText(line: string): string {
  let written = '';
  let copied = 0;
  let depth = 0;
  let name = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] as string;
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === '"') {
      const end = endOfString(line, at);
      if (depth === 1 && isName(line, end)) name = line.slice(at + 1, end - 1);
      at = end - 1;
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      number.lastIndex = at;
      const token = number.exec(line)?.[0] ?? character;
      if (!isHeld(token) && !(depth === 1 && (name === 'time' || name === 'index'))) {
        written += `${line.slice(copied, at)}"${token}"`;
        copied = at + token.length;
      }
      at += token.length - 1;
    }
  }
  return written + line.slice(copied);
}

function isHeld(token: string): boolean {
  return integer.test(token) ? Number.isSafeInteger(Number(token)) : Number.isFinite(Number(token));
}

/** The position behind the closing quote. */
function endOfString(line: string, start: number): number {
  let at = start + 1;
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isName(line: string, end: number): boolean {
  let at = end;
  while (line[at] === ' ' || line[at] === '\t' || line[at] === '\r') at += 1;
  return line[at] === ':';
}
