// The page of one run: one file that needs nothing else, what matters most at its top.

import { anomalySection } from './anomaly-section.ts';
import { availabilitySection } from './availability-section.ts';
import { chaptersOf } from './chapters.ts';
import { chartDataOf } from './chart-data.ts';
import { coverageSection } from './coverage-section.ts';
import { filesSection } from './files-section.ts';
import { leadersSection } from './leaders-section.ts';
import { loadSection } from './load-section.ts';
import { nodesSection } from './nodes-section.ts';
import { pageDocument } from './page-document.ts';
import type { PageAssets, PageInput } from './page-input.ts';
import { replaySection } from './replay-section.ts';
import { runFactsOf } from './run-facts.ts';
import { headline, verdictSection } from './verdict-section.ts';
import { windowSection } from './window-section.ts';

/**
 * The page as a whole. Every text of the run is escaped; the policy in it lets the browser run and load nothing but
 * `assets`.
 */
export function renderPage(input: PageInput, assets: PageAssets): string {
  const facts = runFactsOf(input);
  const chapters = chaptersOf([
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
  return pageDocument({
    title: `${input.name} ${input.time}: ${input.results?.outcome ?? 'not judged'}`,
    heading: headline(input),
    chapters,
    chartData: chartDataOf(input, facts),
    assets,
  });
}
