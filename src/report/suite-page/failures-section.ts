// Every run of a suite that is not valid: why, its page, and the commands that repeat it.

import type { JobRecord } from '../../store/suite.ts';
import type { JobResult } from '../../suite/combinations.ts';
import { formatCount, formatValue } from '../format.ts';
import { html, type Markup, markupOf, nothing } from '../page/markup.ts';
import { outcomeMark } from '../page/outcome-mark.ts';
import {
  anewCommands,
  type Command,
  commandList,
  copiedNote,
  repeatCommands,
} from '../page/replay-commands.ts';
import { foldedAway, moreThan, section } from '../page/tables.ts';
import { ownResults, runLink, type SuitePageInput, shortJob } from './suite-page-input.ts';

const mostFailures = 100;
/** The first ones stand open. */
const mostOpen = 10;
const longestReason = 2000;

/** From what weighs most. */
const weights: readonly JobRecord['outcome'][] = [
  'violation',
  'crash',
  'lost',
  'threshold-missed',
  'unknown',
  'invalid-run',
  'interrupted',
];

function commandsOf({ job }: JobResult, { run, outcome }: JobRecord): readonly Command[] {
  const [name = '', time = ''] = (run ?? '').split('/');
  const saved = time === '' ? [] : repeatCommands({ name, time, plan: job.plan, outcome });
  return [...saved, ...anewCommands(job.plan)];
}

function failureOf(input: SuitePageInput, result: JobResult, record: JobRecord, at: number): Markup {
  const { outcome, violations, reason } = record;
  const found = violations.length === 0 ? nothing : html`<strong>${violations.join(', ')}</strong>: `;
  const page = record.run === null ? nothing : html`<p>${runLink(input, record, 'Its page')}</p>`;
  const again = html`${page}${commandList(`again-${at}`, commandsOf(result, record))}`;
  return html`<article><h3>${outcomeMark(outcome)} ${shortJob(result)} <span class="quiet">${result.job.group}</span></h3>
<p>${found}${formatValue(reason, longestReason)}</p>${at < mostOpen ? again : foldedAway('again', again)}</article>`;
}

export function failuresSection(input: SuitePageInput): Markup {
  const failed = ownResults(input)
    .flatMap((result) =>
      result.last === null || result.last.outcome === 'valid' ? [] : [{ result, record: result.last }],
    )
    .sort((left, right) => weights.indexOf(left.record.outcome) - weights.indexOf(right.record.outcome));
  if (failed.length === 0) return nothing;
  const shown = failed.slice(0, mostFailures);
  const articles = shown.map(({ result, record }, at) => failureOf(input, result, record, at));
  return section(
    'failures',
    `Runs that are not valid: ${formatCount(failed.length)}`,
    html`${markupOf(articles)}${moreThan(shown.length, failed.length, 'jobs.jsonl')}${copiedNote}`,
  );
}
