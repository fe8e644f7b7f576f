// The top of a suite's page: what came out, in a sentence, and what is wrong with the suite as a whole.

import { formatCount, formatMs } from '../format.ts';
import { html, type Markup, markupOf, nothing } from '../page/markup.ts';
import { outcomeSigns } from '../page/outcome-mark.ts';
import { suiteSentence } from '../suite-verdict.ts';
import type { SuitePageInput } from './suite-page-input.ts';

function signOf(exitCode: number): { readonly kind: string; readonly sign: string } {
  if (exitCode === 0) return outcomeSigns.valid;
  return exitCode === 1 ? outcomeSigns.violation : outcomeSigns.unknown;
}

function partText({ shard, mergedShards, incomplete }: SuitePageInput['saved']['suite']): string {
  const missing = incomplete?.missing.length ?? 0;
  if (mergedShards !== undefined)
    return missing === 0
      ? `all ${mergedShards} shards, merged`
      : `${mergedShards - missing} of ${mergedShards} shards, merged`;
  return shard === null ? 'all of it' : `shard ${shard.part} of ${shard.of}`;
}

export function suiteHeadline({ saved, summary, time }: SuitePageInput): Markup {
  const { suite } = saved;
  const { kind, sign } = signOf(summary.exitCode);
  const facts: readonly (readonly [string, string])[] = [
    ['runs', `${formatCount(summary.finished)} of ${formatCount(summary.planned)}`],
    ['took', formatMs(summary.suiteMs)],
    ...(suite.budgetMs === null ? [] : [['budget', formatMs(suite.budgetMs)] as const]),
    ['part', partText(suite)],
    ['first seed', String(suite.firstSeed)],
    ['started', suite.startedAt],
    ['file', suite.file],
    ['exit code', String(summary.exitCode)],
  ];
  const problems =
    summary.problems.length === 0
      ? nothing
      : html`<ul class="problems">${markupOf(summary.problems.map((problem) => html`<li>${problem}</li>`))}</ul>`;
  return html`<header class="${kind}"><p class="run">Suite ${suite.name} / ${time}</p>
<h1><span class="sign" aria-hidden="true">${sign}</span> ${suiteSentence(summary)}</h1>
<dl class="facts">${markupOf(facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>
${problems}</header>`;
}
