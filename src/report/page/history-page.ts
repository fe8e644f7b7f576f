// The page of a history that is no run of ours: its verdict and what shows it, and how its clients fared. There is no plan,
// no fault and no node to tell of.

import type { Verdict } from '../../checkers/checker.ts';
import type { History } from '../../history/history.ts';
import type { Outcome } from '../../store/results.ts';
import { formatCount, formatValue } from '../format.ts';
import { outcomeSentence } from '../summary.ts';
import { anomalySection } from './anomaly-section.ts';
import { chaptersOf } from './chapters.ts';
import { chartDataOf } from './chart-data.ts';
import { failingWindowOf } from './failing-window.ts';
import { loadOverTime } from './load-over-time.ts';
import { loadSection } from './load-section.ts';
import { html, type Markup, markupOf, nothing } from './markup.ts';
import { outcomeSigns } from './outcome-mark.ts';
import { pageDocument } from './page-document.ts';
import type { PageAssets } from './page-input.ts';
import type { RunFacts } from './run-facts.ts';
import { verdictSection } from './verdict-section.ts';
import { windowSection } from './window-section.ts';

export interface HistoryPageInput {
  /** What was judged, for people. */
  readonly name: string;
  readonly history: History;
  readonly verdicts: readonly Verdict[];
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** What has to be known of it, a sentence each. */
  readonly notes: readonly string[];
  /** The command that judges it again. */
  readonly again: string;
}

const longestReason = 4000;

/** The page as HTML. */
export function renderHistoryPage(input: HistoryPageInput, assets: PageAssets): string {
  const { name, history, verdicts, outcome } = input;
  const facts: RunFacts = {
    load: loadOverTime(history.columns(), 0),
    window: failingWindowOf(history, verdicts),
    ...{ events: [], leaderships: [], nodes: [], linesLeft: 0, clockIsExact: false },
  };
  const judged = { results: { verdicts } };
  return pageDocument({
    title: `${name}: ${outcome}`,
    heading: headingOf(input),
    chapters: chaptersOf([
      { id: 'verdicts', title: 'Verdicts', content: verdictSection(judged) },
      { id: 'anomaly', title: 'What broke', content: anomalySection(judged) },
      { id: 'load', title: 'Latency and throughput', content: loadSection({ history }, facts) },
      { id: 'window', title: 'Failure window', content: windowSection(facts) },
    ]),
    chartData: chartDataOf({ results: null, progress: [] }, facts),
    assets,
  });
}

function headingOf({ name, history, verdicts, outcome, exitCode, notes, again }: HistoryPageInput): Markup {
  const { kind, sign } = outcomeSigns[outcome];
  const wanted = outcome === 'unknown' ? 'unknown' : false;
  const against = verdicts.find(({ valid }) => valid === wanted);
  const because =
    against === undefined || outcome === 'valid'
      ? nothing
      : html`<p class="because"><strong>${against.checker}</strong>: ${formatValue(against.reason, longestReason)}</p>\n`;
  const told =
    notes.length === 0
      ? nothing
      : html`<ul class="problems">${markupOf(notes.map((note) => html`<li>${note}</li>`))}</ul>`;
  const facts: readonly (readonly [string, string])[] = [
    ['exit code', String(exitCode)],
    ['again', again],
  ];
  return html`<header class="${kind}"><p class="run">${name}</p>
<h1><span class="sign" aria-hidden="true">${sign}</span> ${outcomeSentence({ outcome, verdicts })}</h1>
${because}<p>${formatCount(history.length)} events of a history from elsewhere.</p>
<dl class="facts">${markupOf(facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`))}</dl>
${told}</header>`;
}
