// HTML that cannot be broken into: every text put into it is escaped, and only `Markup` made here is taken as it is.

/** HTML ready to be written. Made by `html`, `markupOf` and `trustedMarkup` alone. */
export interface Markup {
  readonly markup: string;
}

/** What may stand between the parts of a template: texts and numbers are escaped, nothing is written for `null`. */
export type Part = string | number | null | Markup | readonly Markup[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Characters no page may hold: controls other than tab and line feed, and halves of a character cut in two. */
const unprintable = /\p{Cs}|[^\P{Cc}\t\n]/gu;
/** Characters that turn the direction of what follows them: a log line could be made to read as another. */
const turning = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text as it may stand between tags and in a quoted attribute; what cannot be seen is shown as a mark. */
export function escapeText(text: string): string {
  return text
    .replaceAll(unprintable, '\ufffd')
    .replaceAll(turning, '\ufffd')
    .replaceAll(/[&<>"'`]/g, (character) => entities[character] ?? '');
}

function written(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return isList(part) ? part.map(({ markup }) => markup).join('') : part.markup;
}

function isList(part: Markup | readonly Markup[]): part is readonly Markup[] {
  return Array.isArray(part);
}

/** HTML with escaped texts in it. Attributes have to be in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const pieces = strings.map((text, position) => text + written(parts[position] ?? null));
  return { markup: pieces.join('') };
}

/** Several pieces one after the other. */
export function markupOf(parts: readonly Markup[]): Markup {
  return { markup: written(parts) };
}

/** Takes text as it is: for style sheets and scripts of our own, and for what has been taken apart and built anew. */
export function trustedMarkup(text: string): Markup {
  return { markup: text };
}

export const nothing: Markup = { markup: '' };
