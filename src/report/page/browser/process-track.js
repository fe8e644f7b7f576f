// The failure window: a lane per process, a bar per operation from its beginning to its end; thick and framed where it
// shows the failure, red where nothing explains it, with an open end where its outcome is not known.

import { drawName } from './axis.js';
import { hatching } from './ink.js';

const laneHeight = 22;

export function processTrack({ window: stretch }) {
  if (stretch === null) return { height: 0 };
  const { lanes, bars } = stretch;
  return {
    height: lanes.length * laneHeight,
    draw(pen, area, ink) {
      const hatch = hatching(pen, 0, ink.failed);
      lanes.forEach((lane, position) => {
        const middle = area.top + (position + 0.5) * laneHeight;
        drawName(pen, area, ink, lane, middle);
        pen.strokeStyle = ink.rule;
        pen.beginPath();
        pen.moveTo(area.left, Math.round(middle) + 0.5);
        pen.lineTo(area.right, Math.round(middle) + 0.5);
        pen.stroke();
      });
      // Those that show the failure last, on top of the others.
      for (const isWitness of [false, true]) {
        for (const bar of bars) {
          if (bar.witness === isWitness && bar.to >= area.from && bar.from <= area.to)
            drawBar(pen, area, ink, bar, hatch);
        }
      }
    },
    tell(ms, y, msPerPixel) {
      const lane = Math.floor(y / laneHeight);
      const near = 3 * msPerPixel;
      const found = bars.filter((bar) => bar.lane === lane && bar.from - near <= ms && bar.to + near >= ms);
      const words = { ok: 'ok', fail: 'failed', info: 'outcome unknown' };
      return [lanes[lane] ?? '', ...found.map(({ label, outcome }) => `${label} (${words[outcome]})`)].join(
        ', ',
      );
    },
  };
}

function drawBar(pen, area, ink, bar, hatch) {
  const { from, to, outcome, label, witness, failing, lane } = bar;
  const begin = Math.max(area.left, area.x(from));
  const width = Math.max(2, Math.min(area.right, area.x(to)) - begin);
  const height = witness ? laneHeight - 5 : laneHeight - 13;
  const top = area.top + lane * laneHeight + (laneHeight - height) / 2;
  pen.fillStyle = ink.panel;
  pen.fillRect(begin, top, width, height);
  pen.globalAlpha = witness ? 1 : 0.7;
  pen.fillStyle = outcome === 'fail' ? hatch : ink.bar;
  pen.fillRect(begin, top, width, height);
  pen.strokeStyle = failing
    ? ink.wrong
    : outcome === 'ok'
      ? ink.barEdge
      : outcome === 'fail'
        ? ink.failed
        : ink.unknown;
  pen.lineWidth = failing ? 2.6 : witness ? 1.8 : 1;
  pen.setLineDash(outcome === 'info' ? [4, 3] : []);
  pen.beginPath();
  pen.moveTo(begin + width, top);
  pen.lineTo(begin, top);
  pen.lineTo(begin, top + height);
  pen.lineTo(begin + width, top + height);
  if (outcome !== 'info') pen.closePath();
  pen.stroke();
  pen.setLineDash([]);
  pen.lineWidth = 1;
  pen.globalAlpha = 1;
  if (witness)
    drawLabel(pen, area, failing ? { ...ink, ink: ink.wrong } : ink, {
      label,
      begin,
      width,
      middle: top + height / 2 + 0.5,
    });
}

/** Inside the bar where there is room, else beside it. */
function drawLabel(pen, area, ink, { label, begin, width, middle }) {
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  const needed = pen.measureText(label).width;
  const isInside = needed <= width - 8;
  const fitsRight = begin + width + needed + 8 < area.right;
  const x = isInside ? begin + 4 : fitsRight ? begin + width + 4 : Math.max(area.left, begin - needed - 4);
  if (!isInside) {
    pen.globalAlpha = 0.8;
    pen.fillStyle = ink.panel;
    pen.fillRect(x - 2, middle - 7, needed + 4, 14);
    pen.globalAlpha = 1;
  }
  pen.fillStyle = ink.ink;
  pen.fillText(label, x, middle);
}
