// Follows a run: takes its events and writes what they say as text, never as markup.

import { drawAxis, drawScale, roundStep } from './axis.js';
import { inkOf } from './ink.js';

const mostRecords = 3600;
const left = 60;
const height = 150;

const { events, run, seconds } = JSON.parse(document.getElementById('follow-data').textContent);
const surface = document.getElementById('rate');
const state = document.getElementById('state');
const nodes = document.getElementById('nodes');
const records = [];
let ending = null;

function put(fact, text) {
  document.querySelector(`[data-fact="${fact}"]`).textContent = text;
}

/** Only what is new is said: a screen reader would read it every second. */
function say(text) {
  if (state.textContent !== text) state.textContent = text;
}

const ms = (value) => (value < 1000 ? `${value.toFixed(1)} ms` : `${(value / 1000).toFixed(2)} s`);
const number = (value) => (value === undefined ? '-' : value.toLocaleString('en-US'));

function showLatest({ ms: at, phase, counts, ratePerSecond, latencies, leader, faults, errors, violation }) {
  say(violation === null ? `The run is under way: ${phase}.` : `A violation was seen: ${violation}`);
  put('phase', phase);
  put('time', `${(at / 1000).toFixed(0)} s${phase === 'load' ? ` of ${seconds} s` : ''}`);
  put('operations per second', number(Math.round(ratePerSecond)));
  put('ok', number(counts.ok));
  put('fail', number(counts.fail));
  put('unknown', number(counts.info));
  put('latency', latencies === null ? '-' : `p50 ${ms(latencies.p50Ms)}, p99 ${ms(latencies.p99Ms)}`);
  put('leader', leader ?? 'none');
  put('faults', faults.length === 0 ? 'none' : faults.join(', '));
  put('last error', errors.length === 0 ? 'none' : `${errors[0].name} (${number(errors[0].count)} times)`);
  put('violation', violation ?? 'none seen');
}

function showNodes({ nodes: samples, clocksMs }) {
  const names = [...new Set([...samples.map(({ node }) => node), ...Object.keys(clocksMs)])].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const rows = names.map((name) => {
    const sample = samples.find(({ node }) => node === name);
    const clock = clocksMs[name];
    const cells = [
      name,
      sample === undefined ? 'no answer' : sample.serving ? sample.role : `${sample.role}, not serving`,
      number(sample?.ballot),
      sample?.leaseMs === undefined ? '-' : ms(sample.leaseMs),
      number(sample?.last),
      number(sample?.applied),
      clock === undefined ? '-' : ms(Math.abs(clock)),
    ];
    const row = document.createElement('tr');
    row.append(
      ...cells.map((text, at) => {
        const cell = document.createElement('td');
        cell.textContent = text;
        if (at > 1) cell.className = 'number';
        return cell;
      }),
    );
    return row;
  });
  nodes.replaceChildren(...rows);
}

function draw() {
  const width = surface.clientWidth;
  if (width < left + 40 || records.length === 0) return;
  const canvas = surface.querySelector('canvas');
  const dense = window.devicePixelRatio || 1;
  surface.style.height = `${height + 20}px`;
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round((height + 20) * dense);
  const pen = canvas.getContext('2d');
  pen.scale(dense, dense);
  pen.font = '11px system-ui, sans-serif';
  const ink = inkOf(surface);
  const to = Math.max(records.at(-1).ms, 10_000);
  const most = Math.max(1, ...records.map(({ ratePerSecond }) => ratePerSecond));
  const scale = (width - left - 10) / to;
  const area = {
    left,
    right: width - 10,
    top: height,
    bottom: height + 20,
    from: 0,
    to,
    x: (at) => left + at * scale,
  };
  const y = (rate) => height - 8 - (rate / most) * (height - 20);
  pen.fillStyle = ink.rule;
  for (const { ms: at, faults } of records)
    if (faults.length > 0) pen.fillRect(area.x(at - 1000), 4, scale * 1000 + 0.5, height - 12);
  const step = roundStep(most, 3);
  const marks = [];
  for (let mark = 0; mark <= most; mark += step)
    marks.push({ y: y(mark), text: mark.toLocaleString('en-US') });
  drawScale(pen, area, ink, marks);
  pen.strokeStyle = ink.answered;
  pen.lineWidth = 1.8;
  pen.beginPath();
  for (const { ms: at, ratePerSecond } of records) pen.lineTo(area.x(at), y(ratePerSecond));
  pen.stroke();
  drawAxis(pen, area, ink);
}

const source = new EventSource(events);
source.addEventListener('progress', (event) => {
  records.push(...JSON.parse(event.data));
  if (records.length > mostRecords) records.splice(0, records.length - mostRecords);
  showLatest(records.at(-1));
  showNodes(records.at(-1));
  requestAnimationFrame(draw);
});
source.addEventListener('end', (event) => {
  source.close();
  const { outcome } = JSON.parse(event.data);
  say(`The run has ended: ${outcome}. `);
  ending = document.createElement('a');
  ending.href = run;
  ending.textContent = 'Open its page';
  state.append(ending);
});
source.addEventListener('error', () => {
  if (ending === null) say('The connection to the server was lost; trying again.');
});
new ResizeObserver(() => requestAnimationFrame(draw)).observe(surface);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
