// A strict reader of the XML that reports consist of: elements, attributes, text and the five entities with numeric ones. Throws
// on anything a parser must refuse, so that a test that reads a document knows that it is well-formed.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 && !'\t\n\r'.includes(character);
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (isControl || isSurrogate || code === 0xfffe || code === 0xffff)
      throw new Error(`character ${code.toString(16)}`);
  }
  if (text.includes('<')) throw new Error('< in text');
  return text.replaceAll(/&([^;&\s]*);?/g, (whole, name: string) => {
    const character = /^#\d+$/.test(name) ? String.fromCodePoint(Number(name.slice(1))) : named[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`entity ${whole}`);
    return character;
  });
}

/** @throws {Error} where the document is not well-formed */
export function parseXml(document: string): XmlElement {
  let at = document.indexOf('?>') + 2;
  if (!document.startsWith('<?xml version="1.0" encoding="UTF-8"?>')) throw new Error('no declaration');
  const root = element();
  if (document.slice(at).trim() !== '') throw new Error('text after the root');
  return root;

  function take(pattern: RegExp): RegExpExecArray {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = at;
    const match = sticky.exec(document);
    if (match === null) throw new Error(`${pattern.source} expected at ${document.slice(at, at + 40)}`);
    at = sticky.lastIndex;
    return match;
  }

  function element(): XmlElement {
    const name = take(/\s*<([a-z-]+)/)[1] ?? '';
    const attributes: Record<string, string> = {};
    while (document[at] === ' ') {
      const [, key = '', value = ''] = take(/ ([a-z]+)="([^"]*)"/);
      if (key in attributes) throw new Error(`${key} twice`);
      if (/[\t\n\r]/.test(value)) throw new Error(`${key} has a line end, which readers turn into a space`);
      attributes[key] = decoded(value);
    }
    if (take(/\/?>/)[0] === '/>') return { name, attributes, children: [], text: '' };
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      text += decoded(take(/[^<]*/)[0]);
      if (document.startsWith('</', at)) break;
      children.push(element());
    }
    take(new RegExp(`</${name}>`));
    return { name, attributes, children, text };
  }
}
