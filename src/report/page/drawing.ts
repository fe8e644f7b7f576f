// A drawing from `results.json` inside the page. The file may come from another machine, so that the drawing is taken
// apart and built anew of the few elements and attributes that our drawings are made of; anything else, and it is not
// shown. On the way its colours become those of the page, light or dark.

import { escapeText, type Markup, trustedMarkup } from './markup.ts';

const elements: ReadonlySet<string> = new Set([
  'svg',
  'g',
  'rect',
  'text',
  'line',
  'path',
  'title',
  'defs',
  'marker',
]);

/** What is left out where it is met: it says nothing here. */
const droppedAttributes: ReadonlySet<string> = new Set(['xmlns', 'font-family']);

const attributes: ReadonlySet<string> = new Set([
  ...['x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height', 'rx', 'd', 'viewBox'],
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray'],
  ...['font-size', 'font-weight', 'text-anchor', 'textLength', 'lengthAdjust'],
  ...['id', 'marker-end', 'refX', 'refY', 'markerWidth', 'markerHeight', 'orient'],
]);

/** Colours of the drawings by what they mean; a wrong operation is hatched as well. */
const colours: Readonly<Record<string, string>> = {
  white: 'var(--panel)',
  '#444': 'var(--ink)',
  '#ddd': 'var(--rule)',
  '#888': 'var(--quiet)',
  '#d6e4f0': 'var(--bar)',
  '#2471a3': 'var(--bar-edge)',
  '#f5c6c0': 'url(#hatch-wrong)',
  '#c0392b': 'var(--wrong)',
  '#7d3c98': 'var(--rw)',
  '#b9770e': 'var(--process)',
  '#616a6b': 'var(--quiet)',
};

const longestDrawing = 2_000_000;
const plainValue = /^[\w#.,% -]*$/;
const reference = /^url\(#([\w-]+)\)$/;

/**
 * The drawing, or `null` where it holds anything unexpected.
 * @param prefix sets its ids apart from those of other drawings of the page
 */
export function rebuildDrawing(svg: string, prefix: string): Markup | null {
  if (svg.length > longestDrawing) return null;
  const token = /<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z0-9-]+="[^"<>]*")*)\s*(\/?)>|([^<>]+)/y;
  const open: string[] = [];
  const pieces: string[] = [];
  const source = svg.trim();
  while (token.lastIndex < source.length) {
    const [, closing = '', name = '', given = '', selfClosing = '', text] = token.exec(source) ?? [];
    if (text !== undefined) {
      if (open.length === 0) return null;
      pieces.push(escapeText(plainText(text)));
      continue;
    }
    if (!elements.has(name)) return null;
    if (closing !== '') {
      if (open.pop() !== name) return null;
      pieces.push(`</${name}>`);
      continue;
    }
    const kept = rebuildAttributes(given, prefix);
    if (kept === null || (open.length === 0) !== (name === 'svg')) return null;
    if (name === 'svg' && pieces.length > 0) return null;
    if (selfClosing === '') open.push(name);
    pieces.push(`<${name}${kept}${selfClosing === '' ? '' : '/'}>`);
  }
  return open.length === 0 && pieces.length > 0 ? trustedMarkup(pieces.join('')) : null;
}

function rebuildAttributes(given: string, prefix: string): string | null {
  const kept: string[] = [];
  for (const [, name = '', value = ''] of given.matchAll(/([a-zA-Z0-9-]+)="([^"]*)"/g)) {
    if (droppedAttributes.has(name)) continue;
    if (!attributes.has(name)) return null;
    const target = reference.exec(value)?.[1];
    if (target === undefined && !plainValue.test(value)) return null;
    kept.push(
      ` ${name}="${target === undefined ? ownValue(name, value, prefix) : `url(#${prefix}${target})`}"`,
    );
  }
  return kept.join('');
}

function ownValue(name: string, value: string, prefix: string): string {
  if (name === 'id') return `${prefix}${value}`;
  return name === 'fill' || name === 'stroke' ? (colours[value] ?? value) : value;
}

/** Text of a drawing without the entities that drawings write. */
function plainText(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
