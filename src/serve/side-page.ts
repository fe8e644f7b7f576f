// Two runs side by side: what can be put in a row of figures, and both pages below.

import { formatCount, formatMs } from '../report/format.ts';
import { html, type Markup, markupOf, type Part } from '../report/page/markup.ts';
import { outcomeMark } from '../report/page/outcome-mark.ts';
import { tableOf } from '../report/page/tables.ts';
import { addressOf } from './addresses.ts';
import { type FramedPage, framePage } from './page-frame.ts';
import type { RunLine } from './run-line.ts';

const rows: readonly { readonly title: string; readonly cell: (line: RunLine) => Part }[] = [
  { title: 'outcome', cell: ({ outcome }) => outcomeMark(outcome) },
  { title: 'why', cell: ({ reason }) => reason },
  { title: 'workload', cell: ({ workload, nemesis, world }) => `${workload} in ${world} under ${nemesis}` },
  { title: 'version', cell: ({ version, seed }) => `${version}, seed ${seed}` },
  { title: 'operations', cell: ({ operations }) => figure(operations, formatCount) },
  { title: 'answered per second', cell: ({ perSecond }) => figure(perSecond, (value) => value.toFixed(1)) },
  {
    title: 'answered',
    cell: ({ answeredPercent }) => figure(answeredPercent, (value) => `${value.toFixed(2)} %`),
  },
  { title: 'longest outage', cell: ({ longestOutageMs }) => figure(longestOutageMs, formatMs) },
];

function figure(value: number | null, format: (value: number) => string): string {
  return value === null ? '-' : format(value);
}

const idOf = ({ name, time }: RunLine): string => `${name}/${time}`;

function frameOf(line: RunLine): Markup {
  const address = addressOf('run', line);
  return html`<figure><figcaption><a href="${address}">${idOf(line)}</a></figcaption><iframe src="${address}" sandbox="allow-scripts" title="Page of ${idOf(line)}"></iframe></figure>`;
}

export function sidePage(left: RunLine, right: RunLine): Promise<FramedPage> {
  const columns = ['', idOf(left), idOf(right)].map((title) => ({ title }));
  const table = tableOf(
    'Both runs in figures',
    columns,
    rows.map(({ title, cell }) => [title, cell(left), cell(right)]),
  );
  const content = html`<section>${table}</section><section class="sides" aria-label="Both pages">${markupOf([frameOf(left), frameOf(right)])}</section>`;
  return framePage({
    title: `${idOf(left)} and ${idOf(right)}`,
    kind: 'list',
    heading: 'Side by side',
    content,
    reach: ['frame-src'],
    isWide: true,
  });
}
