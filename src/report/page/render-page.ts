// The page of one run: one file that needs nothing else, what matters most at its top.

import { anomalySection } from './anomaly-section.ts';
import { availabilitySection } from './availability-section.ts';
import { chaptersOf } from './chapters.ts';
import { chartDataOf } from './chart-data.ts';
import { coverageSection } from './coverage-section.ts';
import { dataBlock } from './embedded-json.ts';
import { filesSection } from './files-section.ts';
import { leadersSection } from './leaders-section.ts';
import { loadSection } from './load-section.ts';
import { html, trustedMarkup } from './markup.ts';
import { nodesSection } from './nodes-section.ts';
import type { PageAssets, PageInput } from './page-input.ts';
import { replaySection } from './replay-section.ts';
import { runFactsOf } from './run-facts.ts';
import { securityPolicy } from './security-policy.ts';
import { headline, verdictSection } from './verdict-section.ts';
import { windowSection } from './window-section.ts';

/** What drawings refer to: hatching, so that what is wrong is not told by colour alone. */
const patterns = trustedMarkup(
  '<svg class="heard" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch-wrong" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--wrong-fill)"/><rect width="1.5" height="6" fill="var(--wrong)" opacity="0.45"/></pattern></defs></svg>',
);

/**
 * The page as a whole. Every text of the run is escaped; the policy in it lets the browser run and load nothing but
 * `assets`.
 */
export function renderPage(input: PageInput, assets: PageAssets): string {
  const facts = runFactsOf(input);
  const { contents, body } = chaptersOf([
    { id: 'verdicts', title: 'Verdicts', content: verdictSection(input) },
    { id: 'anomaly', title: 'What broke', content: anomalySection(input) },
    { id: 'load', title: 'Latency and throughput', content: loadSection(input, facts) },
    { id: 'availability', title: 'Availability', content: availabilitySection(input) },
    { id: 'coverage', title: 'Fault coverage', content: coverageSection(input) },
    { id: 'window', title: 'Failure window', content: windowSection(facts) },
    { id: 'leaders', title: 'Leaders', content: leadersSection(facts) },
    { id: 'nodes', title: 'Logs and clocks', content: nodesSection(input, facts) },
    { id: 'files', title: 'Files', content: filesSection(input) },
    { id: 'replay', title: 'See it again', content: replaySection(input) },
  ]);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${securityPolicy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${input.name} ${input.time}: ${input.results?.outcome ?? 'not judged'}</title>
<style>${trustedMarkup(assets.style)}</style>
</head>
<body>
${patterns}
<a class="skip" href="#verdicts">To the verdicts</a>
${headline(input)}
${contents}
<main>
${body}</main>
${dataBlock('chart-data', chartDataOf(input, facts))}
<script>${trustedMarkup(assets.script)}</script>
</body>
</html>
`;
  return page.markup;
}
