// The text of a statement from its bytes. Some clients (PyMySQL) put raw bytes into a quoted literal, which no UTF-8 text
// can hold: such a literal becomes a hexadecimal one. Raw bytes anywhere else are refused, not guessed.

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Buffer): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

const quote = 0x27;
const backslash = 0x5c;

/** MySQL's escapes that stand for another character than the one after the backslash ("String Literals"). */
const escapes: ReadonlyMap<number, number> = new Map(
  Object.entries({ '0': 0, b: 8, t: 9, n: 10, r: 13, Z: 26 }).map(([letter, code]) => [
    letter.charCodeAt(0),
    code,
  ]),
);

interface Literal {
  readonly content: Buffer;
  /** Just behind the closing quote. */
  readonly end: number;
}

/** Reads the literal whose opening quote is at `start`; `null` where it never closes. */
function readLiteral(bytes: Buffer, start: number): Literal | null {
  const content: number[] = [];
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (byte === backslash && next !== undefined) {
      content.push(escapes.get(next) ?? next);
      at += 1;
    } else if (byte === quote && next === quote) {
      content.push(quote);
      at += 1;
    } else if (byte === quote) return { content: Buffer.from(content), end: at + 1 };
    else content.push(byte);
  }
  return null;
}

const introducer = /_binary\s*$/i;
const longestIntroducer = 16;

/** Writes every literal that is not UTF-8 as `x'...'`. */
function withHexadecimalLiterals(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let copied = 0;
  for (let at = bytes.indexOf(quote); at >= 0; ) {
    const literal = readLiteral(bytes, at);
    if (literal === null) break;
    if (decoded(literal.content) === null) {
      const before = introducer.exec(bytes.toString('latin1', Math.max(copied, at - longestIntroducer), at));
      parts.push(bytes.subarray(copied, at - (before?.[0].length ?? 0)));
      parts.push(Buffer.from(`x'${literal.content.toString('hex')}'`));
      copied = literal.end;
    }
    at = bytes.indexOf(quote, literal.end);
  }
  return Buffer.concat([...parts, bytes.subarray(copied)]);
}

/** The statement, or `null` when its bytes are no text. */
export function statementText(bytes: Buffer): string | null {
  return decoded(bytes) ?? decoded(withHexadecimalLiterals(bytes));
}
