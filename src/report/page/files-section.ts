// The files that a run left, to be opened from its page.

import { formatCount } from '../format.ts';
import { html, type Markup, markupOf } from './markup.ts';
import type { PageInput } from './page-input.ts';
import { section } from './tables.ts';

/** What lies beside the page, with what it is. */
const ownFiles: readonly (readonly [path: string, what: string])[] = [
  ['history.jsonl', 'every operation and fault'],
  ['results.json', 'the verdicts with their evidence'],
  ['plan.json', 'everything that decided the run'],
  ['run.log', 'what the harness said'],
  ['progress.jsonl', 'how the run and each node went, a line a second'],
];

export function filesSection({ logs, fileAddress }: PageInput): Markup {
  const files = [
    ...ownFiles,
    ...logs.map(
      ({ node, lines, left }) =>
        [`nodes/${node}.log`, `the log of ${node}, ${formatCount(lines.length + left)} lines`] as const,
    ),
  ];
  const items = files.map(
    ([path, what]) => html`<li><a href="${fileAddress(path)}"><code>${path}</code></a> ${what}</li>\n`,
  );
  return section('files', 'Files', html`<ul>${markupOf(items)}</ul>`);
}
