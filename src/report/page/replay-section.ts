// How to see it again: commands to copy.

import { fitsCommandLine, planCommand, shellWord } from '../../plan/command-line.ts';
import { html, type Markup, markupOf } from './markup.ts';
import type { PageInput } from './page-input.ts';
import { foldedAway, section } from './tables.ts';

interface Command {
  readonly what: string;
  readonly line: string;
}

const program = './ordeal';

function commandsOf({ name, time, plan, results }: PageInput): readonly Command[] {
  const run = shellWord(`${name}/${time}`);
  const isSimulated = plan.world === 'sim';
  const again = isSimulated
    ? 'Again, to the event; it fails if anything is different'
    : 'Again, with the same operations and the recorded faults';
  return [
    { what: again, line: `${program} replay ${run}` },
    ...(isSimulated
      ? [{ what: 'The same with every event as a line of text', line: `${program} replay ${run} --trace` }]
      : []),
    ...(isSimulated && results?.outcome === 'violation'
      ? [{ what: 'The smallest plan that still fails', line: `${program} shrink ${run}` }]
      : []),
    { what: 'Judge the saved history again', line: `${program} check ${run}` },
    ...(fitsCommandLine(plan)
      ? [{ what: 'The same plan anew, without the saved run', line: planCommand(plan, program) }]
      : []),
  ];
}

export function replaySection(input: PageInput): Markup {
  const commands = commandsOf(input).map(
    ({ what, line }, position) => html`<dt>${what}</dt>
<dd><code id="command-${position}" tabindex="0">${line}</code><button type="button" data-copy="command-${position}" aria-label="Copy: ${what}" hidden>Copy</button></dd>`,
  );
  const plan = html`<p class="note">As a file, it is run by <code>${program} run plan.json</code>.</p>
<pre id="plan" tabindex="0" aria-label="The plan">${JSON.stringify(input.plan, null, 2)}</pre>
<button type="button" data-copy="plan" aria-label="Copy: the plan" hidden>Copy</button>`;
  return section(
    'replay',
    'See it again',
    html`<dl class="commands">${markupOf(commands)}</dl><p class="heard" id="copied" aria-live="polite"></p>${foldedAway('the plan', plan)}`,
  );
}
