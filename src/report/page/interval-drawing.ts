// A change with its interval as a small drawing: no change in the middle, the margin as a band around it, worse to the
// right whichever direction that is.

import type { MetricComparison } from '../../compare/comparison.ts';
import { changeText } from '../comparison.ts';
import { html, type Markup } from './markup.ts';

const width = 220;
const height = 20;
/** The drawing reaches so many margins to each side; what lies beyond is cut off there. */
const reach = 6;

/** Margins from no change, worse to the right. */
function inMargins(
  change: number | null,
  otherwise: number,
  { scale, margin, better }: MetricComparison,
): number {
  if (change === null) return otherwise;
  const size = scale === 'ratio' ? Math.log(change) / Math.log1p(margin / 100) : change / margin;
  return better === 'lower' ? size : -size;
}

function placeOf(margins: number): number {
  const bounded = Math.max(-reach, Math.min(reach, margins));
  return Math.round((width / 2) * (1 + bounded / reach) * 10) / 10;
}

export function intervalDrawing(metric: MetricComparison): Markup {
  const { change, scale, better, title } = metric;
  const ends = [
    inMargins(change.low, better === 'lower' ? -reach : reach, metric),
    inMargins(change.high, better === 'lower' ? reach : -reach, metric),
  ].sort((left, right) => left - right);
  const [from, to] = [placeOf(ends[0] ?? 0), placeOf(ends[1] ?? 0)];
  const at = placeOf(inMargins(change.estimate, 0, metric));
  const words = `${title}: ${changeText(change.estimate, scale)}, between ${changeText(change.low, scale)} and ${changeText(change.high, scale)}`;
  const colour =
    metric.status === 'worse' ? 'var(--bad)' : metric.status === 'better' ? 'var(--good)' : 'var(--ink)';
  const middle = height / 2;
  return html`<svg role="img" aria-label="${words}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect x="${placeOf(-1)}" y="0" width="${placeOf(1) - placeOf(-1)}" height="${height}" fill="var(--bar)"/>
<line x1="${width / 2}" y1="0" x2="${width / 2}" y2="${height}" stroke="var(--quiet)" stroke-dasharray="2 2"/>
<line x1="${from}" y1="${middle}" x2="${Math.max(to, from + 1)}" y2="${middle}" stroke="${colour}" stroke-width="2"/>
<rect x="${at - 3}" y="${middle - 4}" width="6" height="8" fill="${colour}"/>
</svg>`;
}
