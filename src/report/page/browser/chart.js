// One chart: a canvas with tracks one above the other over one axis of time, moved by mouse, keys and buttons.

import { drawAxis, formatTime } from './axis.js';
import { inkOf } from './ink.js';
import { tracksByName } from './tracks.js';

const left = 96;
const right = 10;
const gap = 16;
const axisHeight = 20;

const keys = {
  '+': 'in',
  '=': 'in',
  '-': 'out',
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  0: 'all',
  Home: 'all',
};

export function createChart(element, data, view) {
  const surface = element.querySelector('.surface');
  const canvas = element.querySelector('canvas');
  const readout = element.querySelector('.readout');
  const span = element.querySelector('.span');
  const tracks = element.dataset.tracks
    .split(' ')
    .map((name) => tracksByName[name](data))
    .filter((track) => track.height > 0);
  const height = tracks.reduce((sum, track) => sum + track.height + gap, axisHeight);
  surface.style.height = `${height}px`;
  for (const part of element.querySelectorAll('[hidden]')) part.hidden = false;
  /** Where a drag began, and is, in pixels. */
  let drag = null;
  let waiting = false;

  function areaOf(width, shown) {
    const scale = (width - left - right) / (shown.to - shown.from);
    return {
      left,
      right: width - right,
      from: shown.from,
      to: shown.to,
      x: (ms) => left + (ms - shown.from) * scale,
      ms: (x) => shown.from + (x - left) / scale,
    };
  }

  function draw() {
    waiting = false;
    const width = surface.clientWidth;
    if (width < left + right + 20) return;
    const dense = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * dense);
    canvas.height = Math.round(height * dense);
    const pen = canvas.getContext('2d');
    pen.scale(dense, dense);
    pen.font = '11px system-ui, sans-serif';
    const ink = inkOf(element);
    const area = areaOf(width, view.shown());
    let top = 0;
    for (const track of tracks) {
      track.draw(pen, { ...area, top, bottom: top + track.height }, ink);
      top += track.height + gap;
    }
    drawAxis(pen, { ...area, top, bottom: height }, ink);
    if (element.dataset.view === 'run' && data.window !== null) drawFailure(pen, area, ink, top);
    if (drag !== null && drag.at !== drag.from) {
      pen.fillStyle = ink.select;
      pen.fillRect(Math.min(drag.from, drag.at), 0, Math.abs(drag.at - drag.from), height - axisHeight);
    }
  }

  function tellSpan() {
    const shown = view.shown();
    span.textContent = `${formatTime(shown.from, shown)} to ${formatTime(shown.to, shown)}`;
  }

  /** Where the failure shows: a frame with a word. */
  function drawFailure(pen, area, ink, bottom) {
    const from = Math.max(area.left, area.x(data.window.from));
    const to = Math.min(area.right, area.x(data.window.to));
    if (to < area.left || from > area.right) return;
    pen.strokeStyle = ink.wrong;
    pen.lineWidth = 1.4;
    pen.setLineDash([2, 3]);
    pen.strokeRect(from, 1, Math.max(2, to - from), bottom - gap + 4);
    pen.setLineDash([]);
    pen.lineWidth = 1;
    pen.fillStyle = ink.wrong;
    pen.textBaseline = 'bottom';
    pen.textAlign = from > area.right - 60 ? 'right' : 'left';
    pen.fillText('✕ failure', from > area.right - 60 ? to : from + 2, bottom + 1);
  }

  /** Many changes are one drawing. */
  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  }

  function placeOf(event) {
    const { left: offset, top, width } = surface.getBoundingClientRect();
    const area = areaOf(width, view.shown());
    const x = Math.min(Math.max(event.clientX - offset, area.left), area.right);
    return { x, y: event.clientY - top, area };
  }

  function tell(event) {
    const { x, y, area } = placeOf(event);
    let top = 0;
    for (const track of tracks) {
      if (y >= top && y <= top + track.height) {
        const found = track.tell(area.ms(x), y - top, (area.to - area.from) / (area.right - area.left));
        const time = formatTime(area.ms(x), view.shown());
        readout.textContent = found === '' ? time : `${time}: ${found}`;
        return;
      }
      top += track.height + gap;
    }
  }

  surface.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const { x } = placeOf(event);
    drag = { from: x, at: x };
    surface.setPointerCapture(event.pointerId);
  });
  surface.addEventListener('pointermove', (event) => {
    if (drag === null) tell(event);
    else {
      drag.at = placeOf(event).x;
      redraw();
    }
  });
  surface.addEventListener('pointerup', (event) => {
    const ended = drag;
    drag = null;
    if (ended === null || Math.abs(ended.at - ended.from) < 4) return;
    const { area } = placeOf(event);
    view.show(area.ms(Math.min(ended.from, ended.at)), area.ms(Math.max(ended.from, ended.at)));
  });
  surface.addEventListener('pointercancel', () => {
    drag = null;
    redraw();
  });
  surface.addEventListener('dblclick', () => view.act('all'));
  surface.addEventListener(
    'wheel',
    (event) => {
      // Without the key the wheel is for the page.
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { x, area } = placeOf(event);
      view.zoom(event.deltaY > 0 ? 1.25 : 0.8, area.ms(x));
    },
    { passive: false },
  );
  surface.addEventListener('keydown', (event) => {
    const action = keys[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    view.act(action);
  });
  for (const button of element.querySelectorAll('[data-action]')) {
    button.addEventListener('click', () => view.act(button.dataset.action));
  }
  view.onChange(tellSpan);
  view.onChange(redraw);
  new ResizeObserver(redraw).observe(surface);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  tellSpan();
  draw();
}
