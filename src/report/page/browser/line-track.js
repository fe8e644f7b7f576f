// A line per node over time: told apart by colour, by dashes, and by its name at the end. Broken where nothing is known.

import { drawName, drawScale, roundStep } from './axis.js';
import { tracePolyline } from './polyline.js';

const trackHeight = 90;
const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [12, 4]];

const known = (value) => value !== null;

/** The lowest and the highest value, with 0 in between. */
function rangeOf(nodes, field) {
  const values = nodes.flatMap((node) => node[field]).filter(known);
  return { low: Math.min(0, ...values), high: Math.max(0, ...values), any: values.length > 0 };
}

/**
 * @param name what stands at its left
 * @param field of the series of each node
 * @param format a value as text
 * @param whenFlat whether a track on which nothing ever happens is shown
 */
export function lineTrack({ name, field, format, whenFlat }) {
  return ({ states: { ms, nodes } }) => {
    const { low, high, any } = rangeOf(nodes, field);
    const isShown = any && (whenFlat || high > low);
    const room = Math.max(high - low, 1);
    return {
      height: isShown ? trackHeight : 0,
      draw(pen, area, ink) {
        const y = (value) => area.bottom - 4 - ((value - low) / room) * (trackHeight - 12);
        const step = roundStep(room, 3);
        const marks = [];
        for (let mark = Math.ceil(low / step) * step; mark <= high; mark += step)
          marks.push({ y: y(mark), text: format(mark) });
        drawScale(pen, area, ink, marks);
        drawName(pen, area, ink, name, area.top - 6);
        pen.save();
        pen.beginPath();
        pen.rect(area.left, area.top - 4, area.right - area.left, trackHeight + 4);
        pen.clip();
        nodes.forEach((node, at) => drawLine(pen, area, { x: ms, values: node[field], y }, lineOf(ink, at)));
        pen.restore();
        drawKeys(pen, area, ink, nodes);
      },
      tell(at, _y, msPerPixel) {
        const nearest = nearestTo(ms, at);
        if (nearest === -1 || Math.abs(ms[nearest] - at) > Math.max(1500, 4 * msPerPixel)) return '';
        return nodes
          .map(
            (node) =>
              `${node.name} ${known(node[field][nearest]) ? format(node[field][nearest]) : 'no answer'}`,
          )
          .join(', ');
      },
    };
  };
}

const lineOf = (ink, at) => ({ colour: ink.lanes[at % ink.lanes.length], dash: dashes[at % dashes.length] });

function drawLine(pen, area, { x, values, y }, { colour, dash }) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  pen.setLineDash(dash);
  pen.beginPath();
  tracePolyline(
    pen,
    area,
    values.map((value, at) => (known(value) ? { ms: x[at], y: y(value) } : null)),
  );
  pen.stroke();
  pen.setLineDash([]);
  pen.lineWidth = 1;
}

/** Names beside a piece of their line, at the top right. */
function drawKeys(pen, area, ink, nodes) {
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  let right = area.right;
  [...nodes].reverse().forEach((node, reversed) => {
    const at = nodes.length - 1 - reversed;
    const width = pen.measureText(node.name).width + 30;
    if (right - width < area.left + 100) return;
    right -= width;
    const { colour, dash } = lineOf(ink, at);
    pen.strokeStyle = colour;
    pen.lineWidth = 1.6;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(right, area.top - 7);
    pen.lineTo(right + 18, area.top - 7);
    pen.stroke();
    pen.setLineDash([]);
    pen.lineWidth = 1;
    pen.fillStyle = ink.quiet;
    pen.fillText(node.name, right + 21, area.top - 7);
  });
}

function nearestTo(moments, at) {
  let best = -1;
  moments.forEach((moment, position) => {
    if (best === -1 || Math.abs(moment - at) < Math.abs(moments[best] - at)) best = position;
  });
  return best;
}
