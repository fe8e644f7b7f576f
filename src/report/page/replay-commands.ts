// The commands that show a saved run again, to be copied.

import { fitsCommandLine, planCommand, shellWord } from '../../plan/command-line.ts';
import type { Plan } from '../../plan/plan.ts';
import { html, type Markup, markupOf } from './markup.ts';

export interface Command {
  readonly what: string;
  readonly line: string;
}

/** How Ordeal is started from its checkout. */
export const program = './ordeal';

export interface SavedRunName {
  readonly name: string;
  readonly time: string;
  readonly plan: Plan;
  /** `null` for one that was not judged. */
  readonly outcome: string | null;
}

/** What repeats a saved run, and what makes it smaller. */
export function repeatCommands({ name, time, plan, outcome }: SavedRunName): readonly Command[] {
  const run = shellWord(`${name}/${time}`);
  const isSimulated = plan.world === 'sim';
  const again = isSimulated
    ? 'Again, to the event; it fails if anything is different'
    : 'Again, with the same operations and the recorded faults';
  return [
    { what: again, line: `${program} replay ${run}` },
    ...(isSimulated && outcome === 'violation'
      ? [{ what: 'The smallest plan that still fails', line: `${program} shrink ${run}` }]
      : []),
  ];
}

/** What looks at a saved run more closely. */
export function lookCommands({ name, time, plan }: SavedRunName): readonly Command[] {
  const run = shellWord(`${name}/${time}`);
  return [
    ...(plan.world === 'sim'
      ? [{ what: 'The same with every event as a line of text', line: `${program} replay ${run} --trace` }]
      : []),
    { what: 'Judge the saved history again', line: `${program} check ${run}` },
  ];
}

/** The same plan anew; none where flags cannot say it. */
export function anewCommands(plan: Plan): readonly Command[] {
  if (!fitsCommandLine(plan)) return [];
  return [{ what: 'The same plan anew, without the saved run', line: planCommand(plan, program) }];
}

/** @param id begins the ids of the commands: no two lists of a page may have the same */
export function commandList(id: string, commands: readonly Command[]): Markup {
  const items = commands.map(
    ({ what, line }, position) => html`<dt>${what}</dt>
<dd><code id="${id}-${position}" tabindex="0">${line}</code><button type="button" data-copy="${id}-${position}" aria-label="Copy: ${what}" hidden>Copy</button></dd>`,
  );
  return html`<dl class="commands">${markupOf(items)}</dl>`;
}

/** Where it is said that something was copied; once on a page. */
export const copiedNote: Markup = html`<p class="heard" id="copied" aria-live="polite"></p>`;
