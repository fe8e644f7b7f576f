// Which faults and targets the run had, and whether each was seen to take effect and to end.

import { coverageTexts } from '../fault-coverage.ts';
import { formatCount } from '../format.ts';
import { html, type Markup, nothing, type Part } from './markup.ts';
import type { PageInput } from './page-input.ts';
import { moreThan, section, tableOf } from './tables.ts';

const mostRows = 400;

/** All of them, or how many: a gap in the proof is marked. */
function share(count: number, of: number): Markup {
  if (of === 0) return html`<span class="quiet">-</span>`;
  return count === of
    ? html`<span class="mark good">✓ ${formatCount(count)}</span>`
    : html`<span class="mark bad">✕ ${formatCount(count)} of ${formatCount(of)}</span>`;
}

/** Nothing for a run without faults, or of a time when this was not recorded. */
export function coverageSection({ results }: PageInput): Markup {
  const coverage = results?.faultCoverage ?? [];
  if (coverage.length === 0) return nothing;
  const shown = coverage.slice(0, mostRows);
  const rows = shown.map((row): readonly Part[] => {
    const { name, leaderHit, inFlight, effect } = coverageTexts(row);
    return [
      name,
      row.target,
      formatCount(row.injected),
      share(row.effectSeen, row.injected),
      share(row.seenToEnd, row.effectSeen),
      leaderHit,
      inFlight,
      row.injected === 0 ? html`<span class="mark open">! ${effect}</span>` : effect,
    ];
  });
  const columns = [
    { title: 'fault' },
    { title: 'target' },
    { title: 'times', isNumber: true },
    { title: 'effect seen', isNumber: true },
    { title: 'end seen', isNumber: true },
    { title: 'leader hit', isNumber: true },
    { title: 'operations in flight', isNumber: true },
    { title: 'effect' },
  ];
  return section(
    'coverage',
    'Fault coverage',
    html`${tableOf('Faults by target, and what was seen of them', columns, rows)}${moreThan(shown.length, coverage.length, 'results.json')}`,
  );
}
