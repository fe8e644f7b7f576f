// A lane per node: thick where it led, hatched while a fault was on it, marks where it wrote something worth a look.

import { drawName } from './axis.js';
import { hatching } from './ink.js';

const laneHeight = 20;
const shapes = {
  up: (pen, x, y) => {
    pen.moveTo(x, y - 5);
    pen.lineTo(x + 4, y + 4);
    pen.lineTo(x - 4, y + 4);
    pen.closePath();
  },
  bad: (pen, x, y) => {
    pen.moveTo(x - 4, y - 4);
    pen.lineTo(x + 4, y + 4);
    pen.moveTo(x + 4, y - 4);
    pen.lineTo(x - 4, y + 4);
  },
  note: (pen, x, y) => {
    pen.moveTo(x, y - 5);
    pen.lineTo(x, y + 5);
  },
};

export function nodeTrack({ nodes, faults }) {
  const hitsOf = (node) => node.faults.map((at) => faults[at]);
  return {
    height: nodes.length * laneHeight,
    draw(pen, area, ink) {
      const hatch = hatching(pen, 0, ink.failed);
      nodes.forEach((node, position) => {
        const top = area.top + position * laneHeight;
        const middle = top + laneHeight / 2;
        drawName(pen, area, ink, node.name, middle);
        pen.strokeStyle = ink.rule;
        pen.beginPath();
        pen.moveTo(area.left, Math.round(middle) + 0.5);
        pen.lineTo(area.right, Math.round(middle) + 0.5);
        pen.stroke();
        for (const { from, to } of hitsOf(node))
          fillSpan(pen, area, { from, to, top: top + 3, height: laneHeight - 6, fill: hatch });
        for (const lead of node.leads) drawLead(pen, area, ink, lead, top);
        for (const mark of node.marks) drawMark(pen, area, ink, mark, middle);
      });
    },
    tell(ms, y, msPerPixel) {
      const node = nodes[Math.floor(y / laneHeight)];
      if (node === undefined) return '';
      const leads = node.leads.filter(({ from, to }) => from <= ms && to >= ms).map(({ label }) => label);
      const hits = hitsOf(node).filter(({ from, to }) => from <= ms && to >= ms);
      const marks = node.marks
        .filter(({ at }) => Math.abs(at - ms) <= 4 * msPerPixel)
        .map(({ label }) => label);
      return [node.name, ...leads, ...hits.map(({ label }) => label), ...new Set(marks)].join(', ');
    },
  };
}

function fillSpan(pen, area, { from, to, top, height, fill }) {
  if (to < area.from || from > area.to) return 0;
  const begin = Math.max(area.left, area.x(from));
  const width = Math.max(1.5, Math.min(area.right, area.x(to)) - begin);
  pen.fillStyle = fill;
  pen.fillRect(begin, top, width, height);
  return width;
}

function drawLead(pen, area, ink, { from, to, label }, top) {
  const width = fillSpan(pen, area, { from, to, top: top + 4, height: laneHeight - 8, fill: ink.leader });
  if (pen.measureText(label).width > width - 8) return;
  pen.fillStyle = ink.panel;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.fillText(label, Math.max(area.left, area.x(from)) + 4, top + laneHeight / 2 + 0.5);
}

function drawMark(pen, area, ink, { at, kind }, y) {
  if (at < area.from || at > area.to) return;
  pen.beginPath();
  shapes[kind](pen, area.x(at), y);
  pen.lineWidth = 1.4;
  if (kind === 'up') {
    pen.fillStyle = ink.panel;
    pen.fill();
  }
  pen.strokeStyle = kind === 'bad' ? ink.wrong : ink.ink;
  pen.stroke();
  pen.lineWidth = 1;
}
