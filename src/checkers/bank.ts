// Bank accounts: clients move money between accounts and read all balances at once. Money is neither made nor lost: every
// read adds up to the same total. After Jepsen's bank checker.

import { canonicalText } from '../history/canonical-text.ts';
import { typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { createDeadline } from './deadline.ts';
import { valueIn } from './rows.ts';
import { listed, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'bank';
const mostWitnessedReads = 5;
/** Balances with fractions add up to the total but for rounding. */
const relativeTolerance = 1e-9;
/** What is kept of a read, and of each balance in it, as V8 lays them out. */
const bytesPerRead = 96;
const bytesPerBalance = 64;

export interface BankOptions {
  /** What all balances add up to; where absent, what most reads add up to. */
  readonly total?: number;
  /** The accounts there are; where absent, any. */
  readonly accounts?: readonly JsonValue[];
  /** True where an account may be overdrawn. */
  readonly overdraft?: boolean;
}

interface Read {
  readonly row: number;
  readonly total: number;
  /** What is wrong with the read alone; empty for nothing. */
  readonly problem: string;
}

/**
 * A checker of `read`, whose value is a map of balances by account or a list of `[account, balance]`. What moves money
 * keeps the total, so transfers themselves are not looked at; a `deposit` or `withdraw` that may have happened changes
 * it and makes the verdict unknown.
 */
export function bank(options: BankOptions = {}): Checker {
  return { name: NAME, check: (history, budget) => checkBank(history, budget, options) };
}

function checkBank(history: History, budget: Budget, options: BankOptions): Verdict {
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const reads = readsOf(history, budget, options);
  if (typeof reads === 'string') return unknown(reads);
  if (reads.length === 0) return unknown('There is nothing to judge: the balances were never read.');
  const total = options.total ?? usualTotal(reads);
  const allowed = Math.abs(total) * relativeTolerance;
  const wrong = reads.flatMap(({ row, total: found, problem }) => {
    // Balances that are missing say nothing of the total of those that are there.
    const deviates = problem === '' && Math.abs(found - total) > allowed;
    const said = deviates ? `adds up to ${found} instead of ${total}` : problem;
    return said === '' ? [] : [{ row, said }];
  });
  const details = {
    reads: reads.length,
    total,
    wrongCount: wrong.length,
    wrong: listed(wrong.map(({ row, said }): JsonValue => ({ index: history.indexAt(row), said }))),
  };
  if (wrong.length === 0) return valid(details);
  const shown = wrong.slice(0, mostWitnessedReads);
  const { pair } = history.columns();
  return violation(
    sentences([
      `${wrong.length} of ${reads.length} reads are wrong`,
      ...shown.map(({ row, said }) => `operation ${history.indexAt(row)} ${said}`),
    ]),
    // The last read that was right before the first wrong one shows how it had been.
    [...shown.flatMap(({ row }) => [pair[row] as number, row]), ...lastRightRead(reads, wrong)],
    details,
  );
}

function lastRightRead(
  reads: readonly Read[],
  wrong: readonly { readonly row: number }[],
): readonly number[] {
  const first = wrong[0]?.row ?? 0;
  return reads
    .filter(({ row }) => row < first)
    .slice(-1)
    .map(({ row }) => row);
}

/** Reads up to the end, or why they cannot be judged: what cannot be read to the end has no usual total. */
function readsOf(
  history: History,
  budget: Budget,
  { accounts, overdraft = false }: BankOptions,
): readonly Read[] | string {
  const deadline = createDeadline(budget);
  const columns = history.columns();
  const { names, f, type, value, values } = columns;
  const read = names.find('read');
  const changing = [names.find('deposit'), names.find('withdraw')];
  const known = accounts === undefined ? null : new Set(accounts.map(accountName));
  const reads: Read[] = [];
  /** Balances that are in memory: the table of values keeps what it has made, once for all equal ones. */
  const isKept = new Uint8Array(values.length);
  let keptBytes = isKept.byteLength;
  for (let row = 0; row < columns.length; row++) {
    if (deadline.isOver()) return deadline.reason(row, columns.length);
    if (changing.includes(f[row] as number) && type[row] !== typeCode.invoke && type[row] !== typeCode.fail)
      return `operation ${history.indexAt(row)}: deposits and withdrawals change the total, which then says nothing.`;
    if (f[row] !== read || type[row] !== typeCode.ok) continue;
    const balances = balancesOf(valueIn(columns, row));
    if (balances === null) {
      const read = shownValue(valueIn(columns, row));
      return `operation ${history.indexAt(row)}: a read returns balances by account, not ${read}.`;
    }
    keptBytes += bytesPerRead;
    if (isKept[value[row] as number] === 0) keptBytes += balances.size * bytesPerBalance;
    isKept[value[row] as number] = 1;
    if (keptBytes > budget.memoryBytes)
      return `The memory budget of ${Math.round(budget.memoryBytes / 2 ** 20)} MiB ran out after ${row} of ${columns.length} events, ${reads.length} of them reads; a part of the history needs less.`;
    reads.push({ row, ...judgeRead(balances, known, overdraft) });
  }
  return reads;
}

function judgeRead(
  balances: ReadonlyMap<string, number | null>,
  known: ReadonlySet<string> | null,
  overdraft: boolean,
): Omit<Read, 'row'> {
  let total = 0;
  let problem = '';
  for (const [account, balance] of balances) {
    total += balance ?? 0;
    if (known !== null && !known.has(account)) problem ||= `holds the unknown account ${account}`;
    if (balance === null) problem ||= `holds no balance for account ${account}`;
    else if (balance < 0 && !overdraft)
      problem ||= `holds the negative balance ${balance} of account ${account}`;
  }
  for (const account of known ?? []) if (!balances.has(account)) problem ||= `lacks account ${account}`;
  return { total, problem };
}

/** Balances by account, or null where that is not what the value holds. */
function balancesOf(value: JsonValue): ReadonlyMap<string, number | null> | null {
  if (value === null || typeof value !== 'object') return null;
  const balances = new Map<string, number | null>();
  const entries: readonly JsonValue[] = Array.isArray(value) ? value : Object.entries(value);
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length !== 2) return null;
    const [account, balance] = entry as unknown as readonly [JsonValue, JsonValue];
    if (balance !== null && typeof balance !== 'number') return null;
    const name = accountName(account);
    if (balances.has(name)) return null;
    balances.set(name, balance);
  }
  return balances;
}

/** In a map the account 1 is the text "1". */
function accountName(account: JsonValue): string {
  return typeof account === 'string' ? account : canonicalText(account);
}

/** The total that was read most often; of several the one that came first. */
function usualTotal(reads: readonly Read[]): number {
  const whole = reads.filter(({ problem }) => problem === '');
  const numbers = (whole.length === 0 ? reads : whole).map(({ total }) => total);
  const times = new Map<number, number>();
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1);
  let best = numbers[0] as number;
  for (const [number, count] of times) if (count > (times.get(best) as number)) best = number;
  return best;
}
