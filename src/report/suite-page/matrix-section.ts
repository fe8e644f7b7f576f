// The matrices of a suite as tables: workloads down, faults across, and in each cell how its runs came out.

import type { Combination, JobResult } from '../../suite/combinations.ts';
import { combinationsOf, outcomeCounts } from '../../suite/combinations.ts';
import { formatCount } from '../format.ts';
import { html, type Markup, markupOf, nothing } from '../page/markup.ts';
import { outcomeSigns } from '../page/outcome-mark.ts';
import { section } from '../page/tables.ts';
import { ownResults, runLink, type SuitePageInput } from './suite-page-input.ts';

const mostSeeds = 6;

/** The runs that are not valid, each leading to its page. */
function seedLinks(input: SuitePageInput, results: readonly JobResult[]): Markup {
  const links = results
    .slice(0, mostSeeds)
    .map((result) => html`<li>${runLink(input, result.last, `seed ${result.job.plan.seed}`)}</li>`);
  const left = results.length - links.length;
  const more = left > 0 ? html`<li>${formatCount(left)} more</li>` : nothing;
  return html`<ul class="seeds">${markupOf(links)}${more}</ul>`;
}

function cellOf(input: SuitePageInput, combination: Combination | undefined): Markup {
  if (combination === undefined) return html`<td class="quiet">not in the suite</td>`;
  const { results } = combination;
  const counts = outcomeCounts(results);
  const left = results.filter(({ last }) => last === null).length;
  const lines = [...counts].map(([outcome, count]) => {
    const { kind, sign } = outcomeSigns[outcome];
    const seeds =
      outcome === 'valid'
        ? nothing
        : seedLinks(
            input,
            results.filter(({ last }) => last?.outcome === outcome),
          );
    return html`<div><span class="mark ${kind}"><span aria-hidden="true">${sign}</span> ${formatCount(count)} ${outcome}</span>${seeds}</div>`;
  });
  const missing = left === 0 ? nothing : html`<div class="quiet">${formatCount(left)} not run</div>`;
  const isWrong = counts.has('violation') || counts.has('crash') || counts.has('lost');
  return html`<td class="${isWrong ? 'outcomes wrong' : 'outcomes'}">${markupOf(lines)}${missing}</td>`;
}

/** What stands at the beginning of a row: world and version only where they tell rows apart. */
function rowTitle({ workload, world, version }: Combination): Markup {
  return html`<strong>${workload}</strong> <span class="quiet">${world}, ${version}</span>`;
}

const rowKey = ({ workload, world, version }: Combination): string =>
  JSON.stringify([workload, world, version]);

function matrixOf(input: SuitePageInput, name: string, combinations: readonly Combination[]): Markup {
  const columns = [...new Set(combinations.map(({ nemesis }) => nemesis))];
  const rows = new Map<string, readonly Combination[]>();
  for (const combination of combinations) {
    const key = rowKey(combination);
    rows.set(key, [...(rows.get(key) ?? []), combination]);
  }
  const head = columns.map((nemesis) => html`<th scope="col">${nemesis.replaceAll(',', ', ')}</th>`);
  const body = [...rows.values()].map((cells) => {
    const row = columns.map((column) =>
      cellOf(
        input,
        cells.find(({ nemesis }) => nemesis === column),
      ),
    );
    const [first] = cells;
    return first === undefined
      ? nothing
      : html`<tr><th scope="row">${rowTitle(first)}</th>${markupOf(row)}</tr>\n`;
  });
  const caption = `Runs of ${name}: workloads down, faults across`;
  return html`<h3>${name}</h3><div class="scroll whole" role="region" aria-label="${caption}" tabindex="0"><table class="matrix">
<caption class="heard">${caption}</caption>
<thead><tr><th scope="col">workload</th>${markupOf(head)}</tr></thead>
<tbody>${markupOf(body)}</tbody></table></div>`;
}

/** A table for each matrix that is no canary. */
export function matrixSection(input: SuitePageInput): Markup {
  const results = ownResults(input);
  const names = [...new Set(results.map(({ job }) => job.group))];
  const tables = names.map((name) =>
    matrixOf(input, name, combinationsOf(results.filter(({ job }) => job.group === name))),
  );
  return tables.length === 0 ? nothing : section('matrix', 'Outcomes', markupOf(tables));
}
