// The page's script: charts over the data block of the page, and buttons that copy. It makes no markup and reads no
// text of the run as anything but text.

import { createChart } from './chart.js';
import { enableCopying } from './copying.js';
import { createView } from './view.js';

const data = JSON.parse(document.getElementById('chart-data').textContent);

const { window: failing } = data;
const margin = failing === null ? 0 : Math.max(5, (failing.to - failing.from) * 0.08);
const around = failing === null ? null : { from: failing.from - margin, to: failing.to + margin };
const views = {
  run: createView({ from: 0, to: data.end }, around),
  window: createView(around ?? { from: 0, to: data.end }, null),
};

for (const element of document.querySelectorAll('.chart')) {
  createChart(element, data, views[element.dataset.view]);
}
enableCopying();
// Takes away what is only for readers without scripts; not reached where something above fails.
document.documentElement.classList.add('scripted');
