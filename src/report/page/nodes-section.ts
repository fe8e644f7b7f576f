// Leases, log positions and clock offsets of the nodes over time, and what of them stands out in a table.

import { formatCount, formatMoment, formatMs } from '../format.ts';
import { chartFrame } from './chart-frame.ts';
import { html, type Markup, nothing, type Part } from './markup.ts';
import { type Extreme, nodeExtremesOf } from './node-states.ts';
import type { PageInput } from './page-input.ts';
import type { RunFacts } from './run-facts.ts';
import { section, tableOf } from './tables.ts';

/** `-20 ms at 1.001 s`. */
export function offsetText(offset: Extreme | null): string {
  if (offset === null) return '-';
  if (offset.value === 0) return 'none';
  const sign = offset.value < 0 ? '−' : '+';
  return `${sign}${formatMs(Math.abs(offset.value))} at ${formatMoment(offset.atMs * 1e6)}`;
}

function behindText(behind: Extreme | null): string {
  if (behind === null) return '-';
  return behind.value === 0
    ? 'never'
    : `${formatCount(behind.value)} entries at ${formatMoment(behind.atMs * 1e6)}`;
}

/** Nothing for a run that kept no such record. */
export function nodesSection({ progress }: PageInput, { window }: RunFacts): Markup {
  const extremes = nodeExtremesOf(progress);
  if (extremes.length === 0) return nothing;
  const rows = extremes.map(
    ({ name, last, mostBehind, mostOff, unanswered, highestBallot }): readonly Part[] => [
      name,
      highestBallot === null ? '-' : formatCount(highestBallot),
      last === null ? '-' : formatCount(last),
      behindText(mostBehind),
      offsetText(mostOff),
      `${formatCount(unanswered)} of ${formatCount(progress.length)}`,
    ],
  );
  const columns = [
    { title: 'node' },
    { title: 'highest ballot', isNumber: true },
    { title: 'last log position', isNumber: true },
    { title: 'furthest behind what was committed', isNumber: true },
    { title: 'clock furthest off', isNumber: true },
    { title: 'did not answer', isNumber: true },
  ];
  const frame = chartFrame({
    id: 'states-chart',
    view: 'run',
    tracks: ['faults', 'leases', 'positions', 'behind', 'clocks'],
    label:
      'Chart over time: for each node its remaining lease, the last position of its log, how far it is behind, and how far its clock is off. The table below holds what stands out.',
    hasWindow: window !== null,
  });
  return section(
    'nodes',
    'Leases, log positions and clocks',
    html`${frame}<p class="note">Each node is asked once a second; a line is broken where it did not answer.</p>${tableOf('What stands out of each node', columns, rows)}`,
  );
}
