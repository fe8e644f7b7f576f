// Function names as small integers, looked up once per name.

import type { CallColumns } from '../call-columns.ts';
import { unknownFunction } from '../model.ts';

/**
 * Which of `known` each call's function is, by its position there.
 * @throws {ModelError} at a function that is not known
 */
export function functionReader(
  { names, f }: CallColumns,
  model: string,
  known: readonly string[],
): (call: number) => number {
  const positions: number[] = [];
  return (call) => {
    const name = f[call] as number;
    let position = positions[name];
    if (position === undefined) {
      position = known.indexOf(names.get(name));
      if (position === -1) throw unknownFunction(model, names.get(name), known);
      positions[name] = position;
    }
    return position;
  };
}
