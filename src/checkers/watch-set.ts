// Watches reads of one set whose elements are added once each and never taken out. A read is wrong that lacks an element
// acknowledged before it began, or holds one twice.

import { canonicalText } from '../history/canonical-text.ts';
import type { JsonValue, Operation, Process } from '../history/operation.ts';
import type { Watcher } from './watcher.ts';

/** Watches `add` and `read`; operations with keys are about sets of their own, and are left alone. */
export function watchSet(): Watcher {
  /** In the order in which they were acknowledged. */
  const acknowledged: string[] = [];
  /** By process, how many there were when its read began. */
  const reads = new Map<Process, number>();
  return {
    add({ process, type, f, key, value, node }: Operation) {
      if (process === 'nemesis' || key !== undefined) return null;
      if (f === 'add' && type === 'ok') acknowledged.push(canonicalText(value));
      if (f !== 'read') return null;
      if (type === 'invoke') reads.set(process, acknowledged.length);
      if (type !== 'ok' || !Array.isArray(value)) return null;
      const wrong = wrongElement(value, acknowledged, reads.get(process) ?? 0);
      return wrong === null ? null : `A read${node === undefined ? '' : ` at ${node}`} ${wrong}.`;
    },
  };
}

function wrongElement(
  elements: readonly JsonValue[],
  acknowledged: readonly string[],
  length: number,
): string | null {
  const seen = new Set<string>();
  for (const element of elements) {
    const text = canonicalText(element);
    if (seen.has(text)) return `saw the element ${text} twice`;
    seen.add(text);
  }
  for (let position = 0; position < length; position++) {
    const text = acknowledged[position] as string;
    if (!seen.has(text)) return `lacks the element ${text}, acknowledged before it began`;
  }
  return null;
}
