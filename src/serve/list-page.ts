// The list of saved runs: searched, filtered and sorted by its form, which works without scripts.

import { formatCount, formatMs } from '../report/format.ts';
import { html, type Markup, markupOf, nothing, type Part } from '../report/page/markup.ts';
import { outcomeMark } from '../report/page/outcome-mark.ts';
import { addressOf } from './addresses.ts';
import {
  type Choice,
  type Chosen,
  chooseRuns,
  filterNames,
  queryOf,
  type SortKey,
  valuesOf,
} from './choose-runs.ts';
import { type FramedPage, framePage } from './page-frame.ts';
import type { IndexedRuns } from './run-index.ts';
import type { RunLine } from './run-line.ts';

interface ListColumn {
  readonly title: string;
  readonly sort?: SortKey;
  readonly isNumber?: boolean;
  readonly cell: (line: RunLine) => Part;
}

const columns: readonly ListColumn[] = [
  { title: 'run', sort: 'time', cell: runCell },
  { title: 'outcome', sort: 'outcome', cell: ({ outcome }) => outcomeMark(outcome) },
  { title: 'workload', sort: 'workload', cell: workloadCell },
  { title: 'version', sort: 'version', cell: ({ version, seed }) => versionCell(version, seed) },
  { title: 'operations', sort: 'operations', isNumber: true, cell: ({ operations }) => counted(operations) },
  {
    title: 'ok per s',
    sort: 'throughput',
    isNumber: true,
    cell: ({ perSecond }) => counted(rounded(perSecond)),
  },
  {
    title: 'answered',
    sort: 'answered',
    isNumber: true,
    cell: ({ answeredPercent }) => (answeredPercent === null ? '' : `${answeredPercent.toFixed(2)} %`),
  },
  {
    title: 'longest outage',
    sort: 'outage',
    isNumber: true,
    cell: ({ longestOutageMs }) => outageOf(longestOutageMs),
  },
  {
    title: 'why',
    cell: ({ reason }) => html`<span class="reason">${shortened(reason)}</span>`,
  },
];

const longestReason = 240;

function shortened(text: string): string {
  return text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;
}

function outageOf(ms: number | null): string {
  if (ms === null) return '';
  return ms === 0 ? 'none' : formatMs(ms);
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function counted(value: number | null): string {
  return value === null ? '' : formatCount(value);
}

function runCell(line: RunLine): Markup {
  const { kind, outcome, name, time } = line;
  const page = kind !== 'batch' && outcome === 'running' ? 'follow' : 'run';
  return html`<a href="${addressOf(page, line)}"><strong>${name}</strong></a> <span class="quiet time">${time}</span>`;
}

function workloadCell({ kind, workload, nemesis, world }: RunLine): Markup {
  if (workload === '') return nothing;
  const many = kind === 'batch' ? html`seeds of ` : kind === 'suite' ? html`suite of ` : nothing;
  return html`${many}${workload} <span class="quiet">${world}, faults: ${nemesis}</span>`;
}

function versionCell(version: string, seed: number | null): Markup {
  return seed === null ? nothing : html`${version} <span class="quiet">seed ${seed}</span>`;
}

function searchForm(lines: readonly RunLine[], { search, filters, sort, descending }: Choice): Markup {
  const selects = filterNames.map((name) => {
    const options = valuesOf(lines, name).map((value) =>
      value === filters[name] ? html`<option selected>${value}</option>` : html`<option>${value}</option>`,
    );
    return html`<label>${name} <select name="${name}"><option value="">any</option>${markupOf(options)}</select></label>`;
  });
  return html`<form class="search" role="search" action="/" method="get">
<label>search <input type="search" name="search" value="${search}" maxlength="200"></label>
${markupOf(selects)}
<input type="hidden" name="sort" value="${sort}"><input type="hidden" name="order" value="${descending ? 'down' : 'up'}">
<button type="submit">Show</button> <a href="/">everything</a></form>`;
}

function headingCell({ title, sort, isNumber }: ListColumn, choice: Choice): Markup {
  const kind = isNumber === true ? 'number' : 'text';
  if (sort === undefined) return html`<th scope="col" class="${kind}">${title}</th>`;
  const isSorted = sort === choice.sort;
  const descending = isSorted ? !choice.descending : isNumber === true || sort === 'time';
  const sign = isSorted ? (choice.descending ? ' ▾' : ' ▴') : '';
  const order = isSorted ? (choice.descending ? 'descending' : 'ascending') : 'none';
  return html`<th scope="col" class="${kind}" aria-sort="${order}"><a href="/${queryOf({ ...choice, sort, descending, page: 1 })}">${title}${sign}</a></th>`;
}

function rowOf(line: RunLine): Markup {
  const id = `${line.name}/${line.time}`;
  const pick =
    line.kind === 'run' && line.operations !== null
      ? html`<input type="checkbox" name="run" value="${id}" aria-label="Put ${id} side by side">`
      : nothing;
  const cells = columns.map(({ cell, isNumber }) =>
    isNumber === true ? html`<td class="number">${cell(line)}</td>` : html`<td>${cell(line)}</td>`,
  );
  return html`<tr><td>${pick}</td>${markupOf(cells)}</tr>\n`;
}

function pager({ page, pages, count }: Chosen, choice: Choice): Markup {
  const link = (to: number, text: string): Markup =>
    to < 1 || to > pages || to === page
      ? html`<span class="quiet">${text}</span>`
      : html`<a href="/${queryOf({ ...choice, page: to })}">${text}</a>`;
  return html`<nav aria-label="Pages" class="pager">${link(1, 'first')} ${link(page - 1, 'newer')} <span>page ${page} of ${formatCount(pages)}, ${formatCount(count)} in all</span> ${link(page + 1, 'older')} ${link(pages, 'last')}</nav>`;
}

/** @param root the results folder as a person knows it */
export function listPage({ lines, left }: IndexedRuns, choice: Choice, root: string): Promise<FramedPage> {
  const chosen = chooseRuns(lines, choice);
  const beyond =
    left === 0 ? nothing : html`<p class="note">${formatCount(left)} older runs are not listed.</p>`;
  const none =
    lines.length === 0
      ? html`<p>There is no saved run in <code>${root}</code> yet. <code>./ordeal run</code> makes one.</p>`
      : html`<p>No run is like that.</p>`;
  const table = html`<form action="/side" method="get"><div class="scroll whole" role="region" aria-label="Saved runs" tabindex="0"><table class="runs">
<caption class="heard">Saved runs</caption>
<thead><tr><th scope="col"><span class="heard">side by side</span></th>${markupOf(columns.map((column) => headingCell(column, choice)))}</tr></thead>
<tbody>${markupOf(chosen.lines.map(rowOf))}</tbody></table></div>
<p><button type="submit" id="side-by-side">Two side by side</button> <span class="note">Tick two runs.</span></p></form>`;
  const content = html`<section>${searchForm(lines, choice)}${chosen.count === 0 ? none : html`${pager(chosen, choice)}${table}${pager(chosen, choice)}`}${beyond}</section>`;
  return framePage({
    title: 'Ordeal: saved runs',
    kind: 'list',
    heading: 'Saved runs',
    content,
    reach: ['form-action'],
    isWide: true,
  });
}
