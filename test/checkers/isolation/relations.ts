// Relations between a few transactions, as sets of bits.

/** Entry `a` holds bit `b` where `a` is related to `b`. */
export type Relation = number[];

export const none = (size: number): Relation => Array.from({ length: size }, () => 0);
export const has = (relation: Relation, a: number, b: number): boolean =>
  (((relation[a] as number) >> b) & 1) === 1;
export const join = (...relations: readonly Relation[]): Relation =>
  (relations[0] as Relation).map((_, at) => relations.reduce((bits, one) => bits | (one[at] as number), 0));

export function closed(relation: Relation): Relation {
  const result = [...relation];
  for (let via = 0; via < result.length; via++) {
    for (let a = 0; a < result.length; a++)
      if (has(result, a, via)) result[a] = (result[a] as number) | (result[via] as number);
  }
  return result;
}

export const acyclic = (relation: Relation): boolean =>
  closed(relation).every((bits, at) => ((bits >> at) & 1) === 0);

export function relate(size: number, related: (a: number, b: number) => boolean): Relation {
  return none(size).map((_, a) =>
    Array.from({ length: size }, (_unused, b) => (a !== b && related(a, b) ? 1 << b : 0)).reduce(
      (x, y) => x | y,
      0,
    ),
  );
}
