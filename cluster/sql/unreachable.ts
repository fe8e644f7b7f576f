// The end of a switch over a union: the compiler accepts it only while every member has its case.

/** Never called with anything unless a value came from outside the types. */
export function unreachable(value: never): never {
  throw new Error(`No case for a value of kind ${String((value as { kind?: unknown }).kind ?? value)}`);
}
