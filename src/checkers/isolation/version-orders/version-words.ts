// Steps of a walk that follow from the order of two versions, in words.

import { absent } from '../../../history/interner.ts';
import { microKind } from '../../../history/transactions.ts';
import { createWords } from '../words.ts';
import { relation } from './event-edges.ts';
import type { Observed } from './observed.ts';
import type { Pair, WalkStep } from './walk.ts';

export interface VersionWords {
  /** One after another, as taken for granted. */
  assumption(pair: Pair): string;
  /** A `ww`, or an `rw` of registers; `null` for any other step. */
  step(step: WalkStep): string | null;
}

export function versionWords({ transactions, writer, key, place }: Observed): VersionWords {
  const { kind, value } = transactions.columns.transactions;
  const words = createWords(transactions);
  const name = (version: number): string => words.transaction(writer[version] as number);
  const at = (version: number): string => words.key(key[version] as number);
  const valueOf = (version: number): string =>
    writer[version] === absent ? 'nothing' : words.value(value[place[version] as number] as number);
  const appends = (version: number): boolean => kind[place[version] as number] === microKind.append;
  const wrote = (version: number): string =>
    `${appends(version) ? 'appended' : 'wrote'} ${valueOf(version)} to ${at(version)}`;
  const hadWritten = (version: number): string =>
    `had ${appends(version) ? 'appended' : 'written'} ${valueOf(version)}`;
  return {
    assumption: ([low, high]) =>
      `${name(low)} ${appends(low) ? 'appended to' : 'wrote'} ${at(low)} before ${name(high)}`,
    step({ relation: said, from, low, high }) {
      if (said === relation.ww) return `${name(high)} ${wrote(high)} after ${name(low)} ${hadWritten(low)}`;
      if (said !== relation.rw || appends(high)) return null;
      return `${name(high)} ${wrote(high)} over what ${words.transaction(from)} had read, ${valueOf(low)}`;
    },
  };
}
