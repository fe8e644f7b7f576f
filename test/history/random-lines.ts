// Random histories as lines of text, written in every way that JSON allows, beside what they hold.

import * as fc from 'fast-check';
import type { JsonValue, Operation } from '../../src/history/operation.ts';

/** JSON text and what it stands for: integers beyond 2^53 are strings. */
interface Written {
  readonly text: string;
  readonly value: JsonValue;
}

const blank = fc.constantFrom('', '', '', ' ', '  ', '\t', '\r');

/** A string with none, some or all of its characters escaped. */
const writtenString: fc.Arbitrary<Written> = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('plain', 'plain', 'escaped'))
  .map(([value, how]) => ({
    value,
    text:
      how === 'plain'
        ? JSON.stringify(value)
        : `"${value.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`,
  }));

const writtenInteger: fc.Arbitrary<Written> = fc.oneof(
  fc.integer({ min: -3, max: 20 }).map((value) => ({ value, text: String(value) })),
  fc.integer().map((value) => ({ value, text: String(value) })),
  fc.maxSafeInteger().map((value) => ({ value, text: String(value) })),
  fc.integer({ min: 0, max: 20 }).map((value) => ({ value, text: `${value}.0` })),
  fc.integer({ min: 0, max: 20 }).map((value) => ({ value, text: `${value}e0` })),
  fc.constant({ value: 0, text: '-0' }),
  fc
    .bigInt({ min: 2n ** 53n, max: 2n ** 70n })
    .map((value) => ({ value: String(value), text: String(value) })),
  fc
    .bigInt({ min: -(2n ** 70n), max: -(2n ** 53n) })
    .map((value) => ({ value: String(value), text: String(value) })),
);

const writtenScalar: fc.Arbitrary<Written> = fc.oneof(
  { weight: 4, arbitrary: writtenInteger },
  { weight: 3, arbitrary: writtenString },
  fc.constantFrom(null, true, false).map((value) => ({ value, text: String(value) })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, noInteger: true })
    .map((value) => ({ value, text: JSON.stringify(value) })),
);

const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 5, arbitrary: writtenScalar },
    fc.tuple(fc.array(tie('written'), { maxLength: 4 }), blank).map(([items, gap]) => list(items, gap)),
    fc
      .tuple(
        fc.uniqueArray(fc.tuple(writtenString, tie('written')), {
          maxLength: 3,
          selector: ([name]) => name.value,
        }),
        blank,
      )
      .map(([entries, gap]) => ({
        text: `{${gap}${entries.map(([name, item]) => `${name.text}${gap}:${item.text}`).join(`,${gap}`)}}`,
        value: Object.fromEntries(entries.map(([name, item]) => [name.value as string, item.value])),
      })),
  ),
}));

function list(items: readonly Written[], gap: string): Written {
  return {
    text: `[${gap}${items.map(({ text }) => text).join(`${gap},${gap}`)}${gap}]`,
    value: items.map(({ value }) => value),
  };
}

const name = (text: string): Written => ({ text: JSON.stringify(text), value: text });

/** A transaction as asked for, and as it came back. */
const transaction: fc.Arbitrary<{ readonly asked: Written; readonly answered: Written }> = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc
          .tuple(fc.constantFrom('append', 'w', 'write'), writtenScalar, written)
          .map(([kind, key, value]) => {
            const part = list([name(kind), key, value], '');
            return { asked: part, answered: part };
          }),
        fc
          .tuple(
            fc.constantFrom('r', 'read'),
            writtenScalar,
            fc.oneof(
              fc.array(writtenScalar).map((items) => list(items, '')),
              written,
            ),
            blank,
          )
          .map(([kind, key, found, gap]) => ({
            asked: list([name(kind), key, { text: 'null', value: null }], gap),
            answered: list([name(kind), key, found], gap),
          })),
      ),
      { maxLength: 4 },
    ),
    blank,
  )
  .map(([parts, gap]) => ({
    asked: list(
      parts.map(({ asked }) => asked),
      gap,
    ),
    answered: list(
      parts.map(({ answered }) => answered),
      gap,
    ),
  }));

const request = fc.oneof(
  fc.record({ f: fc.constantFrom('read', 'write', 'ünïcode'), asked: written, answered: written }),
  transaction.map((both) => ({ f: 'txn', ...both })),
);

interface Line {
  readonly operation: Operation;
  readonly text: string;
}

/** What one step of a history is made of. */
const step = fc.record({
  process: fc.nat(3),
  fault: fc.nat(12),
  request,
  key: fc.option(written, { nil: undefined }),
  node: fc.option(fc.constantFrom(name('n1'), name('n2\t')), { nil: undefined }),
  error: fc.option(writtenString, { nil: undefined }),
  type: fc.constantFrom('ok', 'ok', 'fail', 'info'),
  pause: fc.oneof(fc.nat(5), fc.nat(), fc.constant(1.5)),
  gap: blank,
  order: fc.infiniteStream(fc.nat(100)),
  extra: fc.option(written, { nil: undefined, freq: 10 }),
});

/** A history that makes sense, in lines. */
export const randomHistory: fc.Arbitrary<readonly Line[]> = fc.array(step, { maxLength: 25 }).map((steps) => {
  const lines: Line[] = [];
  const open = new Map<number, (typeof steps)[number]>();
  const numbers = [0, 1, 2, 3];
  let time = 0;
  for (const now of steps) {
    time += now.pause;
    const begun = open.get(now.process);
    const what = begun ?? now;
    const fields: [string, Written][] = [
      ['index', name('')],
      ['time', { text: String(time), value: time }],
    ];
    fields[0] = ['index', { text: String(lines.length), value: lines.length }];
    if (now.fault === 0) {
      fields.push(
        ['process', name('nemesis')],
        ['type', name('info')],
        ['f', name('kill')],
        ['value', now.request.asked],
      );
    } else {
      const number = numbers[now.process] as number;
      const type = begun === undefined ? 'invoke' : now.type;
      fields.push(
        ['process', { text: String(number), value: number }],
        ['type', name(type)],
        ['f', name(what.request.f)],
      );
      fields.push(['value', begun === undefined ? what.request.asked : what.request.answered]);
      if (what.key !== undefined) fields.push(['key', what.key]);
      if (begun === undefined) open.set(now.process, now);
      else open.delete(now.process);
      if (type === 'info') numbers[now.process] = number + 4;
    }
    if (now.error !== undefined) fields.push(['error', now.error]);
    if (now.node !== undefined) fields.push(['node', now.node]);
    const operation = Object.fromEntries(fields.map(([field, { value }]) => [field, value]));
    if (now.extra !== undefined) fields.push(['more', now.extra]);
    const random = now.order[Symbol.iterator]();
    const shuffled =
      now.gap === ''
        ? fields
        : fields
            .map((field) => ({ field, at: random.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ field }) => field);
    const { gap } = now;
    const text = `${gap}{${gap}${shuffled.map(([field, { text }]) => `"${field}"${gap}:${gap}${text}`).join(`${gap},${gap}`)}${gap}}${gap}`;
    lines.push({ operation: operation as unknown as Operation, text });
  }
  return lines;
});
