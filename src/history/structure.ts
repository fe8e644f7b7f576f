// What every history must obey, whatever it is about: indexes count up, a process does one thing at a time, a
// completion answers the invocation before it, a process whose outcome is not known does nothing more.

import { HistoryError } from './history-error.ts';
import type { JsonValue, Operation, Process } from './operation.ts';

/** Checks operations one by one in the order of the file. */
export interface StructureCheck {
  /** @throws {HistoryError} naming `place`, such as `history.jsonl line 7` */
  add(operation: Operation, place: string): void;
}

export function createStructureCheck(): StructureCheck {
  const open = new Map<Process, Operation>();
  const retired = new Set<Process>();
  let expectedIndex = 0;

  function begin(operation: Operation, place: string): void {
    const { process } = operation;
    const earlier = open.get(process);
    if (earlier !== undefined) {
      throw new HistoryError(
        `${place}: process ${process} begins ${operation.f} while its ${earlier.f} (index ${earlier.index}) is still open.`,
      );
    }
    if (retired.has(process)) {
      throw new HistoryError(
        `${place}: process ${process} goes on after an operation of unknown outcome; it must be given a new number.`,
      );
    }
    open.set(process, operation);
  }

  function complete(operation: Operation, place: string): void {
    const { process } = operation;
    const invocation = open.get(process);
    if (invocation === undefined) {
      throw new HistoryError(`${place}: process ${process} completes ${operation.f}, which it never began.`);
    }
    if (invocation.f !== operation.f || !sameKey(invocation.key, operation.key)) {
      throw new HistoryError(
        `${place}: process ${process} completes ${describe(operation)}, but what it began (index ${invocation.index}) is ${describe(invocation)}.`,
      );
    }
    open.delete(process);
    if (operation.type === 'info') retired.add(process);
  }

  return {
    add(operation, place) {
      if (operation.index !== expectedIndex) {
        throw new HistoryError(`${place}: the index is ${operation.index}, but ${expectedIndex} comes next.`);
      }
      expectedIndex += 1;
      if (operation.process === 'nemesis') return;
      if (operation.type === 'invoke') begin(operation, place);
      else complete(operation, place);
    },
  };
}

function sameKey(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function describe({ f, key }: Operation): string {
  return key === undefined ? f : `${f} of key ${JSON.stringify(key)}`;
}
