// The page of a run that is under way. Its figures come as events; all of them are put in as text.

import { dataBlock } from '../report/page/embedded-json.ts';
import { html, markupOf } from '../report/page/markup.ts';
import type { RunFolder } from '../store/list-runs.ts';
import type { SavedRun } from '../store/open-run.ts';
import { addressOf } from './addresses.ts';
import { type FramedPage, framePage } from './page-frame.ts';

const facts = [
  'phase',
  'time',
  'operations per second',
  'ok',
  'fail',
  'unknown',
  'latency',
  'leader',
  'faults',
  'last error',
  'violation',
] as const;

export function followPage(folder: RunFolder, { plan }: SavedRun): Promise<FramedPage> {
  const { name, time } = folder;
  const rows = facts.map((fact) => html`<div><dt>${fact}</dt><dd data-fact="${fact}">-</dd></div>`);
  const content = html`<section aria-labelledby="now"><h2 id="now">${plan.workload} in the ${plan.world} world, seed ${plan.seed}</h2>
<p id="state" aria-live="polite">Waiting for the run.</p>
<dl class="facts following">${markupOf(rows)}</dl>
<div class="surface" id="rate" role="img" aria-label="Operations per second over time, grey while a fault is in effect; the figures are above"><canvas aria-hidden="true"></canvas></div>
<noscript><p>To follow a run, scripts are needed; <a href="${addressOf('file', folder, 'progress.jsonl')}">progress.jsonl</a> holds the same.</p></noscript></section>
<section aria-labelledby="nodes-title"><h2 id="nodes-title">Nodes</h2>
<div class="scroll" role="region" aria-label="Nodes" tabindex="0"><table><caption class="heard">What each node says of itself</caption>
<thead><tr><th scope="col">node</th><th scope="col">role</th><th scope="col" class="number">ballot</th><th scope="col" class="number">lease left</th><th scope="col" class="number">log position</th><th scope="col" class="number">applied</th><th scope="col" class="number">clock off by</th></tr></thead>
<tbody id="nodes"></tbody></table></div></section>
${dataBlock('follow-data', { events: addressOf('events', folder), run: addressOf('run', folder), seconds: plan.timeSeconds })}`;
  return framePage({
    title: `${name} ${time}, under way`,
    kind: 'follow',
    heading: html`${name} <span class="quiet">${time}</span>`,
    content,
    reach: ['connect-src'],
  });
}
