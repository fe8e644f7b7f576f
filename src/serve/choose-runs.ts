// Which of the saved runs a person sees: searched, filtered, sorted, and cut into pages, as the address says.

import type { RunLine } from './run-line.ts';

/** Columns by which the list can be sorted, with what is compared. */
const sortKeys = {
  time: ({ time }) => time,
  name: ({ name }) => name,
  outcome: ({ outcome }) => outcome,
  workload: ({ workload }) => workload,
  version: ({ version }) => version,
  operations: ({ operations }) => operations,
  throughput: ({ perSecond }) => perSecond,
  answered: ({ answeredPercent }) => answeredPercent,
  outage: ({ longestOutageMs }) => longestOutageMs,
} satisfies Readonly<Record<string, (line: RunLine) => string | number | null>>;

export type SortKey = keyof typeof sortKeys;

export const filterNames = ['kind', 'outcome', 'workload', 'world', 'version'] as const;
type FilterName = (typeof filterNames)[number];

export interface Choice {
  /** Words that all have to be somewhere in the line. */
  readonly search: string;
  readonly filters: Readonly<Partial<Record<FilterName, string>>>;
  readonly sort: SortKey;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
}

export interface Chosen {
  readonly lines: readonly RunLine[];
  /** How many lines there are on all pages. */
  readonly count: number;
  readonly page: number;
  readonly pages: number;
}

export const linesPerPage = 50;
const mostWords = 8;

/** The choice that an address makes; what it says that makes no sense is as if it were not said. */
export function choiceOf(query: URLSearchParams): Choice {
  const wanted = query.get('sort') ?? 'time';
  const sort = isSortKey(wanted) ? wanted : 'time';
  const page = Number(query.get('page') ?? 1);
  const given = filterNames.flatMap((name) => {
    const value = query.get(name) ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return {
    search: query.get('search') ?? '',
    filters: Object.fromEntries(given),
    sort,
    descending: (query.get('order') ?? (sort === 'time' ? 'down' : 'up')) === 'down',
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

function isSortKey(text: string): text is SortKey {
  return Object.hasOwn(sortKeys, text);
}

/** The address of a choice, to follow `/`. */
export function queryOf({ search, filters, sort, descending, page }: Choice): string {
  const query = new URLSearchParams({ ...filters, sort, order: descending ? 'down' : 'up' });
  if (search !== '') query.set('search', search);
  if (page > 1) query.set('page', String(page));
  return `?${query.toString()}`;
}

/** The lines of one page; a page beyond the last is the last. */
export function chooseRuns(lines: readonly RunLine[], choice: Choice): Chosen {
  const words = choice.search.toLowerCase().split(/\s+/).slice(0, mostWords);
  const found = lines.filter(
    (line) =>
      filterNames.every(
        (name) => choice.filters[name] === undefined || choice.filters[name] === line[name],
      ) && words.every((word) => textOf(line).includes(word)),
  );
  const keyOf: (line: RunLine) => string | number | null = sortKeys[choice.sort];
  // Stable: equal ones stay the newest first.
  const sorted = found.sort((left, right) => compare(keyOf(left), keyOf(right), choice.descending));
  const pages = Math.max(1, Math.ceil(sorted.length / linesPerPage));
  const page = Math.min(choice.page, pages);
  const from = (page - 1) * linesPerPage;
  return { lines: sorted.slice(from, from + linesPerPage), count: sorted.length, page, pages };
}

function textOf({
  name,
  time,
  kind,
  outcome,
  workload,
  nemesis,
  world,
  version,
  seed,
  reason,
}: RunLine): string {
  return [name, time, kind, outcome, workload, nemesis, world, version, `seed ${seed}`, reason]
    .join(' ')
    .toLowerCase();
}

/** What is not known comes last, whichever way. */
function compare(left: string | number | null, right: string | number | null, descending: boolean): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left < right === descending ? 1 : -1;
}

/** The values that a filter can have, in order. */
export function valuesOf(lines: readonly RunLine[], name: FilterName): readonly string[] {
  return [...new Set(lines.map((line) => line[name]))].filter((value) => value !== '').sort();
}
