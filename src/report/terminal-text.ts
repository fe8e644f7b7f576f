// What may reach a terminal. Names of folders, texts of a database, values of a history may hold what a terminal takes for
// commands, or what turns the order of letters around: it is shown, not done. Ordeal's own colours carry a number that
// nobody outside this process knows, and only codes with that number become colours, at the one door to the terminal.

import { randomInt } from 'node:crypto';
import { Chalk } from 'chalk';

export type Colour = (text: string) => string;
const colourNames = ['bold', 'dim', 'red', 'green', 'yellow', 'magenta', 'cyan'] as const;
/** Colours for parts of a text. */
export type Paint = Readonly<Record<(typeof colourNames)[number], Colour>>;

const secret = String(randomInt(1e9, 1e10));
/** A colour code with the secret, in the form of a code, so that whoever leaves codes out leaves these out too. */
const ownCodes = new RegExp(String.raw`\u001b\[${secret};(\d+)m`, 'gu');
/** Control characters, what is not seen but changes what is, and halves of characters. */
const unseen =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
const unseenOrOwnCode = new RegExp(`${ownCodes.source}|${unseen.source}`, 'gu');
const wide =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const onTopOfTheOneBefore = /\p{Mn}|\p{Me}/u;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n') return String.raw`\n`;
  if (character === '\t') return String.raw`\t`;
  if (character === '\r') return String.raw`\r`;
  const digits = code.toString(16);
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
}

/** A text in one line, with all that would not be seen shown as `\u001b`; colours of `paintFor` stay. */
export function visibleText(text: string): string {
  return text.replaceAll(unseenOrOwnCode, (found) => (found.length > 2 ? found : escaped(found)));
}

/** The same, to be written to a terminal: the one door to it. Lines stay lines. */
export function terminalText(text: string): string {
  return text
    .split('\n')
    .map((line) => visibleText(line).replaceAll(ownCodes, '\u001b[$1m'))
    .join('\n');
}

/** A JSON document for a terminal: the same value, with all that would not be seen written as `\u001b`. */
export function terminalJson(json: string): string {
  return json.replaceAll(unseen, (found) => {
    // Between values, where it is no part of a text.
    if (found === '\n') return found;
    const units = Array.from({ length: found.length }, (_, at) => found.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}

/** A text as it was before it was painted. */
export function unpainted(text: string): string {
  return text.replaceAll(ownCodes, '');
}

/** How many columns of a terminal a line takes. */
export function columnsOf(line: string): number {
  let columns = 0;
  for (const character of visibleText(unpainted(line))) {
    if (character <= '~') columns += 1;
    else if (!onTopOfTheOneBefore.test(character)) columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}

/** A line cut to fewer than this many columns; without its colours once it has to be cut. */
export function fitColumns(line: string, columnsMax: number): string {
  if (columnsOf(line) < columnsMax) return line;
  let kept = '';
  let columns = 0;
  for (const character of visibleText(unpainted(line))) {
    columns += columnsOf(character);
    if (columns > columnsMax - 2) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Words of a line that goes on in the next one stand this much further in than its first. */
const furtherIn = 4;

/** A text broken between words into lines of at most this many columns; a word that is longer stays whole. */
export function wrapColumns(text: string, columnsMax: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columnsMax))
    .join('\n');
}

function wrapLine(line: string, columnsMax: number): readonly string[] {
  if (columnsOf(line) <= columnsMax) return [line];
  const [indent = ''] = /^ */.exec(unpainted(line)) ?? [];
  const further = ' '.repeat(Math.min(indent.length + furtherIn, Math.max(0, columnsMax - furtherIn)));
  const lines: string[] = [];
  let now = '';
  let columns = 0;
  for (const part of line.split(/(?<= )(?=[^ ])/u)) {
    const width = columnsOf(part.trimEnd());
    if (now.trim() !== '' && columns + width > columnsMax) {
      lines.push(now.trimEnd());
      [now, columns] = [further, further.length];
    }
    now += part;
    columns += columnsOf(part);
  }
  return [...lines, now.trimEnd()];
}

/** Colours whose codes carry the secret; none where `coloured` is false. */
export function paintFor(coloured: boolean): Paint {
  const chalk = new Chalk({ level: coloured ? 2 : 0 });
  const entries = colourNames.map((name): readonly [string, Colour] => {
    const [open = '', close = ''] = chalk[name]('|')
      .split('|')
      .map((codes) => codes.replaceAll('\u001b[', `\u001b[${secret};`));
    // What ends a colour within the text ends this one too.
    return [name, (text) => (open === '' ? text : open + text.replaceAll(close, close + open) + close)];
  });
  return Object.fromEntries(entries) as Paint;
}
