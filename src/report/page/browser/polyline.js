// A line through moments, cut to what is shown: a dashed line that goes on far outside costs seconds to draw.

/**
 * Adds the line to the pen's path.
 * @param points by time, each with its `ms` and its height `y`; null where the line is broken
 */
export function tracePolyline(pen, area, points) {
  let before = null;
  /** The pen stands at the point before. */
  let isOpen = false;
  for (const point of points) {
    if (point === null) isOpen = false;
    else if (before === null) dot(pen, area, point);
    else isOpen = traceSegment(pen, area, before, point, isOpen);
    before = point;
  }
}

/** A point alone is seen as well. */
function dot(pen, area, { ms, y }) {
  if (ms < area.from || ms > area.to) return;
  pen.moveTo(area.x(ms), y);
  pen.lineTo(area.x(ms) + 0.5, y);
}

/** Whether the pen stands at the segment's end then. */
function traceSegment(pen, area, start, end, isOpen) {
  if (end.ms < area.from || start.ms > area.to || end.ms <= start.ms) return false;
  const slope = (end.y - start.y) / (end.ms - start.ms);
  const from = Math.max(start.ms, area.from);
  const to = Math.min(end.ms, area.to);
  // Where the pen goes on, dashes do too.
  if (!isOpen) pen.moveTo(area.x(from), start.y + (from - start.ms) * slope);
  pen.lineTo(area.x(to), start.y + (to - start.ms) * slope);
  return to === end.ms;
}
