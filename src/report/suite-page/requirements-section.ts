// What a suite asks beside valid runs: canaries that have to be caught, thresholds, conditions that have to be reached.

import type { GroupSummary } from '../../suite/summary.ts';
import type { ThresholdResult } from '../../suite/thresholds.ts';
import { formatCount } from '../format.ts';
import { html, type Markup, markupOf, nothing, type Part } from '../page/markup.ts';
import { foldedAway, section, tableOf } from '../page/tables.ts';
import { runLink, type SuitePageInput } from './suite-page-input.ts';

const good = (text: string): Markup =>
  html`<span class="mark good"><span aria-hidden="true">✓</span> ${text}</span>`;
const bad = (text: string): Markup =>
  html`<span class="mark bad"><span aria-hidden="true">✕</span> ${text}</span>`;
const open = (text: string): Markup =>
  html`<span class="mark open"><span aria-hidden="true">?</span> ${text}</span>`;

function canaryRow(
  input: SuitePageInput,
  { name, planned, finished, exitCode }: GroupSummary,
): readonly Part[] {
  const own = input.results.filter(({ job }) => job.group === name);
  const caught = own.find(({ last }) => last?.outcome === 'violation');
  const by =
    caught?.last === undefined || caught.last === null
      ? ''
      : html`${runLink(input, caught.last, `seed ${caught.job.plan.seed}`)}: ${caught.last.violations.join(', ')}`;
  const mark =
    exitCode === 0
      ? good('caught')
      : finished === 0
        ? open('not run')
        : exitCode === 1
          ? bad('not caught')
          : open('inconclusive');
  return [
    mark,
    name,
    own[0]?.job.plan.version ?? '',
    `${formatCount(finished)} of ${formatCount(planned)}`,
    by,
  ];
}

/** Each broken build, and whether a run of it failed as it should. */
export function canariesSection(input: SuitePageInput): Markup {
  const canaries = input.summary.groups.filter(({ isCanary }) => isCanary);
  if (canaries.length === 0) return nothing;
  const columns = [
    { title: 'verdict' },
    { title: 'canary' },
    { title: 'build' },
    { title: 'runs', isNumber: true },
    { title: 'caught by' },
  ];
  const note = html`<p class="note">Builds that are known to be broken: a suite that does not catch them shows nothing.</p>`;
  return section(
    'canaries',
    'Canaries',
    html`${note}${tableOf(
      'Canaries',
      columns,
      canaries.map((canary) => canaryRow(input, canary)),
    )}`,
  );
}

function thresholdRow(
  { text, over, group, found, met, runs, measured }: ThresholdResult,
  isWhole: boolean,
): readonly Part[] {
  const isJudged = isWhole || (over === 'eachRun' && measured !== null);
  const mark = met ? good('met') : isJudged ? bad('missed') : open('not judged');
  const whom = over === 'eachRun' ? 'each run' : 'all runs together';
  return [mark, text, group === null ? whom : `${whom} of ${group}`, found, formatCount(runs)];
}

/** What was asked of the figures, and what they were. */
export function thresholdsSection({ summary }: SuitePageInput): Markup {
  const { thresholds, isWhole } = summary;
  if (thresholds.length === 0) return nothing;
  const columns = [
    { title: 'verdict' },
    { title: 'required' },
    { title: 'of' },
    { title: 'actual' },
    { title: 'runs with it', isNumber: true },
  ];
  const note = isWhole
    ? nothing
    : html`<p class="note">What all runs together have to meet is judged once all shards are merged.</p>`;
  const rows = thresholds.map((threshold) => thresholdRow(threshold, isWhole));
  return section('thresholds', 'Thresholds', html`${note}${tableOf('Thresholds', columns, rows)}`);
}

/** Conditions of the database that some run had to reach; those that none did first. */
export function conditionsSection({ summary }: SuitePageInput): Markup {
  const { probes, neverReached, isWhole } = summary;
  const names = Object.keys(probes);
  if (names.length === 0) return nothing;
  const said =
    neverReached.length === 0
      ? `All ${formatCount(names.length)} were reached.`
      : `${formatCount(neverReached.length)} of ${formatCount(names.length)} were never reached${isWhole ? '' : ' by what is there of the suite'}:`;
  const missed = neverReached.map((name) => html`<li>${isWhole ? bad(name) : open(name)}</li>`);
  const rows = Object.entries(probes)
    .sort(([, one], [, other]) => one - other)
    .map(([name, count]): readonly Part[] => [name, formatCount(count)]);
  const table = tableOf(
    'Runs that reached each condition',
    [{ title: 'condition' }, { title: 'runs that reached it', isNumber: true }],
    rows,
  );
  return section(
    'conditions',
    'Conditions of the database',
    html`<p>${said}</p>${missed.length === 0 ? nothing : html`<ul>${markupOf(missed)}</ul>`}${foldedAway('how many runs reached each', table)}`,
  );
}
