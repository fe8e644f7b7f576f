// What the lanes of nodes in a chart mean.

import { html, type Markup } from './markup.ts';

export function nodeLegend(): Markup {
  return html`<ul class="legend">
<li><i class="key leader" aria-hidden="true"></i>filled: reports itself leader</li>
<li><i class="key fault" aria-hidden="true"></i>hatched: a fault is on the node</li>
<li><i class="key started" aria-hidden="true"></i>triangle: started</li>
<li><i class="key failed" aria-hidden="true"></i>cross: wrote an error</li>
<li><i class="key wrote" aria-hidden="true"></i>stroke: wrote something else</li>
</ul>`;
}
