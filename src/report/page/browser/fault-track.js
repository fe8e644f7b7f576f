// Faults as bands, a lane for each package, hatched each in its way; and the same bands, faint, behind other tracks.

import { cutText, drawName } from './axis.js';
import { hatching } from './ink.js';

const laneHeight = 17;
/** A shorter beginning of a name says nothing. */
const shortestLabel = 9;

function lanesOf(faults) {
  return [...new Set(faults.map(({ lane }) => lane))];
}

export function faultTrack({ faults, phases }) {
  const lanes = lanesOf(faults);
  return {
    height: lanes.length * laneHeight,
    draw(pen, area, ink) {
      lanes.forEach((lane, position) => {
        const top = area.top + position * laneHeight;
        const colour = ink.lanes[position % ink.lanes.length];
        const pattern = hatching(pen, position, colour);
        drawName(pen, area, ink, lane, top + laneHeight / 2);
        for (const fault of faults) {
          if (fault.lane !== lane || fault.to < area.from || fault.from > area.to) continue;
          drawBand(pen, area, ink, { fault, top, colour, pattern });
        }
      });
    },
    tell(ms, y) {
      const lane = lanes[Math.floor(y / laneHeight)];
      const found = faults.filter((fault) => fault.lane === lane && fault.from <= ms && fault.to >= ms);
      const phase = phases.find(({ from, to }) => from <= ms && to >= ms);
      return [
        ...(phase === undefined ? [] : [`phase ${phase.name}`]),
        ...found.map(({ label, sure }) => (sure ? label : `${label} (not verified)`)),
      ].join(', ');
    },
  };
}

function drawBand(pen, area, ink, { fault, top, colour, pattern }) {
  const from = Math.max(area.left, area.x(fault.from));
  const width = Math.max(2, Math.min(area.right, area.x(fault.to)) - from);
  const height = laneHeight - 3;
  pen.fillStyle = ink.panel;
  pen.fillRect(from, top + 1, width, height);
  pen.globalAlpha = 0.28;
  pen.fillStyle = colour;
  pen.fillRect(from, top + 1, width, height);
  pen.globalAlpha = 0.75;
  pen.fillStyle = pattern;
  pen.fillRect(from, top + 1, width, height);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.setLineDash(fault.sure ? [] : [3, 3]);
  pen.strokeRect(from + 0.5, top + 1.5, Math.max(1, width - 1), height - 1);
  pen.setLineDash([]);
  const text = cutText(pen, fault.label, width - 10);
  if (text !== fault.label && text.length < shortestLabel) return;
  const room = pen.measureText(text).width + 6;
  pen.fillStyle = ink.panel;
  pen.globalAlpha = 0.85;
  pen.fillRect(from + 2, top + 2, room, height - 2);
  pen.globalAlpha = 1;
  pen.fillStyle = ink.ink;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.fillText(text, from + 5, top + 1 + height / 2);
}

/** The times of faults behind another track. */
export function drawFaultsBehind(pen, area, ink, faults) {
  const lanes = lanesOf(faults);
  pen.globalAlpha = 0.1;
  for (const fault of faults) {
    if (fault.to < area.from || fault.from > area.to) continue;
    const from = Math.max(area.left, area.x(fault.from));
    pen.fillStyle = ink.lanes[lanes.indexOf(fault.lane) % ink.lanes.length];
    pen.fillRect(
      from,
      area.top,
      Math.max(1, Math.min(area.right, area.x(fault.to)) - from),
      area.bottom - area.top,
    );
  }
  pen.globalAlpha = 1;
}
