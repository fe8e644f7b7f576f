// The operations that show a violation as a picture: a line per process, a bar per operation from its invocation to its
// completion, in SVG. Time is drawn as order: steps from one event shown to the next, as wide as what is written in the bars.

import type { History } from '../../history/history.ts';
import { absent } from '../../history/interner.ts';
import type { Operation } from '../../history/operation.ts';
import { shownValue } from '../../history/shown-value.ts';

/** One operation to be drawn. */
interface Bar {
  readonly process: Operation['process'];
  readonly text: string;
  readonly from: number;
  /** Row of the completion; null where there is none, or the outcome is not known. */
  readonly to: number | null;
}

export interface PictureOptions {
  /** Rows of the events that show the violation. */
  readonly rows: readonly number[];
  /** Row of the completion that nothing explains. */
  readonly end: number;
  readonly caption: string;
}

/** From one event to the next, at least. */
const STEP = 54;
/** What a character takes, and what is left free beside a text. */
const CHARACTER = 6.4;
const CAPTION_CHARACTER = 7.6;
const MARGIN = 12;
const ROW = 34;
const BAR = 20;
const LEFT = 90;
const TOP = 56;
const TEXT_SHOWN = 24;
const COLOURS = { bar: '#d6e4f0', edge: '#2471a3', failed: '#f5c6c0', failedEdge: '#c0392b' };

/** An SVG document. */
export function drawTimeline(history: History, { rows, end, caption }: PictureOptions): string {
  const bars = barsOf(history, rows);
  const moments = [...new Set(bars.flatMap(({ from, to }) => (to === null ? [from] : [from, to])))];
  moments.sort((a, b) => a - b);
  const place = placesOf(bars, moments);
  const processes = [...new Set(bars.map(({ process }) => process))];
  const ends = [...place.values(), ...bars.map((bar) => endOfText(bar, place))];
  const width = Math.ceil(Math.max(Math.max(...ends) + STEP, caption.length * CAPTION_CHARACTER + MARGIN));
  const height = TOP + processes.length * ROW + 30;
  const x = (row: number): number => place.get(row) ?? LEFT;
  const lines = processes.map((process, at) => {
    const y = TOP + at * ROW + BAR / 2;
    return (
      `<text x="8" y="${y + 4}" fill="#444">process ${escape(String(process))}</text>` +
      `<line x1="${LEFT}" x2="${width - 8}" y1="${y}" y2="${y}" stroke="#ddd"/>`
    );
  });
  const drawn = bars.map((bar) => {
    const isFailed = bar.to === end;
    const y = TOP + processes.indexOf(bar.process) * ROW;
    const stop = bar.to === null ? width - 8 : x(bar.to);
    const [fill, edge] = isFailed ? [COLOURS.failed, COLOURS.failedEdge] : [COLOURS.bar, COLOURS.edge];
    const dashes = bar.to === null ? ' stroke-dasharray="4 3"' : '';
    return (
      `<g><title>${escape(titleOf(history, bar))}</title>` +
      `<rect x="${x(bar.from)}" y="${y}" width="${stop - x(bar.from)}" height="${BAR}" rx="3" fill="${fill}" stroke="${edge}"${dashes}/>` +
      `<text x="${x(bar.from) + 5}" y="${y + 14}">${escape(bar.text)}</text></g>`
    );
  });
  const marks = moments.map(
    (row) =>
      `<text x="${x(row)}" y="${height - 8}" text-anchor="middle" fill="#888" font-size="9">${history.indexAt(row)}</text>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">` +
    `<rect width="${width}" height="${height}" fill="white"/><text x="8" y="20" font-size="13">${escape(caption)}</text>` +
    `${[...lines, ...drawn, ...marks].join('')}</svg>\n`
  );
}

/** Where the text of a bar ends. */
function endOfText({ from, text }: Bar, place: ReadonlyMap<number, number>): number {
  return (place.get(from) ?? LEFT) + text.length * CHARACTER + MARGIN;
}

/** Where each moment is drawn, in order: no bar is shorter than what is written in it. */
function placesOf(bars: readonly Bar[], moments: readonly number[]): ReadonlyMap<number, number> {
  const place = new Map<number, number>();
  let x = LEFT;
  for (const row of moments) {
    for (const bar of bars) if (bar.to === row) x = Math.max(x, endOfText(bar, place));
    place.set(row, Math.ceil(x));
    x += STEP;
  }
  return place;
}

/** The operations that rows belong to, by invocation. */
function barsOf(history: History, rows: readonly number[]): readonly Bar[] {
  const { pair } = history.columns();
  const bars: Bar[] = [];
  for (const row of rows) {
    const begun = history.evidence(row);
    if (begun.type !== 'invoke') continue;
    const other = pair[row] as number;
    const ended = other === absent ? null : history.evidence(other);
    const known = ended !== null && ended.type !== 'info';
    const { value, shortened = false } = known && ended.type === 'ok' ? ended : begun;
    const text = `${begun.f} ${shortened && typeof value === 'string' ? value : shownValue(value)}`;
    bars.push({
      process: begun.process,
      text: text.length > TEXT_SHOWN ? `${text.slice(0, TEXT_SHOWN - 1)}…` : text,
      from: row,
      to: known ? other : null,
    });
  }
  return bars;
}

function titleOf(history: History, { from, to, text }: Bar): string {
  const begun = history.indexAt(from);
  return to === null
    ? `${text}: operation ${begun}, outcome not known`
    : `${text}: operations ${begun} to ${history.indexAt(to)}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
