// Where a suite's time and failures went: combinations that fail most, slowest runs, attempts made again, and what was
// left out.

import { combinationsOf, type JobResult } from '../../suite/combinations.ts';
import { counted, formatCount, formatMs } from '../format.ts';
import { html, type Markup, markupOf, nothing, type Part } from '../page/markup.ts';
import { outcomeMark } from '../page/outcome-mark.ts';
import { foldedAway, moreThan, section, tableOf } from '../page/tables.ts';
import { ownResults, runLink, type SuitePageInput, shortJob } from './suite-page-input.ts';

const mostRows = 10;
const mostRetried = 100;
const mostListed = 1000;
const mostSeeds = 20;

/** Combinations with failures, those that fail most often first. */
export function failingSection(input: SuitePageInput): Markup {
  const failing = combinationsOf(ownResults(input))
    .map((combination) => {
      const made = combination.results.filter(({ last }) => last !== null);
      const failed = made.filter(({ last }) => last?.outcome !== 'valid').length;
      return { ...combination, made: made.length, failed, share: failed / Math.max(1, made.length) };
    })
    .filter(({ failed }) => failed > 0)
    .sort((one, other) => other.share - one.share || other.failed - one.failed);
  if (failing.length === 0) return nothing;
  const shown = failing.slice(0, mostRows);
  const rows = shown.map(
    ({ group, workload, nemesis, world, version, made, failed, share }): readonly Part[] => [
      `${workload}, ${nemesis}, ${world}, ${version}`,
      group,
      `${formatCount(failed)} of ${formatCount(made)}`,
      `${Math.round(share * 100)} %`,
    ],
  );
  const columns = [
    { title: 'combination' },
    { title: 'matrix' },
    { title: 'not valid', isNumber: true },
    { title: 'share', isNumber: true },
  ];
  return section(
    'failing',
    'What fails most',
    html`${tableOf('Combinations that fail most', columns, rows)}${moreThan(shown.length, failing.length, 'jobs.jsonl')}`,
  );
}

const runColumns = [
  { title: 'run' },
  { title: 'matrix' },
  { title: 'outcome' },
  { title: 'took', isNumber: true },
  { title: 'ok operations', isNumber: true },
];

function runRows(input: SuitePageInput, results: readonly JobResult[]): readonly (readonly Part[])[] {
  return results.flatMap((result) =>
    result.last === null
      ? []
      : [
          [
            runLink(input, result.last, shortJob(result)),
            result.job.group,
            outcomeMark(result.last.outcome),
            formatMs(result.last.wallMs),
            formatCount(result.last.counts.ok),
          ],
        ],
  );
}

/** The slowest runs, and all of them where asked for. */
export function runsSection(input: SuitePageInput): Markup {
  const made = input.results.filter(({ last }) => last !== null);
  if (made.length === 0) return nothing;
  const slowest = [...made]
    .sort((one, other) => (other.last?.wallMs ?? 0) - (one.last?.wallMs ?? 0))
    .slice(0, mostRows);
  const listed = made.slice(0, mostListed);
  const all = html`${tableOf('All runs', runColumns, runRows(input, listed))}${moreThan(listed.length, made.length, 'jobs.jsonl')}`;
  return section(
    'slowest',
    'Slowest runs',
    html`${tableOf('Slowest runs', runColumns, runRows(input, slowest))}${made.length > slowest.length ? foldedAway(`all ${counted(made.length, 'run')}`, all) : nothing}`,
  );
}

/** Jobs that took more than one attempt, with all of them. */
export function retriesSection({ results }: SuitePageInput): Markup {
  const again = results.filter(({ attempts }) => attempts.length > 1);
  if (again.length === 0) return nothing;
  const shown = again.slice(0, mostRetried);
  const rows = shown.map((result): readonly Part[] => [
    shortJob(result),
    result.job.group,
    markupOf(
      result.attempts.map(({ outcome }, at) => html`${at === 0 ? '' : ', then '}${outcomeMark(outcome)}`),
    ),
    result.attempts[0]?.reason ?? '',
  ]);
  const columns = [
    { title: 'run' },
    { title: 'matrix' },
    { title: 'attempts' },
    { title: 'reason of the first attempt' },
  ];
  const note = html`<p class="note">Inconclusive runs were retried; a run with a violation never is.</p>`;
  return section(
    'retries',
    'Retried runs',
    html`${note}${tableOf('Attempts', columns, rows)}${moreThan(shown.length, again.length, 'jobs.jsonl')}`,
  );
}

/** What has no result, by combination. */
export function leftOutSection({ results, summary }: SuitePageInput): Markup {
  const missing = results.filter(({ last }) => last === null);
  if (missing.length === 0) return nothing;
  const why =
    summary.end === 'budget'
      ? 'The budget was used up before these were started; that is no failure.'
      : summary.end === 'incomplete'
        ? 'The shards that were to run these are missing, or were cut off before their end.'
        : 'The suite ended before these were run.';
  const rows = combinationsOf(missing).map(
    ({ group, workload, nemesis, world, version, results: left }): readonly Part[] => {
      const seeds = left
        .slice(0, mostSeeds)
        .map(({ job }) => job.plan.seed)
        .join(' ');
      return [
        `${workload}, ${nemesis}, ${world}, ${version}`,
        group,
        formatCount(left.length),
        left.length > mostSeeds ? `${seeds} …` : seeds,
      ];
    },
  );
  const columns = [
    { title: 'combination' },
    { title: 'matrix' },
    { title: 'not run', isNumber: true },
    { title: 'seeds' },
  ];
  return section(
    'left-out',
    `Left out: ${counted(missing.length, 'run')}`,
    html`<p>${why}</p>${tableOf('Runs that were left out', columns, rows)}`,
  );
}
