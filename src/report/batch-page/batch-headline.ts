// The top of a batch's page: what came out, in a sentence, how many seeds ended how, and the plan they ran.

import { fitsCommandLine, planCommand, shellWord } from '../../plan/command-line.ts';
import { batchVerdict } from '../batch-verdict.ts';
import { formatCount, formatMs } from '../format.ts';
import { html, type Markup, markupOf, type Part } from '../page/markup.ts';
import { outcomeSigns } from '../page/outcome-mark.ts';
import { type Command, commandList, program } from '../page/replay-commands.ts';
import { section, tableOf } from '../page/tables.ts';
import type { BatchPageInput } from './batch-page-input.ts';

/** Told also where no seed ended so. */
const outcomesAlwaysTold = ['valid', 'violation', 'unknown', 'invalid-run'];

export function batchHeadline({ saved, summary, plan, time }: BatchPageInput): Markup {
  const { exitCode, sentence } = batchVerdict(summary);
  const { kind, sign } = outcomeSigns[exitCode === 0 ? 'valid' : exitCode === 1 ? 'violation' : 'unknown'];
  const { finished, outcomes, seeds } = summary;
  const told = [...new Set([...outcomesAlwaysTold, ...Object.keys(outcomes)])];
  const facts: readonly (readonly [string, string])[] = [
    ['seeds run', `${formatCount(finished)} of ${formatCount(seeds.count)}`],
    ...told.map((outcome) => [outcome, formatCount(outcomes[outcome] ?? 0)] as const),
    ['first seed', String(seeds.first)],
    ['cluster time', formatMs(summary.simulatedMs)],
    ['started', saved.batch.startedAt],
    ['exit code', String(exitCode)],
  ];
  return html`<header class="${kind}"><p class="run">Batch of seeds ${plan.name} / ${time}</p>
<h1><span class="sign" aria-hidden="true">${sign}</span> ${sentence}</h1>
<dl class="facts">${markupOf(facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl></header>`;
}

/** The command that runs the whole batch again. */
function batchCommand({ plan, time, summary }: BatchPageInput): Command {
  const { first, count } = summary.seeds;
  const line = fitsCommandLine(plan)
    ? planCommand({ ...plan, seed: first }, program)
    : `${program} run ${shellWord(`results/${plan.name}/${time}/plan.json`)} --seed ${first}`;
  return { what: 'The whole batch again', line: `${line} --seeds ${count}` };
}

/** What every seed ran, and how it is run again. */
export function planSection(input: BatchPageInput): Markup {
  const { plan, saved } = input;
  const rows: readonly (readonly Part[])[] = [
    ['workload', plan.workload],
    ['faults', plan.nemesis.length === 0 ? 'none' : plan.nemesis.join(', ')],
    ['nodes', plan.nodes],
    ['concurrency', plan.concurrency],
    ['rate', `${formatCount(plan.ratePerSecond)} operations/s`],
    ['load', `${formatCount(plan.timeSeconds)} s`],
    ['build', plan.version],
    ...Object.entries(saved.batch.versions).map(([name, version]): readonly Part[] => [name, version]),
  ];
  const columns = [{ title: 'setting' }, { title: 'value' }];
  return section(
    'plan',
    'Plan',
    html`${tableOf('Plan', columns, rows)}${commandList('batch', [batchCommand(input)])}`,
  );
}
