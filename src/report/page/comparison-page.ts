// The page of a comparison: verdict first, then failures by kind and metrics, each change drawn with its interval.

import type { Comparison, MetricComparison } from '../../compare/comparison.ts';
import {
  changeText,
  classStatusTexts,
  dateText,
  pText,
  shareText,
  sizeText,
  statusText,
  unitText,
  valueText,
} from '../comparison.ts';
import { intervalDrawing } from './interval-drawing.ts';
import { html, type Markup, markupOf, nothing, trustedMarkup } from './markup.ts';
import type { PageAssets } from './page-input.ts';
import { securityPolicy } from './security-policy.ts';
import { section, tableOf } from './tables.ts';

/** Beside the colour there is a sign, and beside the sign a word. */
const signs: Readonly<Record<Comparison['verdict'], { readonly kind: string; readonly sign: string }>> = {
  violations: { kind: 'bad', sign: '✕' },
  regression: { kind: 'bad', sign: '✕' },
  'too-small': { kind: 'open', sign: '?' },
  'no-regression': { kind: 'good', sign: '✓' },
};

const statusKinds: Readonly<Record<string, string>> = {
  ...{ worse: 'bad', new: 'bad', 'more-often': 'bad', better: 'good', gone: 'good', 'less-often': 'good' },
  ...{ unclear: 'open', 'too-small': 'open' },
};

function statusMark(status: string, text: string): Markup {
  return html`<span class="mark ${statusKinds[status] ?? ''}">${text}</span>`;
}

function headline({ verdict, sentence, notes }: Comparison): Markup {
  const { kind, sign } = signs[verdict];
  const problems =
    notes.length === 0
      ? nothing
      : html`<ul class="problems">${markupOf(notes.map((note) => html`<li>${note}</li>`))}</ul>`;
  return html`<header class="${kind}">
<p class="run">Comparison</p>
<h1><span class="sign" aria-hidden="true">${sign}</span> ${sentence}</h1>
${problems}
</header>`;
}

/** What was compared: runs, when, of which build, by which Ordeal. */
function sidesSection({ first, second, plans }: Comparison): Markup {
  const row = (
    title: string,
    cell: (side: Comparison['first']) => string | readonly string[],
  ): readonly string[] => [title, ...[first, second].map((side) => [cell(side)].flat().join('; ') || '-')];
  const rows = [
    row('name', ({ label }) => label),
    row('runs', (side) => sizeText(side)),
    row('begun', ({ startedAt }) => dateText(startedAt)),
    row('build', ({ builds, version }) => (builds.length === 0 ? version : builds)),
    row('Ordeal', ({ ordeal }) => ordeal),
    row('machine', ({ machines }) => machines),
  ];
  const table = tableOf(
    'What was compared',
    ['', 'first', 'second'].map((title) => ({ title })),
    rows,
  );
  const ran = plans.map(
    ({ group, plan }) => html`<li>${group === plan ? '' : html`<strong>${group}</strong>: `}${plan}</li>`,
  );
  return section('sides', 'What was compared', html`${table}<ul>${markupOf(ran)}</ul>`);
}

function classesSection({ classes }: Comparison, linkOf: LinkOf): Markup {
  if (classes.length === 0) return nothing;
  const rows = classes.map((found) => [
    found.group,
    found.class,
    shareText(found.first),
    shareText(found.second),
    statusMark(found.status, classStatusTexts[found.status]),
    pText(found.p),
    found.seeds.join(' '),
    markupOf(found.runs.map((run) => linkTo(run, linkOf))),
  ]);
  const columns = [
    ...['plan', 'kind', 'first', 'second', 'change'].map((title) => ({ title })),
    ...[{ title: 'p', isNumber: true }, { title: 'seeds' }, { title: 'saved runs' }],
  ];
  return section('failures', 'Failures by kind', tableOf('Failures by kind', columns, rows));
}

function metricCells(found: MetricComparison): readonly (string | Markup)[] {
  const { title, unit, scale, change } = found;
  return [
    title,
    valueText(found.firstMedian, unit),
    valueText(found.secondMedian, unit),
    changeText(change.estimate, scale),
    intervalDrawing(found),
    `${changeText(change.low, scale)} to ${changeText(change.high, scale)}`,
    found.delta.toFixed(2),
    pText(found.p),
    statusMark(found.status, statusText(found)),
  ];
}

function metricsSection({ metrics }: Comparison): Markup {
  const groups = [...new Set(metrics.map(({ group }) => group))];
  const columns = [
    { title: 'metric' },
    ...['first', 'second', 'change'].map((title) => ({ title, isNumber: true })),
    ...[{ title: 'worse to the right' }, { title: '95 % interval' }],
    ...['delta', 'p'].map((title) => ({ title, isNumber: true })),
    { title: 'verdict' },
  ];
  const content = groups.map((group) => {
    const own = metrics.filter((metric) => metric.group === group);
    return html`<h3>${group}</h3><p class="note">Medians of ${unitText(own)}. The band in each drawing is the margin: a change inside it does not count.</p>
${tableOf(`Metrics of ${group}`, columns, own.map(metricCells))}`;
  });
  return section('metrics', 'Metrics', markupOf(content));
}

/** Where the page of a saved run lies, seen from this page; `null` where it has none. */
export type LinkOf = (run: string) => string | null;

function linkTo(run: string, linkOf: LinkOf): Markup {
  const name = run.split('/').slice(-2).join('/');
  const link = linkOf(run);
  return link === null ? html`${name} ` : html`<a href="${link}">${name}</a> `;
}

/**
 * The page as a whole; nothing in it is run, and every text is escaped.
 * @param linkOf leads to the runs that show a failure
 */
export function renderComparisonPage(
  comparison: Comparison,
  { style }: Pick<PageAssets, 'style'>,
  linkOf: LinkOf = () => null,
): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${securityPolicy({ script: '', style })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${comparison.second.label} compared with ${comparison.first.label}</title>
<style>${trustedMarkup(style)}</style>
</head>
<body>
${headline(comparison)}
<main>
${classesSection(comparison, linkOf)}${metricsSection(comparison)}${sidesSection(comparison)}</main>
</body>
</html>
`.markup;
}
