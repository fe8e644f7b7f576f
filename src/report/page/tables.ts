// Tables of the page, with headings a screen reader finds and a way to scroll wide ones with the keyboard.

import { html, type Markup, markupOf, nothing, type Part } from './markup.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

/** @param caption what the table is, for those who hear it */
export function tableOf(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
): Markup {
  const head = columns.map(({ title, isNumber }) =>
    isNumber === true
      ? html`<th scope="col" class="number">${title}</th>`
      : html`<th scope="col">${title}</th>`,
  );
  const body = rows.map(
    (cells) => html`<tr>${markupOf(cells.map((cell, at) => cellOf(cell, columns[at])))}</tr>\n`,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="heard">${caption}</caption>
<thead><tr>${markupOf(head)}</tr></thead>
<tbody>${markupOf(body)}</tbody></table></div>`;
}

function cellOf(cell: Part, column: Column | undefined): Markup {
  return column?.isNumber === true ? html`<td class="number">${cell}</td>` : html`<td>${cell}</td>`;
}

/** Something that is there when asked for. */
export function foldedAway(title: string, content: Markup): Markup {
  return html`<details><summary>${title}</summary>${content}</details>`;
}

/** A part of the page under its heading. */
export function section(id: string, title: string, content: Markup): Markup {
  return content.markup === nothing.markup
    ? nothing
    : html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>\n`;
}

/** "… and 12 more in results.json", where there are more than are shown. */
export function moreThan(shown: number, all: number, where: string): Markup {
  return all <= shown
    ? nothing
    : html`<p class="note">… and ${(all - shown).toLocaleString('en-US')} more, in ${where}.</p>`;
}
