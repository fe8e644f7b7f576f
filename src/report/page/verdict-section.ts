// The top of the page: what came out, in a sentence; then each checker with its verdict and its reason.

import type { Verdict } from '../../checkers/checker.ts';
import type { RunResults } from '../../store/results.ts';
import { formatCount, formatMs, formatValue } from '../format.ts';
import { outcomeSentence, verdictWord } from '../summary.ts';
import { historySentence, insideSentence, insideViolationOf } from './inside-violation.ts';
import { html, type Markup, markupOf, nothing } from './markup.ts';
import { outcomeSigns } from './outcome-mark.ts';
import type { Judged, PageInput } from './page-input.ts';
import { foldedAway, section, tableOf } from './tables.ts';

const longestDetails = 20_000;
const longestReason = 4000;

/** What the run was, in one sentence. */
function runSentence({ plan, results, history }: PageInput): string {
  const faults = plan.nemesis.length === 0 ? 'no faults' : plan.nemesis.join(', ');
  const where = `${plan.nodes} nodes in the ${plan.world} world`;
  const { phases = [], counts } = results ?? {};
  const lastNs = phases.reduce((latest, { endNs }) => Math.max(latest, endNs), 0);
  const took = lastNs === 0 ? '' : ` for ${formatMs(lastNs / 1e6)}`;
  const did =
    counts === undefined
      ? `${formatCount(history.length)} events`
      : `${formatCount(counts.invoked)} operations: ${formatCount(counts.ok)} ok, ${formatCount(counts.fail)} failed, ${formatCount(counts.invoked - counts.ok - counts.fail)} of unknown outcome`;
  return `${plan.workload} on ${where} under ${faults}${took}; ${did}.`;
}

/** The heading of the page. */
export function headline(input: PageInput): Markup {
  const { results, plan } = input;
  const { kind, sign } = results === null ? { kind: 'open', sign: '!' } : outcomeSigns[results.outcome];
  const inside = results === null ? null : insideViolationOf(results);
  const sentence =
    results === null
      ? 'Not judged: the run was cut off before its end.'
      : inside === null
        ? outcomeSentence(results)
        : insideSentence(inside);
  const facts: readonly (readonly [string, string])[] = [
    ['seed', String(plan.seed)],
    ['version', versionText(input)],
    ['started', results === null ? input.time : results.startedAt],
    ...(results?.traceHash === undefined ? [] : [['trace', results.traceHash] as const]),
    ...(results === null ? [] : [['exit code', String(results.exitCode)] as const]),
    ...(results === null ? [] : [['Ordeal', ordealOf(results)] as const]),
  ];
  return html`<header class="${kind}"><p class="run">${input.name} / ${input.time}</p>
<h1><span class="sign" aria-hidden="true">${sign}</span> ${sentence}</h1>
${becauseOf(results)}<p>${runSentence(input)}</p>
<dl class="facts">${markupOf(facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>
${problemsOf(input)}</header>`;
}

function versionText({ plan, results }: PageInput): string {
  const { bundle, commit, changes } = results?.versions ?? {};
  const known = [
    ...(bundle === undefined ? [] : [`build ${bundle.slice(0, 12)}`]),
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
    ...(changes === undefined ? [] : [`with changes: ${changes}`]),
  ];
  return known.length === 0 ? plan.version : `${plan.version} (${known.join(', ')})`;
}

function ordealOf({ harnessVersion, harness }: RunResults): string {
  if (harness === undefined || harness.commit === null) return harnessVersion;
  const changes = harness.changes === null ? '' : `, with changes: ${harness.changes}`;
  return `${harnessVersion} (commit ${harness.commit.slice(0, 12)}${changes})`;
}

/** The first reason against the run, as part of the headline. */
function becauseOf(results: RunResults | null): Markup {
  const first = results?.verdicts.find(({ valid }) => valid === false);
  const wanted =
    results?.outcome === 'unknown' ? results.verdicts.find(({ valid }) => valid === 'unknown') : first;
  if (results === null || wanted === undefined || results.outcome === 'valid') return nothing;
  const beside = insideViolationOf(results) === null ? '' : ` ${historySentence(results)}`;
  return html`<p class="because"><strong>${wanted.checker}</strong>: ${formatValue(wanted.reason, longestReason)}${beside}</p>\n`;
}

function problemsOf({ results, problems }: PageInput): Markup {
  const { crash = null, stoppedEarly } = results ?? {};
  const all = [
    ...problems,
    ...(crash === null ? [] : [`Crash in ${crash.where}: ${crash.message}`]),
    ...(stoppedEarly === undefined ? [] : [`The load ended early: ${stoppedEarly}`]),
  ];
  return all.length === 0
    ? nothing
    : html`<ul class="problems">${markupOf(all.map((line) => html`<li>${line}</li>`))}</ul>`;
}

/** A verdict's word with its sign. */
export function validityMark({ valid, details }: Verdict): Markup {
  if (valid === true) return html`<span class="mark good">✓ valid</span>`;
  if (valid === 'unknown') return html`<span class="mark open">? unknown</span>`;
  const isOfRun = details['kind'] === 'invalid-run';
  return html`<span class="mark ${isOfRun ? 'open' : 'bad'}">${isOfRun ? '!' : '✕'} ${verdictWord({ valid, details })}</span>`;
}

/** Everything a checker measured, without its drawings, which are shown as such. */
function measured({ checker, details }: Verdict): Markup {
  const replacer = (name: string, value: unknown): unknown =>
    name === 'svg' || name === 'dot' ? undefined : value;
  const text = JSON.stringify(details, replacer, 1);
  if (text === '{}') return nothing;
  const shown =
    text.length > longestDetails ? `${text.slice(0, longestDetails)}\n… all of it in results.json` : text;
  return foldedAway('details', html`<pre tabindex="0" aria-label="Details of ${checker}">${shown}</pre>`);
}

/** Each verdict with its reason, those against the run first. */
export function verdictSection({ results }: Judged): Markup {
  const verdicts = results?.verdicts ?? [];
  if (verdicts.length === 0) return nothing;
  const rank = ({ valid }: Verdict): number => (valid === false ? 0 : valid === 'unknown' ? 1 : 2);
  const sorted = [...verdicts].sort((left, right) => rank(left) - rank(right));
  const rows = sorted.map((verdict) => [
    validityMark(verdict),
    html`<strong>${verdict.checker}</strong>`,
    html`${formatValue(verdict.reason, longestReason)}${measured(verdict)}`,
  ]);
  return section(
    'verdicts',
    'Verdicts',
    tableOf(
      'Verdict of each checker',
      [{ title: 'verdict' }, { title: 'checker' }, { title: 'reason' }],
      rows,
    ),
  );
}
