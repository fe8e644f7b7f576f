// How to see it again: commands to copy.

import { html, type Markup } from './markup.ts';
import type { PageInput } from './page-input.ts';
import {
  anewCommands,
  commandList,
  copiedNote,
  lookCommands,
  program,
  repeatCommands,
} from './replay-commands.ts';
import { foldedAway, section } from './tables.ts';

export function replaySection({ name, time, plan, results }: PageInput): Markup {
  const run = { name, time, plan, outcome: results?.outcome ?? null };
  const commands = [...repeatCommands(run), ...lookCommands(run), ...anewCommands(plan)];
  const file = html`<p class="note">As a file, it is run by <code>${program} run plan.json</code>.</p>
<pre id="plan" tabindex="0" aria-label="The plan">${JSON.stringify(plan, null, 2)}</pre>
<button type="button" data-copy="plan" aria-label="Copy: the plan" hidden>Copy</button>`;
  return section(
    'replay',
    'See it again',
    html`${commandList('command', commands)}${copiedNote}${foldedAway('the plan', file)}`,
  );
}
