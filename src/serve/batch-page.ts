// A batch: how its seeds ended, and each seed that is not valid, with its saved run where it has one.

import { summarizeBatch } from '../batch/tally.ts';
import { formatCount, formatMs } from '../report/format.ts';
import { html, type Markup, nothing, type Part } from '../report/page/markup.ts';
import { outcomeMark } from '../report/page/outcome-mark.ts';
import { moreThan, section, tableOf } from '../report/page/tables.ts';
import type { SavedBatch, SeedRecord } from '../store/batch.ts';
import type { SavedRun } from '../store/open-run.ts';
import { addressOf } from './addresses.ts';
import { type FramedPage, framePage } from './page-frame.ts';

const mostSeeds = 1000;

function countTable(caption: string, title: string, counts: Readonly<Record<string, number>>): Markup {
  const rows = Object.entries(counts).map(([name, count]): readonly Part[] => [name, formatCount(count)]);
  if (rows.length === 0) return nothing;
  return tableOf(caption, [{ title }, { title: 'seeds', isNumber: true }], rows);
}

function runCell({ run }: SeedRecord): Part {
  const [name = '', time = ''] = (run ?? '').split('/');
  return time === '' ? '' : html`<a href="${addressOf('run', { name, time })}">${name}/${time}</a>`;
}

function seedTable(records: readonly SeedRecord[]): Markup {
  // Those that are not valid first; the rest as they finished.
  const sorted = [...records].sort(
    (left, right) => Number(left.outcome === 'valid') - Number(right.outcome === 'valid'),
  );
  const shown = sorted.slice(0, mostSeeds);
  const columns = [
    { title: 'seed', isNumber: true },
    { title: 'outcome' },
    { title: 'why' },
    { title: 'ok', isNumber: true },
    { title: 'took', isNumber: true },
    { title: 'saved run' },
  ];
  const rows = shown.map((record): readonly Part[] => [
    record.seed,
    outcomeMark(record.outcome),
    record.reason,
    formatCount(record.ok),
    formatMs(record.wallMs),
    runCell(record),
  ]);
  return html`${tableOf('Seeds', columns, rows)}${moreThan(shown.length, records.length, 'seeds.jsonl')}`;
}

export function batchPage({ name, time, plan }: SavedRun, saved: SavedBatch): Promise<FramedPage> {
  const { seeds, finished, outcomes, violations, conditions, neverReached } = summarizeBatch(saved);
  const never =
    neverReached.length === 0 ? nothing : html`<p>No seed reached: ${neverReached.join(', ')}.</p>`;
  const content = html`${section(
    'outcomes',
    'Outcomes',
    html`<p>${formatCount(finished)} of ${formatCount(seeds.count)} seeds of ${plan.workload} finished.</p>${countTable('Seeds by outcome', 'outcome', outcomes)}${countTable('Seeds by what found a violation', 'found by', violations)}`,
  )}${section('seeds', 'Seeds', seedTable(saved.records))}${section('conditions', 'Conditions reached', html`${never}${countTable('Conditions by seeds that reached them', 'condition', conditions)}`)}`;
  return framePage({ title: `${name} ${time}`, kind: 'list', heading: `Batch ${name}/${time}`, content });
}
