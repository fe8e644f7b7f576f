// Data for the page's script, inside the page. An HTML parser ends a script at the first thing that looks like its end
// tag, wherever it stands, so that no `<` is left in it.

import { type Markup, trustedMarkup } from './markup.ts';

const escapes: Readonly<Record<string, string>> = {
  '<': String.raw`\u003c`,
  '>': String.raw`\u003e`,
  '&': String.raw`\u0026`,
  '\u2028': String.raw`\u2028`,
  '\u2029': String.raw`\u2029`,
};

/** JSON that stays JSON and holds nothing an HTML parser looks for. */
export function embeddableJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? '');
}

/** A block of data; a browser never runs it. @param id letters and hyphens */
export function dataBlock(id: string, value: unknown): Markup {
  return trustedMarkup(`<script type="application/json" id="${id}">${embeddableJson(value)}</script>`);
}
