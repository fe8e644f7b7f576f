// Texts in HTML: whatever is in them, they stay texts.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeText, html, markupOf } from '../../../src/report/page/markup.ts';

describe('a text in HTML', () => {
  test('cannot open a tag, end an attribute or name an entity', () => {
    expect(escapeText(`<b a="1" b='2' c=\`3\`>&amp;`)).toBe(
      '&lt;b a=&quot;1&quot; b=&#39;2&#39; c=&#96;3&#96;&gt;&amp;amp;',
    );
  });

  test('keeps every other character as it is', () => {
    expect(escapeText('key 1: "ü → 漢字 🎲"\n')).toBe('key 1: &quot;ü → 漢字 🎲&quot;\n');
  });

  test('shows what cannot be seen, or would turn the text around, as a mark', () => {
    expect(escapeText('a\u0000b\u001b[31m\u202eevil\ud800')).toBe('a�b�[31m�evil�');
  });

  test('has none of the characters that mean something, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[<>"'`]/);
        expect(escapeText(text).replaceAll(/&(amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&');
      }),
    );
  });
});

test('a template escapes what is put into it, and not what was made by a template', () => {
  const items = ['<i>', '&'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul title="${'"x"'}">${items}${markupOf(items)}${3}${null}</ul>`.markup).toBe(
    '<ul title="&quot;x&quot;"><li>&lt;i&gt;</li><li>&amp;</li><li>&lt;i&gt;</li><li>&amp;</li>3</ul>',
  );
});
