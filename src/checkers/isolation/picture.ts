// A cycle as a picture: the text of a graph for Graphviz, and a drawing of its own, transactions on a circle.

import { absent } from '../../history/interner.ts';
import type { JsonValue } from '../../history/operation.ts';
import { shownValue } from '../../history/shown-value.ts';
import { elementsRead } from '../../history/transactions.ts';
import type { Finding, Step } from './anomaly.ts';
import type { Transactions } from './transactions.ts';

/** Colours that tell kinds of edges apart, also in print. */
const COLOURS: Readonly<Record<string, string>> = {
  ww: '#c0392b',
  wr: '#2471a3',
  rw: '#7d3c98',
  process: '#b9770e',
  realtime: '#616a6b',
};

/** Transactions that fit on a drawing. */
const MOST_DRAWN = 24;
const OPERATIONS_SHOWN = 6;

/** `dot` and `svg` of a finding that is a cycle. */
export function drawCycle(
  transactions: Transactions,
  { steps = [] }: Finding,
): { dot: JsonValue; svg: JsonValue } {
  const nodes = steps.map(({ from }) => from);
  const names = new Map(nodes.map((node) => [node, nameOf(transactions, node)]));
  return { dot: dotOf(steps, names), svg: nodes.length > MOST_DRAWN ? null : svgOf(steps, names) };
}

interface Name {
  readonly id: string;
  /** What the transaction did. */
  readonly text: string;
}

function nameOf({ columns, invocation, row }: Transactions, transaction: number): Name {
  const { start, kind, key, value } = columns.transactions;
  const at = row[transaction] as number;
  const from = start[at] as number;
  const to = start[at + 1] as number;
  const parts: string[] = [];
  const valueText = (id: number): string => (id < 0 ? 'null' : shownValue(columns.values.get(id)));
  for (let one = from; one < Math.min(to, from + OPERATIONS_SHOWN); one++) {
    const list = elementsRead(columns.transactions, one);
    const last = [...list.slice(-3)].map(valueText);
    const found =
      (value[one] as number) >= absent
        ? valueText(value[one] as number)
        : `[${list.length > 3 ? '... ' : ''}${last.join(' ')}]`;
    parts.push(
      `${['r', 'append', 'w'][kind[one] as number] ?? '?'} ${shownValue(columns.keys.get(key[one] as number))} ${found}`,
    );
  }
  if (to - from > OPERATIONS_SHOWN) parts.push('...');
  return { id: `T${invocation[transaction] as number}`, text: parts.join(', ') };
}

function dotOf(steps: readonly Step[], names: ReadonlyMap<number, Name>): string {
  const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const id = (node: number): string => names.get(node)?.id ?? '';
  const lines = [...names.values()].map(({ id, text }) => `  ${id} [label=${quote(`${id}: ${text}`)}];`);
  for (const { from, to, kind, text } of steps) {
    lines.push(
      `  ${id(from)} -> ${id(to)} [label=${quote(kind)}, tooltip=${quote(text)}, color=${quote(COLOURS[kind] ?? 'black')}];`,
    );
  }
  return `digraph cycle {\n  node [shape=box];\n${lines.join('\n')}\n}\n`;
}

const SIZE = 640;
const RADIUS = 210;
const NODE_GAP = 46;

function svgOf(steps: readonly Step[], names: ReadonlyMap<number, Name>): string {
  const centre = SIZE / 2;
  const place = (position: number): { x: number; y: number } => {
    const angle = (2 * Math.PI * position) / steps.length - Math.PI / 2;
    return { x: centre + RADIUS * Math.cos(angle), y: centre + RADIUS * Math.sin(angle) };
  };
  const parts = steps.map(({ from, kind, text }, position) => {
    const start = place(position);
    const end = place((position + 1) % steps.length);
    const colour = COLOURS[kind] ?? 'black';
    const length = Math.hypot(end.x - start.x, end.y - start.y);
    // Bent to the right of its way, so that two edges between the same transactions do not cover each other.
    const bend = steps.length === 2 ? 0.35 : 0.08;
    const middle = {
      x: (start.x + end.x) / 2 - (end.y - start.y) * bend,
      y: (start.y + end.y) / 2 + (end.x - start.x) * bend,
    };
    const towards = (from: { x: number; y: number }): { x: number; y: number } => {
      const reach = NODE_GAP / Math.max(1, Math.hypot(middle.x - from.x, middle.y - from.y));
      return { x: from.x + (middle.x - from.x) * reach, y: from.y + (middle.y - from.y) * reach };
    };
    const [begin, stop] = [towards(start), towards(end)];
    const name = names.get(from);
    return (
      `<path d="M${point(begin)} Q${point(middle)} ${point(stop)}" fill="none" stroke="${colour}" stroke-width="2" marker-end="url(#arrow)"><title>${escape(text)}</title></path>` +
      `<text x="${middle.x.toFixed(1)}" y="${middle.y.toFixed(1)}" fill="${colour}" text-anchor="middle">${kind}</text>` +
      `<text x="${start.x.toFixed(1)}" y="${start.y.toFixed(1)}" font-weight="bold" text-anchor="middle">${escape(name?.id ?? '')}</text>` +
      `<text x="${start.x.toFixed(1)}" y="${(start.y + 15).toFixed(1)}" font-size="10" text-anchor="middle" textLength="${Math.min(length, 6 * (name?.text.length ?? 0)).toFixed(0)}" lengthAdjust="spacingAndGlyphs">${escape(name?.text ?? '')}</text>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" font-family="sans-serif" font-size="13">` +
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker></defs>' +
    `${parts.join('')}</svg>`
  );
}

function point({ x, y }: { readonly x: number; readonly y: number }): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
