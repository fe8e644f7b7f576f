// Clients that append unique values to lists and read them back through any node, and the judge of what they saw:
// acknowledged values stay, refused ones never appear, nothing twice, and no read is older than what was known before it.

import { AnvilErrorCode, type StatementOutcome } from '../../../cluster/statement.ts';
import type { SimulatedGroup } from './simulated-group.ts';

interface Append {
  readonly key: string;
  readonly value: string;
  outcome: 'acknowledged' | 'refused' | 'unknown';
}

interface Floor {
  /** Values that any later read must show. */
  readonly acknowledged: Set<string>;
  /** The longest list any read has returned. */
  longest: readonly string[];
}

export interface ListClients {
  stop(): void;
  readonly appends: readonly Append[];
  readonly counts: Record<'acknowledged' | 'refused' | 'unknown' | 'reads' | 'readErrors', number>;
  /** Longest time in virtual ms between two acknowledged appends so far. */
  longestPauseMs(): number;
  /** Compares with the final lists; throws on the first contradiction. */
  judge(finalList: (key: string) => readonly string[]): void;
}

const keys = ['a', 'b', 'c'];
/** A client gives up on an answer after this, and turns to another node. */
const patienceMs = 1000;

/** Starts `count` clients, each with a pause of `pauseMs` between two statements. */
export function startListClients(group: SimulatedGroup, count: number, pauseMs: number): ListClients {
  const random = group.simulation.random('clients');
  const appends: Append[] = [];
  const counts = { acknowledged: 0, refused: 0, unknown: 0, reads: 0, readErrors: 0 };
  const floors = new Map(keys.map((key): [string, Floor] => [key, { acknowledged: new Set(), longest: [] }]));
  /** Kept, not thrown: an exception here would only look like a crash of the node that answers. */
  const violations: string[] = [];
  let stopped = false;
  let nextValue = 1;
  let lastAcknowledgedMs = -1;
  let longestPauseMs = 0;

  const nowMs = (): number => group.simulation.kernel.nowNs() / 1e6;
  const append = (
    key: string,
    send: (sql: string, reply: (outcome: StatementOutcome) => void) => void,
  ): void => {
    const record: Append = { key, value: `v${nextValue++}`, outcome: 'unknown' };
    appends.push(record);
    counts.unknown += 1;
    send(`append ${key} ${record.value}`, (outcome) => {
      if (outcome.kind === 'error' && outcome.code === AnvilErrorCode.outcomeUnknown) return;
      counts.unknown -= 1;
      record.outcome = outcome.kind === 'written' ? 'acknowledged' : 'refused';
      counts[record.outcome] += 1;
      if (record.outcome !== 'acknowledged') return;
      floors.get(key)?.acknowledged.add(record.value);
      if (lastAcknowledgedMs >= 0) longestPauseMs = Math.max(longestPauseMs, nowMs() - lastAcknowledgedMs);
      lastAcknowledgedMs = nowMs();
    });
  };
  const read = (
    key: string,
    send: (sql: string, reply: (outcome: StatementOutcome) => void) => void,
  ): void => {
    const floor = floors.get(key) as Floor;
    const mustShow = [...floor.acknowledged];
    const before = floor.longest;
    send(`read ${key}`, (outcome) => {
      if (outcome.kind !== 'rows') {
        counts.readErrors += 1;
        return;
      }
      counts.reads += 1;
      const list = outcome.rows.map((row) => String(row[0]));
      const shown = new Set(list);
      const missing = mustShow.find((value) => !shown.has(value));
      if (missing !== undefined) {
        violations.push(`A read of ${key} misses ${missing}, acknowledged before it.`);
      }
      if (!isPrefix(before, list)) {
        violations.push(`A read of ${key} is older than one that ended before it.`);
      }
      if (list.length > floor.longest.length) floor.longest = list;
    });
  };
  const step = (): void => {
    if (stopped) return;
    const node = random.below(group.size);
    const member = group.member(node);
    let over = false;
    const next = (): void => {
      if (over) return;
      over = true;
      group.simulation.after(pauseMs, step);
    };
    if (member === null || group.simulation.processes.state(node) !== 'running') {
      next();
      return;
    }
    const key = keys[random.below(keys.length)] as string;
    group.simulation.after(patienceMs, next);
    if (random.below(2) === 0) {
      append(key, (sql, reply) =>
        member.router.write({ sql, parameters: [] }, null, (o) => (reply(o), next())),
      );
    } else read(key, (sql, reply) => member.router.read({ sql, parameters: [] }, (o) => (reply(o), next())));
  };
  for (let client = 0; client < count; client += 1) group.simulation.after(client, step);

  return {
    appends,
    counts,
    longestPauseMs: () => longestPauseMs,
    stop: () => {
      stopped = true;
    },
    judge: (finalList) => {
      if (violations[0] !== undefined) throw new Error(violations[0]);
      for (const key of keys) judgeKey(key, finalList(key), appends, floors.get(key)?.longest ?? []);
    },
  };
}

function isPrefix(short: readonly string[], long: readonly string[]): boolean {
  return short.length <= long.length && short.every((value, index) => long[index] === value);
}

function judgeKey(
  key: string,
  list: readonly string[],
  appends: readonly Append[],
  seen: readonly string[],
): void {
  const shown = new Set(list);
  if (shown.size !== list.length) throw new Error(`A value stands twice in ${key}.`);
  if (!isPrefix(seen, list)) throw new Error(`What was read of ${key} is not what it is in the end.`);
  for (const { key: ofKey, value, outcome } of appends) {
    if (ofKey !== key) continue;
    if (outcome === 'acknowledged' && !shown.has(value))
      throw new Error(`${value} was acknowledged and is lost.`);
    if (outcome === 'refused' && shown.has(value))
      throw new Error(`${value} was refused and appears in ${key}.`);
  }
}
