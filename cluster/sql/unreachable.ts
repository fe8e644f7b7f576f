// The end of a switch over a union: the compiler accepts it only while every member has its case.

/** Never called unless a value came from outside the types. */
export function unreachable(_value: never): never {
  throw new Error('A value that no case covers was met');
}
