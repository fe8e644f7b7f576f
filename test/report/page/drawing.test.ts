// Drawings from results.json: ours come through, and nothing else does.

import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../src/history/operation.ts';
import { rebuildDrawing } from '../../../src/report/page/drawing.ts';
import { runOf, staleRead, writeSkew } from './saved-runs.ts';

async function svgOf(run: ReturnType<typeof runOf>): Promise<string> {
  const text = JSON.stringify((await run).results?.verdicts.find(({ valid }) => valid === false)?.details);
  const found: string[] = [];
  JSON.parse(text, (name: string, value: JsonValue) => {
    if (name === 'svg' && typeof value === 'string') found.push(value);
    return value;
  });
  return found[0] ?? '';
}

const textIn = (svg: string): string =>
  svg
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('a drawing of a checker', () => {
  test('of a register comes through with all its texts', async () => {
    const svg = await svgOf(runOf(staleRead, ['linearizable']));
    const drawn = rebuildDrawing(svg, 'a-')?.markup ?? '';
    expect(drawn).toContain('<svg');
    expect(textIn(drawn)).toBe(textIn(svg));
    expect(drawn.match(/<rect/g)).toHaveLength(svg.match(/<rect/g)?.length ?? -1);
  });

  test('of a cycle of transactions comes through, its arrow head under a name of its own', async () => {
    const svg = await svgOf(runOf(writeSkew, ['list-append']));
    const drawn = rebuildDrawing(svg, 'b-')?.markup ?? '';
    expect(drawn).toContain('id="b-arrow"');
    expect(drawn).toContain('marker-end="url(#b-arrow)"');
    expect(textIn(drawn)).toBe(textIn(svg));
  });

  test('with a hostile key keeps it as text', async () => {
    const key = '<img src=x onerror=alert(1)>"&';
    const steps = staleRead.map((step) => ({ ...step, key }));
    const drawn = rebuildDrawing(await svgOf(runOf(steps, ['linearizable'])), 'a-')?.markup ?? '';
    expect(drawn).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(drawn).not.toContain('<img');
  });
});

test.each([
  ['a script', '<svg><script>alert(1)</script></svg>'],
  ['foreign markup', '<svg><foreignObject><b>x</b></foreignObject></svg>'],
  ['a handler', '<svg onload="alert(1)"></svg>'],
  ['a link', '<svg><a href="javascript:alert(1)"><text>x</text></a></svg>'],
  ['an image from elsewhere', '<svg><rect fill="url(https://example.org/x)"/></svg>'],
  ['an image from beside', '<svg><rect fill="url(x.svg#y)"/></svg>'],
  ['a style', '<svg><rect style="background:red"/></svg>'],
  ['a text before it', 'x<svg></svg>'],
  ['a text after it', '<svg></svg>x'],
  ['two of them', '<svg></svg><svg></svg>'],
  ['an end too many', '<svg></svg></svg>'],
  ['an end too few', '<svg><g></svg>'],
  ['an attribute without quotes', '<svg width=3></svg>'],
  ['a comment', '<svg><!-- --></svg>'],
  ['no drawing', 'hello'],
  ['nothing', ''],
])('%s is refused', (_what, svg) => {
  expect(rebuildDrawing(svg, 'a-')).toBeNull();
});
