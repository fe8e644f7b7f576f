// How each metric went over the builds that were tested: drawn, and in a table.

import { type MetricTrend, type Trend, trendOf } from '../compare/trend.ts';
import { shareText, valueText } from '../report/comparison.ts';
import { formatCount } from '../report/format.ts';
import { html, type Markup, markupOf, nothing, type Part, trustedMarkup } from '../report/page/markup.ts';
import { tableOf } from '../report/page/tables.ts';
import { type FramedPage, framePage } from './page-frame.ts';
import type { SeenVersions } from './versions-seen.ts';

const mostGroups = 12;
const width = 320;
const height = 90;

/** A dot for each median with its interval, on a line; made of numbers alone. */
function drawingOf({ title, unit, points }: MetricTrend): Markup {
  const most = points.reduce((top, { median, high }) => Math.max(top, median, high ?? median), 0);
  const x = (at: number): string => (10 + (at * (width - 20)) / Math.max(1, points.length - 1)).toFixed(1);
  const y = (value: number): string => (height - 8 - (value / (most || 1)) * (height - 16)).toFixed(1);
  const line = points.map(({ median }, at) => `${x(at)},${y(median)}`).join(' ');
  const marks = points.map(({ median, low, high }, at) => {
    const bar =
      low === null || high === null
        ? ''
        : `<line x1="${x(at)}" x2="${x(at)}" y1="${y(low)}" y2="${y(high)}" stroke="var(--bar-edge)"/>`;
    return `${bar}<circle cx="${x(at)}" cy="${y(median)}" r="3" fill="var(--answered)"/>`;
  });
  const drawing = `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><line x1="4" x2="${width - 4}" y1="${y(0)}" y2="${y(0)}" stroke="var(--rule)"/><polyline points="${line}" fill="none" stroke="var(--answered)"/>${marks.join('')}</svg>`;
  return html`<figure class="trend"><figcaption>${title}, up to ${valueText(most, unit)}</figcaption>${trustedMarkup(drawing)}</figure>`;
}

function cellOf({ unit, points }: MetricTrend, label: string): string {
  const point = points.find((one) => one.label === label);
  if (point === undefined) return '-';
  const { median, low, high } = point;
  const interval =
    low === null || high === null ? '' : ` (${valueText(low, unit)} to ${valueText(high, unit)})`;
  return `${valueText(median, unit)}${interval}`;
}

function groupOf(group: string, { metrics, failures }: Trend, at: number): Markup {
  const own = metrics.filter((metric) => metric.group === group);
  const versions = failures.find((failure) => failure.group === group)?.points ?? [];
  const drawings =
    versions.length < 2 ? nothing : html`<div class="trends">${markupOf(own.map(drawingOf))}</div>`;
  const rows = versions.map(({ label, share }): readonly Part[] => [
    label,
    formatCount(share.runs),
    shareText(share),
    ...own.map((metric) => cellOf(metric, label)),
  ]);
  const columns = [
    { title: 'build' },
    { title: 'seeds', isNumber: true },
    { title: 'violations', isNumber: true },
    ...own.map(({ title }) => ({ title, isNumber: true })),
  ];
  return html`<section aria-labelledby="group-${at}"><h2 id="group-${at}">${group}</h2>${drawings}${tableOf(`Builds of ${group}, the one first seen on top`, columns, rows)}</section>`;
}

export function trendPage({ sides, left }: SeenVersions): Promise<FramedPage> {
  const trend = trendOf(sides);
  // What was tested most comes first.
  const runsIn = (group: string): number =>
    trend.failures
      .filter((failure) => failure.group === group)
      .reduce((sum, { points }) => sum + points.reduce((all, { share }) => all + share.runs, 0), 0);
  const groups = trend.failures.map(({ group }) => group).sort((one, other) => runsIn(other) - runsIn(one));
  const shown = groups.slice(0, mostGroups);
  const none = shown.length === 0 ? html`<section><p>There is no judged run yet.</p></section>` : nothing;
  const more = [
    ...(groups.length > shown.length
      ? [`${formatCount(groups.length - shown.length)} plans with fewer runs are not shown.`]
      : []),
    ...(left > 0 ? [`${formatCount(left)} older runs are not counted.`] : []),
  ];
  const content = html`<section><p>Medians over the seeds of a build, with their interval at 95 % where there are enough of them: a seed that was run several times counts once. Runs count together whose plans differ in seed and build alone. <code>./ordeal compare</code> says whether a difference is one.</p>${markupOf(more.map((line) => html`<p class="note">${line}</p>`))}</section>${none}${markupOf(shown.map((group, at) => groupOf(group, trend, at)))}`;
  return framePage({
    title: 'Ordeal: trend',
    kind: 'list',
    heading: 'Trend over builds',
    content,
    isWide: true,
  });
}
