// A page about one history as a whole: one file that needs nothing else.

import type { chaptersOf } from './chapters.ts';
import type { ChartData } from './chart-data.ts';
import { dataBlock } from './embedded-json.ts';
import { html, type Markup, trustedMarkup } from './markup.ts';
import { pageHead } from './page-head.ts';
import type { PageAssets } from './page-input.ts';

interface PageParts {
  readonly title: string;
  readonly heading: Markup;
  readonly chapters: ReturnType<typeof chaptersOf>;
  readonly chartData: ChartData;
  readonly assets: PageAssets;
}

/** What drawings refer to: hatching, so that what is wrong is not told by colour alone. */
const patterns = trustedMarkup(
  '<svg class="heard" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch-wrong" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--wrong-fill)"/><rect width="1.5" height="6" fill="var(--wrong)" opacity="0.45"/></pattern></defs></svg>',
);

/** The parts as HTML; the policy in it lets the browser run and load nothing but `assets`. */
export function pageDocument({ title, heading, chapters, chartData, assets }: PageParts): string {
  const page = html`${pageHead(title, assets)}
<body>
${patterns}
<a class="skip" href="#verdicts">To the verdicts</a>
${heading}
${chapters.contents}
<main>
${chapters.body}</main>
${dataBlock('chart-data', chartData)}
<script>${trustedMarkup(assets.script)}</script>
</body>
</html>
`;
  return page.markup;
}
