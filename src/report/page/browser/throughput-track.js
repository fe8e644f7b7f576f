// Operations per second: answered ones plain, above them failed ones hatched, above these the unknown ones.

import { drawScale, roundStep } from './axis.js';
import { drawFaultsBehind } from './fault-track.js';
import { hatching } from './ink.js';

const height = 110;
const stack = ['answered', 'failed', 'unknown'];

export function throughputTrack({ series, faults, end }) {
  const { bucketMs, answered } = series;
  /** The last stretch is cut off by the end of the run. */
  const perSecond = (count, at) => (count * 1000) / Math.max(1, Math.min(bucketMs, end - at * bucketMs));
  const full = answered.length > 1 ? answered.length - 1 : 1;
  const totals = answered.map((_, at) =>
    perSecond(
      stack.reduce((sum, name) => sum + series[name][at], 0),
      at,
    ),
  );
  const highest = Math.max(1, ...totals.slice(0, full));
  const step = roundStep(highest, 4);
  const top = Math.ceil(highest / step) * step;
  return {
    height,
    draw(pen, area, ink) {
      const yOf = (value) => area.bottom - (Math.min(value, top) / top) * (area.bottom - area.top);
      const marks = Array.from({ length: Math.round(top / step) + 1 }, (_, at) => ({
        y: yOf(at * step),
        text:
          at === Math.round(top / step)
            ? `${(at * step).toLocaleString('en-US')}/s`
            : (at * step).toLocaleString('en-US'),
      }));
      drawScale(
        pen,
        area,
        ink,
        marks.map(({ y, text }) => ({ y: Math.max(area.top + 5, y), text })),
      );
      drawFaultsBehind(pen, area, ink, faults);
      pen.save();
      pen.beginPath();
      pen.rect(area.left, area.top, area.right - area.left, height);
      pen.clip();
      answered.forEach((_, at) => {
        const x = area.x(at * bucketMs);
        const width = area.x((at + 1) * bucketMs) - x;
        if (x > area.right || x + width < area.left) return;
        let base = 0;
        for (const name of stack) {
          const value = perSecond(series[name][at], at);
          fillStep(pen, ink, { name, x, width, y: yOf(base + value), height: yOf(base) - yOf(base + value) });
          base += value;
        }
      });
      pen.restore();
    },
    tell(ms) {
      const at = Math.floor(ms / bucketMs);
      if (answered[at] === undefined) return '';
      const counts = stack.map((name) => `${name} ${perSecond(series[name][at], at).toFixed(1)}/s`);
      return counts.join(', ');
    },
  };
}

const patterns = new Map();

/** One for each colour: making one takes longer than filling with it. */
function patternOf(pen, number, colour) {
  const key = `${number} ${colour}`;
  if (!patterns.has(key)) patterns.set(key, hatching(pen, number, colour));
  return patterns.get(key);
}

function fillStep(pen, ink, { name, x, width, y, height: tall }) {
  if (tall <= 0) return;
  const thin = Math.max(1, width + 0.3);
  pen.globalAlpha = name === 'answered' ? 0.55 : 0.3;
  pen.fillStyle = ink[name];
  pen.fillRect(x, y, thin, tall);
  pen.globalAlpha = 1;
  if (name === 'answered') return;
  pen.fillStyle = patternOf(pen, name === 'failed' ? 0 : 2, ink[name]);
  pen.fillRect(x, y, thin, tall);
}
