// What broke, drawn and in words: for each violation the checker's drawing, what it says of each case, and the operations
// that show it.

import type { Verdict } from '../../checkers/checker.ts';
import type { JsonValue } from '../../history/operation.ts';
import { isBrokenInside } from '../../runner/judge.ts';
import { formatValue } from '../format.ts';
import { rebuildDrawing } from './drawing.ts';
import { historySentence } from './inside-violation.ts';
import { html, type Markup, markupOf, nothing } from './markup.ts';
import { operationTable } from './operation-table.ts';
import type { Judged } from './page-input.ts';
import { foldedAway, section } from './tables.ts';

const mostDrawings = 6;
/** The others are there when asked for. */
const drawingsUnfolded = 2;
const mostCases = 6;
/** Details are no deeper than this. */
const mostLevels = 8;
const longestText = 2000;

/** Every drawing among details: text under the name `svg`. */
function findDrawings(details: JsonValue, level = 0): readonly string[] {
  if (details === null || typeof details !== 'object' || level > mostLevels) return [];
  return Object.entries(details).flatMap(([name, part]) =>
    name === 'svg' && typeof part === 'string' ? [part] : findDrawings(part, level + 1),
  );
}

function drawingsOf({ checker, details }: Verdict): Markup {
  const drawings = findDrawings(details);
  const shown = drawings.slice(0, mostDrawings).map((svg, position) => {
    const title = `What ${checker} found, drawn${drawings.length === 1 ? '' : ` (${position + 1} of ${drawings.length})`}`;
    const drawing = rebuildDrawing(svg, `${checker.replaceAll(/[^\w]/g, '-')}-${position}-`);
    const content =
      drawing === null
        ? html`<p class="note">The drawing in results.json is not one of Ordeal’s and is not shown.</p>`
        : html`<div class="drawing scroll" role="img" aria-label="${title}; the same in words below" tabindex="0">${drawing}</div>`;
    return html`<figure><figcaption>${title}</figcaption>${content}</figure>`;
  });
  const folded = shown.slice(drawingsUnfolded);
  const more = folded.length === 0 ? nothing : foldedAway(`${folded.length} more drawings`, markupOf(folded));
  return html`${shown.slice(0, drawingsUnfolded)}${more}`;
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: JsonValue | undefined): readonly { readonly [key: string]: JsonValue }[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

/** Cases of each anomaly as the isolation checkers tell them, a cycle step by step. */
function anomalyWords({ details }: Verdict): Markup {
  const { anomalies } = details;
  if (!isObject(anomalies)) return nothing;
  return markupOf(
    Object.entries(anomalies).map(([name, found]) => {
      const cases = isObject(found) ? listOf(found['cases']) : [];
      const count = isObject(found) ? formatValue(found['count'] ?? cases.length) : '';
      const items = cases.slice(0, mostCases).map(({ text, steps }) => {
        const told = listOf(steps).map(
          (step) =>
            html`<li><span class="edge">${formatValue(step['kind'])}</span> ${formatValue(step['text'], longestText)}</li>`,
        );
        return html`<li>${formatValue(text ?? '', longestText)}${told.length === 0 ? nothing : html`<ol>${markupOf(told)}</ol>`}</li>`;
      });
      return html`<h4>${name} <span class="count">${count} found</span></h4><ul>${markupOf(items)}</ul>`;
    }),
  );
}

/** What the linearizable checker says of each object. */
function objectWords({ details }: Verdict): Markup {
  const violations = listOf(details['violations']);
  const items = violations.slice(0, mostDrawings).map(({ key, failed, states, conflict, openCount }) => {
    const call = isObject(failed)
      ? `${formatValue(failed['f'])} ${formatValue(failed['value'], longestText)} of process ${formatValue(failed['process'])} (operations ${formatValue(failed['invoked'])} to ${formatValue(failed['completed'])})`
      : 'an operation';
    const held =
      Array.isArray(states) && states.length > 0
        ? `It could hold ${states
            .slice(0, 8)
            .map((state) => formatValue(state))
            .join(' or ')} then. `
        : '';
    const why = typeof conflict === 'string' ? `Why: ${conflict}. ` : '';
    const open =
      typeof openCount === 'number' && openCount > 0
        ? openCount === 1
          ? '1 operation was pending.'
          : `${openCount} operations were pending.`
        : '';
    return html`<li>Key <code>${formatValue(key ?? null)}</code>: no order of the operations explains ${call}. ${held}${why}${open}</li>`;
  });
  return items.length === 0 ? nothing : html`<ul>${markupOf(items)}</ul>`;
}

function anomalyOf(verdict: Verdict, verdicts: readonly Verdict[]): Markup {
  const witnesses =
    verdict.witnesses.length === 0
      ? nothing
      : html`<h4>Operations that show it</h4>${operationTable(`Operations that show what ${verdict.checker} found`, verdict.witnesses, 'results.json')}`;
  const inside = isBrokenInside(verdict)
    ? html`<p class="note">Seen inside the cluster. ${historySentence({ verdicts })}</p>`
    : nothing;
  return html`<article><h3>${verdict.checker}</h3><p>${formatValue(verdict.reason, longestText * 2)}</p>${inside}
${drawingsOf(verdict)}${objectWords(verdict)}${anomalyWords(verdict)}${witnesses}</article>`;
}

/** Nothing for a run without a violation. */
export function anomalySection({ results }: Judged): Markup {
  const verdicts = results?.verdicts ?? [];
  const broken = verdicts.filter(
    ({ valid, details }) => valid === false && details['kind'] !== 'threshold-missed',
  );
  return section('anomaly', 'What broke', markupOf(broken.map((verdict) => anomalyOf(verdict, verdicts))));
}
