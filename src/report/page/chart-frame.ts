// The place of a chart: buttons for what mouse and keys do as well, the canvas, and a line that says what is under the
// cursor. Without the script there is only a line that says where the figures are.

import { html, type Markup, markupOf } from './markup.ts';

export interface ChartFrame {
  readonly id: string;
  /** Charts of one view show the same stretch of time. */
  readonly view: 'run' | 'window';
  /** Names the script knows: faults, latency, throughput, nodes, processes. */
  readonly tracks: readonly string[];
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** The failure window may be gone to. */
  readonly hasWindow: boolean;
}

const actions: readonly (readonly [action: string, sign: string, label: string])[] = [
  ['earlier', '◀', 'Earlier'],
  ['later', '▶', 'Later'],
  ['in', '+', 'Zoom in'],
  ['out', '−', 'Zoom out'],
  ['all', 'All', 'Show everything'],
];

export function chartFrame({ id, view, tracks, label, hasWindow }: ChartFrame): Markup {
  const offered = hasWindow
    ? [...actions, ['failure', 'Failure', 'Go to the failure window'] as const]
    : actions;
  const buttons = offered.map(
    ([action, sign, name]) =>
      html`<button type="button" data-action="${action}" data-chart="${id}" aria-label="${name}" title="${name}">${sign}</button>`,
  );
  return html`<div class="chart" id="${id}" data-view="${view}" data-tracks="${tracks.join(' ')}">
<div class="tools" role="toolbar" aria-label="Time shown" hidden>${markupOf(buttons)}<span class="span"></span></div>
<div class="surface" tabindex="0" role="img" aria-label="${label}"><canvas aria-hidden="true"></canvas></div>
<p class="readout" hidden>Drag to zoom, double-click for everything; with the keyboard: + − ← → and 0.</p>
<p class="unscripted note">Charts need scripts; the figures are in the tables.</p>
</div>`;
}
