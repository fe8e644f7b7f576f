// What clients got, as a whole and because of each fault: when it began and ended, whether its effect was seen, and how
// soon somebody was answered again.

import type { AvailabilityMeasures, FaultEffect } from '../../checkers/availability-measures.ts';
import type { FaultRecord } from '../../store/results.ts';
import { availabilityLines } from '../availability.ts';
import { formatCount, formatMoment, formatMs } from '../format.ts';
import { html, type Markup, markupOf, nothing, type Part } from './markup.ts';
import type { PageInput } from './page-input.ts';
import { moreThan, section, tableOf } from './tables.ts';

const mostFaults = 400;

function waited(ms: number | null | undefined): string {
  if (ms === undefined) return 'not tried';
  return ms === null ? 'never' : formatMs(ms);
}

function effectOf({ verified, endNs, hosts }: FaultRecord): Markup {
  if (verified && hosts.length === 0) return html`<span class="mark open">no host to hit</span>`;
  if (!verified) return html`<span class="mark bad">✕ no effect seen</span>`;
  return endNs === null
    ? html`<span class="mark bad">✕ effect seen, not its end</span>`
    : html`<span class="mark good">✓ seen and healed</span>`;
}

/** Where the description does not say it. */
function hostsOf({ description, hosts }: FaultRecord): Markup {
  return hosts.every((host) => description.includes(host))
    ? nothing
    : html`<div class="quiet">${hosts.join(' ')}</div>`;
}

/** What the availability checker measured of each fault; by its beginning, since names come again. */
function effectsByStart({ results }: PageInput): ReadonlyMap<string, FaultEffect> {
  const verdict = results?.verdicts.find(({ checker }) => checker === 'availability');
  const measures = verdict?.details as unknown as AvailabilityMeasures | undefined;
  const faults: unknown = measures?.faults;
  const effects = Array.isArray(faults) ? (faults as readonly FaultEffect[]) : [];
  return new Map(
    effects.flatMap((effect) =>
      typeof effect.startMs === 'number' ? [[startKey(effect.startMs), effect] as const] : [],
    ),
  );
}

function startKey(ms: number): string {
  return ms.toFixed(3);
}

function rowOf(fault: FaultRecord, effect: FaultEffect | undefined): readonly Part[] {
  const answered = effect?.answeredPercent;
  const errors = Object.entries(effect?.errors ?? {}).map(
    ([name, count]) => `${formatCount(count)} × ${name}`,
  );
  return [
    formatMoment(fault.startNs),
    fault.endNs === null ? '-' : formatMs((fault.endNs - fault.startNs) / 1e6),
    html`${fault.description}${hostsOf(fault)}`,
    effectOf(fault),
    typeof answered === 'number' ? `${answered.toFixed(1)} %` : '-',
    ...(effect === undefined
      ? ['-', '-', '-', '-']
      : [
          effect.readAfterStartMs,
          effect.writeAfterStartMs,
          effect.readAfterEndMs,
          effect.writeAfterEndMs,
        ].map(waited)),
    html`${markupOf(errors.slice(0, 3).map((line) => html`<div class="quiet">${line}</div>`))}${errors.length > 3 ? html`<div class="quiet">… ${errors.length - 3} more kinds</div>` : nothing}`,
  ];
}

export function availabilitySection(input: PageInput): Markup {
  const { results } = input;
  if (results === null) return nothing;
  const { faults } = results;
  const lines = availabilityLines(results.verdicts);
  const overall =
    lines.length === 0
      ? nothing
      : html`<ul>${markupOf(lines.map((line) => html`<li>${line.replaceAll('   ', ' · ')}</li>`))}</ul>`;
  if (faults.length === 0)
    return section('availability', 'Availability', html`${overall}<p>There were no faults.</p>`);
  const effects = effectsByStart(input);
  const shown = faults.slice(0, mostFaults);
  const columns = [
    { title: 'began', isNumber: true },
    { title: 'lasted', isNumber: true },
    { title: 'fault' },
    { title: 'effect' },
    ...['answered', 'read after start', 'write after start', 'read after end', 'write after end'].map(
      (title) => ({
        title,
        isNumber: true,
      }),
    ),
    { title: 'errors meanwhile' },
  ];
  const rows = shown.map((fault) => rowOf(fault, effects.get(startKey(fault.startNs / 1e6))));
  const table = tableOf('Faults, and how soon clients were answered again', columns, rows);
  const note = html`<p class="note">“Read after start” is the time from the start of the fault to the first answer to a read begun since; the others likewise.</p>`;
  return section(
    'availability',
    'Availability and recovery',
    html`${overall}${table}${moreThan(shown.length, faults.length, 'results.json')}${note}`,
  );
}
