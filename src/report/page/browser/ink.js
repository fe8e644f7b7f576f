// The colours of the style sheet, which change with light and dark, and hatching made of them: things are told apart by
// pattern and shape as well.

const names = [
  'ink',
  'quiet',
  'rule',
  'panel',
  'answered',
  'failed',
  'unknown',
  'leader',
  'wrong',
  'select',
  'bar',
  'bar-edge',
];
const lanes = ['lane-0', 'lane-1', 'lane-2', 'lane-3', 'lane-4', 'lane-5'];

export function inkOf(element) {
  const style = getComputedStyle(element);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const ink = Object.fromEntries(names.map((name) => [name, colour(name)]));
  return { ...ink, barEdge: ink['bar-edge'], lanes: lanes.map(colour) };
}

const tile = 8;
/** Lines of a tile, from and to, in eighths. */
const strokes = [
  [[0, 8, 8, 0]],
  [[0, 0, 8, 8]],
  [[4, 0, 4, 8]],
  [[0, 4, 8, 4]],
  [
    [0, 8, 8, 0],
    [0, 0, 8, 8],
  ],
  [[2, 4, 6, 4]],
];

/** A fill of lines in a colour; another pattern for each number. */
export function hatching(pen, number, colour) {
  const canvas = document.createElement('canvas');
  canvas.width = tile;
  canvas.height = tile;
  const brush = canvas.getContext('2d');
  brush.strokeStyle = colour;
  brush.lineWidth = 1.2;
  for (const [fromX, fromY, toX, toY] of strokes[number % strokes.length]) {
    brush.beginPath();
    brush.moveTo(fromX, fromY);
    brush.lineTo(toX, toY);
    brush.stroke();
  }
  return pen.createPattern(canvas, 'repeat');
}
