// Axes: round numbers at even distances, and how moments are written.

const ticksWanted = 8;

/** 1, 2 or 5 times a power of ten. */
export function roundStep(length, wanted) {
  const rough = length / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((step) => step * power >= rough);
}

/** A moment with as many digits as tell apart what is shown. */
export function formatTime(ms, { from, to }) {
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10((to - from) / 1000 / 200))));
  return `${(ms / 1000).toFixed(digits)} s`;
}

export function drawAxis(pen, area, ink) {
  const step = roundStep(area.to - area.from, ticksWanted);
  const digits = Math.max(0, -Math.floor(Math.log10(step / 1000) + 1e-9));
  pen.fillStyle = ink.quiet;
  pen.strokeStyle = ink.rule;
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  pen.lineWidth = 1;
  for (let tick = Math.ceil(area.from / step); tick * step <= area.to; tick++) {
    const x = Math.round(area.x(tick * step)) + 0.5;
    pen.beginPath();
    pen.moveTo(x, area.top - 4);
    pen.lineTo(x, area.top + 1);
    pen.stroke();
    const text = `${((tick * step) / 1000).toFixed(digits)} s`;
    const half = pen.measureText(text).width / 2;
    pen.fillText(text, Math.min(Math.max(x, area.left + half - 20), area.right - half), area.top + 4);
  }
}

/** Lines across a track with their values at the left. */
export function drawScale(pen, area, ink, marks) {
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.lineWidth = 1;
  for (const { y, text } of marks) {
    pen.strokeStyle = ink.rule;
    pen.beginPath();
    pen.moveTo(area.left, Math.round(y) + 0.5);
    pen.lineTo(area.right, Math.round(y) + 0.5);
    pen.stroke();
    pen.fillStyle = ink.quiet;
    pen.fillText(text, area.left - 6, y);
  }
}

/** The name of a track or a lane at its left, cut where it is too long. */
export function drawName(pen, area, ink, text, y) {
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.fillStyle = ink.ink;
  pen.fillText(cutText(pen, text, area.left - 10), 2, y);
}

/** A text as long as there is room for; empty where there is none. */
export function cutText(pen, text, room) {
  if (pen.measureText(text).width <= room) return text;
  let length = Math.min(text.length, Math.floor(room / 4));
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return length > 1 ? `${text.slice(0, length)}…` : '';
}
