// Failures that tell nothing although failures are taken for observations: of operations that the model never refuses, such as
// the read of a register. Where there are some, failing has another reason in the history too, and the verdict says so.

import { callAt } from './call-columns.ts';
import type { Model } from './model.ts';
import type { ObjectCalls } from './objects.ts';

/** A sentence for a violation that was concluded from failures; empty where every failure can be a refusal. */
export function doubtInFailures(objects: readonly ObjectCalls[], model: Model): string {
  let told = 0;
  let untold = 0;
  for (const { calls } of objects) {
    if (calls.refused === null) return '';
    for (let at = calls.refused.indexOf(1); at !== -1; at = calls.refused.indexOf(1, at + 1)) {
      const { f, input } = callAt(calls, at);
      if ((model.refusal?.(f, input) ?? null) === null) untold += 1;
      else told += 1;
    }
  }
  if (told === 0 || untold === 0) return '';
  return (
    ` Failures are taken for observations here, but ${untold} of ${told + untold} are of operations that a ${model.name} never refuses:` +
    ' operations fail for other reasons too in this history, and such a failure may have been taken for a refusal.'
  );
}
