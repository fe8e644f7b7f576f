// The seeds of a batch: each that is not valid with its reason, its page and the commands that repeat it; then all of
// them in a table.

import { fitsCommandLine, shellWord } from '../../plan/command-line.ts';
import type { SeedRecord } from '../../store/batch.ts';
import { counted, formatCount, formatMs, formatValue } from '../format.ts';
import { html, type Markup, markupOf, nothing, type Part } from '../page/markup.ts';
import { outcomeMark } from '../page/outcome-mark.ts';
import { anewCommands, type Command, commandList, program, repeatCommands } from '../page/replay-commands.ts';
import { foldedAway, moreThan, section, tableOf } from '../page/tables.ts';
import type { BatchPageInput } from './batch-page-input.ts';

const failuresMax = 100;
/** The first ones stand open. */
const openMax = 10;
const reasonCharactersMax = 2000;
const seedsMax = 1000;

/** From what weighs most. */
const weights: readonly SeedRecord['outcome'][] = [
  'violation',
  'crash',
  'lost',
  'interrupted',
  'invalid-run',
  'unknown',
  'threshold-missed',
];

function savedRunOf({ run }: SeedRecord): { readonly name: string; readonly time: string } | null {
  const [name = '', time = ''] = (run ?? '').split('/');
  return time === '' ? null : { name, time };
}

function runLink({ addressOf }: BatchPageInput, record: SeedRecord, text: string): Markup {
  const run = savedRunOf(record);
  return run === null ? nothing : html`<a href="${addressOf(run.name, run.time)}">${text}</a>`;
}

function commandsOf({ plan, time }: BatchPageInput, record: SeedRecord): readonly Command[] {
  const run = savedRunOf(record);
  const seeded = { ...plan, seed: record.seed };
  const fromFile = `${program} run ${shellWord(`results/${plan.name}/${time}/plan.json`)} --seed ${record.seed}`;
  return [
    ...(run === null ? [] : repeatCommands({ ...run, plan: seeded, outcome: record.outcome })),
    ...(fitsCommandLine(plan) ? anewCommands(seeded) : [{ what: 'The same plan anew', line: fromFile }]),
  ];
}

function failureOf(input: BatchPageInput, record: SeedRecord, at: number): Markup {
  const { seed, outcome, violations, reason } = record;
  const found = violations.length === 0 ? nothing : html`<strong>${violations.join(', ')}</strong>: `;
  const page = record.run === null ? nothing : html`<p>${runLink(input, record, 'Page of this run')}</p>`;
  const again = html`${page}${commandList(`again-${at}`, commandsOf(input, record))}`;
  return html`<article><h3>${outcomeMark(outcome)} seed ${seed}</h3>
<p>${found}${formatValue(reason, reasonCharactersMax)}</p>${at < openMax ? again : foldedAway('repeat it', again)}</article>`;
}

/** Every seed that is not valid. */
export function failuresSection(input: BatchPageInput): Markup {
  const failed = [...input.summary.failed].sort(
    (left, right) => weights.indexOf(left.outcome) - weights.indexOf(right.outcome),
  );
  if (failed.length === 0) return nothing;
  const shown = failed.slice(0, failuresMax);
  return section(
    'failures',
    `Seeds that are not valid: ${formatCount(failed.length)}`,
    html`${markupOf(shown.map((record, at) => failureOf(input, record, at)))}${moreThan(shown.length, failed.length, 'seeds.jsonl')}`,
  );
}

/** All seeds in the order in which they finished. */
export function seedsSection(input: BatchPageInput): Markup {
  const { records } = input.saved;
  if (records.length === 0) return nothing;
  const shown = records.slice(0, seedsMax);
  const columns = [
    { title: 'seed', isNumber: true },
    { title: 'outcome' },
    { title: 'ok operations', isNumber: true },
    { title: 'took', isNumber: true },
    { title: 'page' },
  ];
  const rows = shown.map((record): readonly Part[] => [
    record.seed,
    outcomeMark(record.outcome),
    formatCount(record.ok),
    formatMs(record.wallMs),
    runLink(input, record, record.run ?? ''),
  ]);
  const table = html`${tableOf('Seeds', columns, rows)}${moreThan(shown.length, records.length, 'seeds.jsonl')}`;
  return section('seeds', 'All seeds', foldedAway(counted(records.length, 'seed'), table));
}

/** Conditions of the database by how many seeds reached them; those that none did first. */
export function conditionsSection({ summary }: BatchPageInput): Markup {
  const { conditions, neverReached, finished } = summary;
  const names = Object.keys(conditions);
  if (names.length === 0) return nothing;
  const reached = names
    .filter((name) => (conditions[name] ?? 0) > 0)
    .sort((one, other) => (conditions[one] ?? 0) - (conditions[other] ?? 0))
    .map((name): readonly Part[] => [
      name,
      `${formatCount(conditions[name] ?? 0)} of ${formatCount(finished)}`,
    ]);
  const never =
    neverReached.length === 0
      ? html`<p>All ${counted(names.length, 'condition')} were reached.</p>`
      : html`<p>Never reached by any seed (${formatCount(neverReached.length)} of ${formatCount(names.length)}):</p><ul>${markupOf(neverReached.map((name) => html`<li>${name}</li>`))}</ul>`;
  const columns = [{ title: 'condition' }, { title: 'seeds that reached it', isNumber: true }];
  return section(
    'conditions',
    'Conditions of the database',
    html`${never}${reached.length === 0 ? nothing : tableOf('Conditions reached', columns, reached)}`,
  );
}
