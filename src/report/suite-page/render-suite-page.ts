// The page of a suite: one file that needs nothing else, what matters most at its top.

import { chaptersOf } from '../page/chapters.ts';
import { html, type Markup, nothing, trustedMarkup } from '../page/markup.ts';
import { pageHead } from '../page/page-head.ts';
import type { PageAssets } from '../page/page-input.ts';
import { section, tableOf } from '../page/tables.ts';
import { failingSection, leftOutSection, retriesSection, runsSection } from './effort-section.ts';
import { failuresSection } from './failures-section.ts';
import { matrixSection } from './matrix-section.ts';
import { canariesSection, conditionsSection, thresholdsSection } from './requirements-section.ts';
import { suiteHeadline } from './suite-headline.ts';
import type { SuitePageInput } from './suite-page-input.ts';

function buildsSection({ saved }: SuitePageInput): Markup {
  const rows = Object.entries(saved.suite.builds).map(([name, versions]) => [
    name,
    Object.entries(versions)
      .map(([fact, value]) => `${fact} ${value}`)
      .join(', '),
  ]);
  const columns = [{ title: 'build' }, { title: 'what it is' }];
  return rows.length === 0 ? nothing : section('builds', 'Builds', tableOf('Builds', columns, rows));
}

/** The page as a whole. Every text of the suite is escaped; the policy lets the browser run and load `assets` alone. */
export function renderSuitePage(input: SuitePageInput, assets: PageAssets): string {
  const { suite } = input.saved;
  const { contents, body } = chaptersOf([
    { id: 'matrix', title: 'Outcomes', content: matrixSection(input) },
    { id: 'canaries', title: 'Canaries', content: canariesSection(input) },
    { id: 'thresholds', title: 'Thresholds', content: thresholdsSection(input) },
    { id: 'conditions', title: 'Conditions', content: conditionsSection(input) },
    { id: 'failures', title: 'Failures', content: failuresSection(input) },
    { id: 'failing', title: 'What fails most', content: failingSection(input) },
    { id: 'slowest', title: 'Slowest', content: runsSection(input) },
    { id: 'retries', title: 'Retried runs', content: retriesSection(input) },
    { id: 'left-out', title: 'Left out', content: leftOutSection(input) },
    { id: 'builds', title: 'Builds', content: buildsSection(input) },
  ]);
  return html`${pageHead(`Suite ${suite.name} ${input.time}: exit code ${input.summary.exitCode}`, assets)}
<body>
<a class="skip" href="#matrix">To the outcomes</a>
${suiteHeadline(input)}
${contents}
<main>
${body}</main>
<script>${trustedMarkup(assets.script)}</script>
</body>
</html>
`.markup;
}
