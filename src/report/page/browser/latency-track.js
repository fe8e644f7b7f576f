// Operations by when they began and how long they took, on a logarithmic scale: dots, crosses and triangles by how they
// ended; lines for the median and the 99th percentile of all of them.

import { drawScale } from './axis.js';
import { drawFaultsBehind } from './fault-track.js';
import { tracePolyline } from './polyline.js';

const height = 230;
const shapes = {
  answered: (pen, x, y) => pen.rect(x - 1, y - 1, 2, 2),
  failed: (pen, x, y) => {
    pen.moveTo(x - 3, y - 3);
    pen.lineTo(x + 3, y + 3);
    pen.moveTo(x + 3, y - 3);
    pen.lineTo(x - 3, y + 3);
  },
  unknown: (pen, x, y) => {
    pen.moveTo(x, y - 4);
    pen.lineTo(x + 4, y + 3);
    pen.lineTo(x - 4, y + 3);
    pen.closePath();
  },
};

export function formatUs(us) {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1e6) return `${(us / 1000).toPrecision(3)} ms`;
  return `${(us / 1e6).toPrecision(3)} s`;
}

/** Lowest and highest power of ten around all points. */
function decadesOf(points) {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 1;
  for (const { us } of Object.values(points)) {
    for (const one of us) {
      lowest = Math.min(lowest, one);
      highest = Math.max(highest, one);
    }
  }
  if (lowest > highest) return { low: 2, high: 6 };
  const low = Math.floor(Math.log10(lowest));
  return { low, high: Math.max(low + 1, Math.ceil(Math.log10(highest))) };
}

export function latencyTrack({ points, series, faults }) {
  const { low, high } = decadesOf(points);
  const yOf = (us, area) => area.bottom - ((Math.log10(us) - low) / (high - low)) * (area.bottom - area.top);
  return {
    height,
    draw(pen, area, ink) {
      const marks = Array.from({ length: high - low + 1 }, (_, step) => {
        const us = 10 ** (low + step);
        const text = us >= 1e6 ? `${us / 1e6} s` : us >= 1000 ? `${us / 1000} ms` : `${us} µs`;
        return { y: yOf(us, area), text };
      });
      drawScale(
        pen,
        area,
        ink,
        marks.map(({ y, text }) => ({ y: Math.max(area.top + 5, y), text })),
      );
      drawFaultsBehind(pen, area, ink, faults);
      pen.save();
      pen.beginPath();
      pen.rect(area.left, area.top - 4, area.right - area.left, height + 8);
      pen.clip();
      for (const name of ['answered', 'unknown', 'failed'])
        drawPoints(pen, area, ink, { name, points: points[name], yOf });
      drawQuantile(pen, area, {
        values: series.p50,
        bucketMs: series.bucketMs,
        colour: ink.ink,
        dashes: [],
        yOf,
      });
      drawQuantile(pen, area, {
        values: series.p99,
        bucketMs: series.bucketMs,
        colour: ink.ink,
        dashes: [5, 3],
        yOf,
      });
      pen.restore();
    },
    tell(ms) {
      const at = Math.floor(ms / series.bucketMs);
      if (series.p50[at] === null || series.p50[at] === undefined) return 'nothing answered that began here';
      return `median ${formatUs(series.p50[at])}, p99 ${formatUs(series.p99[at])}, slowest ${formatUs(series.max[at])}`;
    },
  };
}

function drawPoints(pen, area, ink, { name, points: { ms, us }, yOf }) {
  pen.beginPath();
  for (let at = 0; at < ms.length; at++) {
    if (ms[at] < area.from || ms[at] > area.to) continue;
    shapes[name](pen, area.x(ms[at]), yOf(us[at], area));
  }
  if (name === 'answered') {
    pen.globalAlpha = 0.55;
    pen.fillStyle = ink.answered;
    pen.fill();
    pen.globalAlpha = 1;
  } else {
    pen.strokeStyle = ink[name];
    pen.lineWidth = 1.3;
    pen.stroke();
  }
}

function drawQuantile(pen, area, { values, bucketMs, colour, dashes, yOf }) {
  pen.beginPath();
  tracePolyline(
    pen,
    area,
    values.map((value, at) =>
      value === null ? null : { ms: (at + 0.5) * bucketMs, y: yOf(Math.max(1, value), area) },
    ),
  );
  pen.strokeStyle = colour;
  pen.lineWidth = 1.2;
  pen.setLineDash(dashes);
  pen.globalAlpha = 0.8;
  pen.stroke();
  pen.globalAlpha = 1;
  pen.setLineDash([]);
}
