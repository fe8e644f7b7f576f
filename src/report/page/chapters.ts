// The chapters of a page, those with something in them, and the list of them at its top.

import { html, type Markup, markupOf, nothing } from './markup.ts';

export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

/** The list at the top and the chapters below it; empty ones are in neither. */
export function chaptersOf(all: readonly Chapter[]): { readonly contents: Markup; readonly body: Markup } {
  const chapters = all.filter(({ content }) => content !== nothing);
  const items = chapters.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return {
    contents: html`<nav aria-label="Contents"><ul>${markupOf(items)}</ul></nav>`,
    body: markupOf(chapters.map(({ content }) => content)),
  };
}
