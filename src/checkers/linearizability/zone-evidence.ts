// What shows a violation that zones found: which calls contradict each other, in words, and by which row of the history
// that can be seen.

import { shownValue } from '../../history/shown-value.ts';
import { NEVER } from './call-columns.ts';
import type { Clusters } from './clusters.ts';
import type { Decision } from './decision.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';
import type { Clash } from './zone-order.ts';

type Found = Extract<Decision, { readonly kind: 'violation' }>;

/** Turns what was found into outcomes. Calls are numbers of calls, values numbers of values. */
export interface Evidence {
  /** A call found a value that nothing wrote. */
  unwritten(call: number): Found;
  /** Two compare-and-sets succeeded from a value that was written once. */
  rivals(first: number, second: number): Found;
  /** In the block from `head` on, `value`, left by `source`, was found before something that must precede it. */
  outOfOrder(head: number, first: number, value: number, source: number): Found;
  /** Compare-and-sets that each need the other's value. */
  circle(counts: Uint8Array): Found;
  clash(clash: Clash, writer: Int32Array): Found;
}

const SHOWN_OF_CIRCLE = 8;

/** What makes the zone of a block of values. */
interface Zone {
  /** The value of the call that completes first, and that of the call invoked last. */
  readonly first: number;
  readonly last: number;
  /** Whether the call invoked last is not the one that wrote the block. */
  readonly readLast: boolean;
  readonly calls: readonly number[];
}

/** Evidence out of one object's calls. */
export function createEvidence(calls: RegisterCalls, clusters: Clusters): Evidence {
  const { earliest, latest, earliestCall, latestCall, next } = clusters;
  const show = (value: number): string => shownValue(calls.values.valueOf(value));

  /** By which row a call is known to have taken effect: its completion, or that of the first one that depends on it. */
  const knownBy = (call: number): number => {
    const completed = calls.completed[call] as number;
    if (completed !== NEVER) return completed;
    let known = NEVER;
    for (let value = calls.gives[call] as number, left = calls.count; value !== NONE && left > 0; left--) {
      known = Math.min(known, earliest[value] as number);
      const source = next[value] as number;
      value = source === NONE ? NONE : (calls.gives[source] as number);
    }
    return known;
  };

  const found = (reason: string, list: readonly number[]): Found => {
    const positions = new Set<number>();
    let within = 0;
    for (const call of list) {
      if (call === NONE) continue;
      positions.add(calls.invoked[call] as number);
      if (calls.completed[call] !== NEVER) positions.add(calls.completed[call] as number);
      within = Math.max(within, knownBy(call));
    }
    return { kind: 'violation', reason, positions: [...positions].sort((a, b) => a - b), within };
  };

  /** The calls that make a block's zone: its first, the one that completes first, and the one invoked last. */
  const zoneOf = (head: number, writer: Int32Array): Zone => {
    let [first, last] = [head, head];
    for (let value = head; ; ) {
      if ((earliest[value] as number) < (earliest[first] as number)) first = value;
      if ((latest[value] as number) > (latest[last] as number)) last = value;
      const source = next[value] as number;
      if (source === NONE) break;
      value = calls.gives[source] as number;
    }
    const written = writer[head] as number;
    const lastCall = latestCall[last] as number;
    return {
      first,
      last,
      readLast: lastCall !== written,
      calls: [written, earliestCall[first] as number, lastCall],
    };
  };

  return {
    unwritten: (call) =>
      found(`${show(calls.needs[call] as number)} was found, and nothing wrote it`, [call]),
    rivals(first, second) {
      const value = show(calls.needs[first] as number);
      return found(`two compare-and-sets succeeded from ${value}, which was written once`, [first, second]);
    },
    outOfOrder(head, first, value, source) {
      const reader = earliestCall[value] as number;
      if (source !== NONE && (calls.invoked[source] as number) > (earliest[value] as number)) {
        return found(`${show(value)} was found before it was written`, [source, reader]);
      }
      let blame = first;
      for (let before = head; before !== value; before = calls.gives[next[before] as number] as number) {
        if (blame === NONE || (latest[before] as number) > (calls.invoked[blame] as number)) {
          blame = latestCall[before] as number;
        }
      }
      const what = calls.gives[blame] === NONE ? calls.needs[blame] : calls.gives[blame];
      const reason = `${show(what as number)} was read again after ${show(value)} had replaced it`;
      return found(reason, [blame, source, reader]);
    },
    circle(counts) {
      const members: number[] = [];
      for (let call = 0; call < calls.count && members.length < SHOWN_OF_CIRCLE; call++) {
        if (counts[call] === 1 && calls.needs[call] !== NONE && calls.gives[call] !== NONE)
          members.push(call);
      }
      const reason = 'compare-and-sets depend on each other in a circle: none of them can be the first';
      return { ...found(reason, members), within: NEVER };
    },
    clash({ first, second }, writer) {
      const [one, other] = [zoneOf(first, writer), zoneOf(second, writer)];
      // Each was there before the other and after it; who read it last cannot be its writer for both.
      const [again, between] = one.readLast ? [one, other] : [other, one];
      const reason = `${show(again.last)} was read after ${show(between.first)} had replaced it`;
      return found(reason, [...one.calls, ...other.calls]);
    },
  };
}
