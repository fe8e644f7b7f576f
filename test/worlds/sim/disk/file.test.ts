// A file's page cache and medium: what a sync keeps, and what a power loss may leave.

import { describe, expect, test } from 'vitest';
import { createFile, type SimulatedFile } from '../../../../src/worlds/sim/disk/file.ts';
import { createRandom } from '../../../../src/worlds/sim/random.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (file: SimulatedFile): string => new TextDecoder().decode(file.read());
const rules = { reorder: true, noticeableBytes: null };

/** What is left of one file after power losses under many seeds. */
function afterPowerLoss(make: () => SimulatedFile, reorder = true): Set<string> {
  const left = new Set<string>();
  for (let seed = 0; seed < 400; seed += 1) {
    const file = make();
    file.losePower(createRandom({ value: seed }), { reorder, noticeableBytes: null });
    left.add(textOf(file));
  }
  return left;
}

function synced(text: string): SimulatedFile {
  const file = createFile();
  file.append(bytesOf(text));
  file.sync();
  return file;
}

describe('a file', () => {
  test('keeps what was synced through every power loss', () => {
    expect(afterPowerLoss(() => synced('safe'))).toEqual(new Set(['safe']));
  });

  test('drops, keeps or tears what was not synced, and never touches what was', () => {
    const left = afterPowerLoss(() => {
      const file = synced('safe');
      file.append(bytesOf('new'));
      return file;
    });
    expect(left).toContain('safe');
    expect(left).toContain('safenew');
    expect(left).toContain('safen');
    expect(left).toContain('safe\0\0\0');
    expect([...left].every((text) => text.startsWith('safe'))).toBe(true);
  });

  test('may keep a later unsynced block and lose an earlier one, where writes reach the medium in any order', () => {
    const make = (): SimulatedFile => {
      const file = createFile();
      file.append(bytesOf('a'.repeat(512)));
      file.append(bytesOf('b'.repeat(512)));
      return file;
    };
    const onlyLater = '\0'.repeat(512) + 'b'.repeat(512);
    expect(afterPowerLoss(make)).toContain(onlyLater);
    expect(afterPowerLoss(make, false)).not.toContain(onlyLater);
  });

  test('may undo a truncation that was not synced, also under what was appended since', () => {
    const left = afterPowerLoss(() => {
      const file = synced('abcdef');
      file.truncate(2);
      file.append(bytesOf('X'));
      return file;
    });
    expect(left).toContain('abcdef');
    expect(left).toContain('abX');
    expect(left).toContain('ab');
    expect([...left].every((text) => text.startsWith('ab'))).toBe(true);
  });

  test('never gets pages whose sync failed, although a later sync answers well', () => {
    const file = synced('safe');
    file.append(bytesOf('gone'));
    file.loseDirtyPages();
    file.append(bytesOf('new'));
    file.sync();
    expect(textOf(file)).toBe('safegonenew');
    file.losePower(createRandom({ value: 1 }), rules);
    expect(textOf(file)).toBe('safe\0\0\0\0new');
  });

  test('shows a lost write until the power goes, and spares one at the very end where asked to', () => {
    const make = (): SimulatedFile => {
      const file = synced('safe');
      file.appendLost(bytesOf('lost'));
      file.sync();
      return file;
    };
    const file = make();
    expect(textOf(file)).toBe('safelost');
    file.losePower(createRandom({ value: 1 }), rules);
    expect(textOf(file)).toBe('safe\0\0\0\0');
    const spared = make();
    spared.losePower(createRandom({ value: 1 }), { reorder: true, noticeableBytes: () => 100 });
    expect(textOf(spared)).toBe('safelost');
  });

  test('spares a lost write in the middle where what follows could not tell', () => {
    const afterLoss = (bound: number): string => {
      const file = synced('safe');
      file.appendLost(bytesOf('lost'));
      file.append(bytesOf('later'));
      file.sync();
      file.losePower(createRandom({ value: 1 }), { reorder: true, noticeableBytes: () => bound });
      return textOf(file);
    };
    expect(afterLoss(4)).toBe('safelostlater');
    expect(afterLoss(8)).toBe('safe\0\0\0\0later');
  });

  test('puts a misdirected write over an earlier place and zeros where it belonged', () => {
    const file = synced('abcdef');
    file.appendMisdirected(bytesOf('XY'), 1);
    file.sync();
    expect(textOf(file)).toBe('aXYdefXY');
    expect(file.isDamaged()).toBe(true);
    file.losePower(createRandom({ value: 1 }), rules);
    expect(textOf(file)).toBe('aXYdef\0\0');
  });
});
