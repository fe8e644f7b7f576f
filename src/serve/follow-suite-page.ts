// The page of a suite that is under way. What it shows comes as events; all of it is put in as text.

import { dataBlock } from '../report/page/embedded-json.ts';
import { html, type Markup, markupOf } from '../report/page/markup.ts';
import type { RunFolder } from '../store/list-runs.ts';
import type { Suite } from '../store/suite.ts';
import { addressOf } from './addresses.ts';
import { type FramedPage, framePage } from './page-frame.ts';

interface FollowedTable {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
}

const tables: readonly FollowedTable[] = [
  { id: 'running', title: 'Runs now', columns: ['run', 'attempt', 'for', 'how it goes'] },
  { id: 'groups', title: 'Matrices and canaries', columns: ['name', 'runs', 'outcomes'] },
  { id: 'failed', title: 'Went wrong last', columns: ['run', 'outcome', 'why', 'page'] },
  { id: 'ended', title: 'Ended last', columns: ['run', 'outcome'] },
];

function tableSection({ id, title, columns }: FollowedTable): Markup {
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  return html`<section aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table><caption class="heard">${title}</caption>
<thead><tr>${markupOf(head)}</tr></thead><tbody id="${id}"></tbody></table></div></section>
`;
}

export function followSuitePage(folder: RunFolder, suite: Suite): Promise<FramedPage> {
  const { name, time } = folder;
  const facts = ['runs', 'outcomes', 'time'].map(
    (fact) => html`<div><dt>${fact}</dt><dd data-fact="${fact}">-</dd></div>`,
  );
  const content = html`<section aria-labelledby="now"><h2 id="now">Suite of ${suite.jobs.length} runs, first seed ${suite.firstSeed}</h2>
<p id="state" aria-live="polite">Waiting for the suite.</p>
<p><progress id="done" max="${Math.max(1, suite.jobs.length)}" value="0" aria-label="Runs that ended"></progress></p>
<dl class="facts following">${markupOf(facts)}</dl>
<noscript><p>To follow a suite, scripts are needed; <a href="${addressOf('file', folder, 'jobs.jsonl')}">jobs.jsonl</a> holds what ended.</p></noscript></section>
${markupOf(tables.map(tableSection))}
${dataBlock('follow-data', { events: addressOf('events', folder), page: addressOf('run', folder) })}`;
  return framePage({
    title: `${name} ${time}, under way`,
    kind: 'follow-suite',
    heading: html`${name} <span class="quiet">${time}</span>`,
    content,
    reach: ['connect-src'],
  });
}
