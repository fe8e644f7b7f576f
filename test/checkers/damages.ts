// What can happen to the lines of a history: cut off, doubled, missing, out of order, mixed with those of another. Each says what
// must become of the history: refused, a prefix of what it was, less known than before, or whatever the lines then say.

import type { Operation } from '../../src/history/operation.ts';
import type { Draw } from './isolation/simulated-databases.ts';

/** How the lines of a history are written. */
export type Form = 'jsonl' | 'edn' | 'edn without places';

/** `less`: what is left is what somebody saw who saw less of the same; it contradicts itself only if the whole does. */
export type Consequence = 'refused' | 'less' | 'anything';

export interface Damaged {
  /** Without what ends the last of them. */
  readonly text: string;
  readonly consequence: Consequence;
}

export interface Damage {
  readonly name: string;
  /** Null where it cannot happen to this history. */
  inflict(
    operations: readonly Operation[],
    other: readonly Operation[],
    write: (operations: readonly Operation[]) => readonly string[],
    form: Form,
    draw: Draw,
  ): Damaged | null;
}

const damaged = (lines: readonly string[], consequence: Consequence): Damaged => ({
  text: lines.map((line) => `${line}\n`).join(''),
  consequence,
});

/** Positions of a completion and of its invocation; null where nothing is completed. */
function completedAt(operations: readonly Operation[], draw: Draw): readonly [number, number] | null {
  const ends = operations.flatMap(({ type }, at) => (type === 'invoke' ? [] : [at]));
  const end = ends[draw(Math.max(1, ends.length))];
  if (end === undefined) return null;
  const { process } = operations[end] as Operation;
  const begun = operations.findLastIndex((one, at) => at < end && one.process === process);
  return [begun, end];
}

/** Whether the process goes on after a position. */
function goesOn(operations: readonly Operation[], at: number): boolean {
  const process = operations[at]?.process;
  return operations.some((one, later) => later > at && one.process === process);
}

export const damages: readonly Damage[] = [
  {
    name: 'cut off after a line',
    inflict: (operations, _other, write, _form, draw) =>
      damaged(write(operations).slice(0, 1 + draw(operations.length)), 'less'),
  },
  {
    name: 'cut off within a line',
    inflict(operations, _other, write, form, draw) {
      const lines = write(operations);
      const at = draw(lines.length);
      const whole = lines.slice(0, at).map((line) => `${line}\n`);
      const part = (lines[at] as string).slice(0, 1 + draw((lines[at] as string).length - 1));
      return {
        text: whole.join('') + part,
        consequence: form === 'jsonl' && at > 0 ? 'less' : 'refused',
      };
    },
  },
  {
    name: 'with a line twice',
    inflict(operations, _other, write, form, draw) {
      const lines = write(operations);
      const at = draw(lines.length);
      const to = at + draw(lines.length - at);
      return damaged(
        lines.toSpliced(to + 1, 0, lines[at] as string),
        to === at || form !== 'edn without places' ? 'refused' : 'anything',
      );
    },
  },
  {
    name: 'with the two lines of an operation swapped',
    inflict(operations, _other, write, _form, draw) {
      const [begun, end] = completedAt(operations, draw) ?? [0, 0];
      if (begun === end) return null;
      const lines = write(operations);
      return damaged(lines.with(begun, lines[end] as string).with(end, lines[begun] as string), 'refused');
    },
  },
  {
    name: 'with two lines swapped that stood together',
    inflict(operations, _other, write, form, draw) {
      const lines = write(operations);
      const at = draw(Math.max(1, lines.length - 1));
      if (lines.length < 2) return null;
      const swapped = lines.with(at, lines[at + 1] as string).with(at + 1, lines[at] as string);
      return damaged(swapped, form === 'edn without places' ? 'anything' : 'refused');
    },
  },
  {
    name: 'without a completion',
    inflict(operations, _other, write, form, draw) {
      const [, end] = completedAt(operations, draw) ?? [];
      if (end === undefined) return null;
      const isLast = end === operations.length - 1;
      const refused = goesOn(operations, end) || (form === 'jsonl' && !isLast);
      return damaged(write(operations).toSpliced(end, 1), refused ? 'refused' : 'less');
    },
  },
  {
    name: 'without an invocation',
    inflict(operations, _other, write, _form, draw) {
      const [begun] = completedAt(operations, draw) ?? [];
      return begun === undefined ? null : damaged(write(operations).toSpliced(begun, 1), 'refused');
    },
  },
  {
    name: 'with an outcome that nobody was told',
    inflict(operations, _other, write, _form, draw) {
      const [begun, end] = completedAt(operations, draw) ?? [];
      if (begun === undefined || end === undefined) return null;
      const { process } = operations[end] as Operation;
      const { value } = operations[begun] as Operation;
      // A failure that becomes unknown may have happened.
      if (operations[end]?.type === 'fail') return null;
      const later = (process as number) + 1000;
      const told = operations.map((one, at): Operation => {
        if (at === end) return { ...one, type: 'info', value };
        return at > end && one.process === process ? { ...one, process: later } : one;
      });
      return damaged(write(told), 'less');
    },
  },
  {
    name: 'mixed with another',
    inflict(operations, other, write, form, draw) {
      const [one, two] = [[...write(operations)], [...write(other)]];
      const lines: string[] = [];
      while (one.length + two.length > 0) {
        const from = one.length > 0 && (two.length === 0 || draw(2) === 0) ? one : two;
        lines.push(from.shift() as string);
      }
      return damaged(lines, form === 'edn without places' ? 'anything' : 'refused');
    },
  },
  {
    name: 'that goes on with the rest of another, from within a line',
    inflict(operations, other, write, _form, draw) {
      const [one, two] = [write(operations), write(other)];
      const [from, to] = [draw(one.length), draw(two.length)];
      const [head, tail] = [one[from] as string, two[to] as string];
      const cut = head.slice(0, draw(head.length)) + tail.slice(draw(tail.length));
      return damaged([...one.slice(0, from), cut, ...two.slice(to + 1)], 'anything');
    },
  },
];
