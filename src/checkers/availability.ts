// Whether clients were served, and how soon again after each fault: outages, errors by class, availability in per cent.
// It measures, and judges nothing: what is asked of the figures is a verdict of its own.

import type { Columns } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import {
  type Answers,
  collectAnswers,
  createFirstAnswer,
  type FirstAnswer,
  firstSince,
  outcome,
} from './answers.ts';
import type { AvailabilityMeasures, FaultEffect } from './availability-measures.ts';
import type { Checker, Verdict } from './checker.ts';
import { type FaultWindow, faultWindowsOf } from './fault-windows.ts';
import { findOutages, type Outage, type Outages } from './outages.ts';
import { listed, verdictsOf } from './verdicts.ts';

const NAME = 'availability';
const mostClasses = 10;
const nanosecondsPerMillisecond = 1e6;

export interface AvailabilityOptions {
  /** Where absent, what the nemesis' events tell. */
  readonly faults?: readonly FaultWindow[];
}

/** Its verdict is always valid. */
export function availability(options: AvailabilityOptions = {}): Checker {
  return { name: NAME, check: (history) => measure(history, options) };
}

function measure(history: History, { faults }: AvailabilityOptions): Verdict {
  const { valid, unknown } = verdictsOf(NAME, history);
  const columns = history.columns();
  const answers = collectAnswers(columns);
  const reads = findOutages(columns, functionsOf(columns, answers, 1), answers.answeredIn);
  const writes = findOutages(columns, functionsOf(columns, answers, 0), answers.answeredIn);
  const firstRead = createFirstAnswer(answers, 1);
  const firstWrite = createFirstAnswer(answers, 0);
  const measures: AvailabilityMeasures = {
    answeredPercent: answeredPercent(answers, 0, answers.length),
    availableReadsPercent: availablePercent(reads),
    availableWritesPercent: availablePercent(writes),
    longestOutageMs: [...reads.outages, ...writes.outages].reduce(
      (longest, outage) => Math.max(longest, lengthMs(outage)),
      0,
    ),
    faults: (faults ?? faultWindowsOf(history)).map((fault) =>
      effectOf(fault, answers, firstRead, firstWrite),
    ),
  };
  const details = {
    ...measures,
    errors: errorsAmong(answers, 0, answers.length),
    readOutages: listed(reads.outages.map(describeOutage)),
    writeOutages: listed(writes.outages.map(describeOutage)),
  } as unknown as Verdict['details'];
  if (answers.length === 0) return unknown('There is nothing to judge: clients asked for nothing.', details);
  return valid(details);
}

/** Which functions belong to the operations that only read, or to the others. */
function functionsOf({ names }: Columns, { readers }: Answers, isRead: 0 | 1): Uint8Array {
  return Uint8Array.from({ length: names.length }, (_, name) => (readers[name] === isRead ? 1 : 0));
}

function effectOf(
  { name, startNs, endNs }: FaultWindow,
  answers: Answers,
  firstRead: FirstAnswer,
  firstWrite: FirstAnswer,
): FaultEffect {
  const from = firstSince(answers.began, startNs);
  const to = endNs === null ? answers.length : firstSince(answers.began, endNs);
  return {
    name,
    startMs: startNs / nanosecondsPerMillisecond,
    endMs: endNs === null ? null : endNs / nanosecondsPerMillisecond,
    ...timeTo('readAfterStartMs', firstRead, startNs),
    ...timeTo('writeAfterStartMs', firstWrite, startNs),
    ...timeTo('readAfterEndMs', firstRead, endNs),
    ...timeTo('writeAfterEndMs', firstWrite, endNs),
    answeredPercent: answeredPercent(answers, from, to),
    errors: errorsAmong(answers, from, to),
  };
}

type FirstAnswerTimes = Pick<
  FaultEffect,
  'readAfterStartMs' | 'writeAfterStartMs' | 'readAfterEndMs' | 'writeAfterEndMs'
>;

function timeTo(
  field: keyof FirstAnswerTimes,
  first: FirstAnswer,
  momentNs: number | null,
): FirstAnswerTimes {
  if (momentNs === null || !first.wasTried(momentNs)) return {};
  const tookNs = first.after(momentNs);
  return { [field]: tookNs === null ? null : tookNs / nanosecondsPerMillisecond };
}

/** Of the operations from one position to another. */
function answeredPercent(answers: Answers, from: number, to: number): number | null {
  if (from >= to) return null;
  let answered = 0;
  for (let at = from; at < to; at++) if (answers.outcome[at] === outcome.answered) answered++;
  return (answered / (to - from)) * 100;
}

function errorsAmong({ error, classes }: Answers, from: number, to: number): Record<string, number> {
  const counts = new Map<number, number>();
  for (let at = from; at < to; at++) {
    const found = error[at] as number;
    if (found !== absent) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, left], [, right]) => right - left);
  const shown = sorted.slice(0, mostClasses).map(([found, count]) => [classes[found] ?? '', count] as const);
  const rest = sorted.slice(mostClasses).reduce((sum, [, count]) => sum + count, 0);
  return Object.fromEntries(rest === 0 ? shown : [...shown, ['other', rest] as const]);
}

function availablePercent({ outages, triedNs }: Outages): number | null {
  const outNs = outages.reduce((sum, { startNs, endNs }) => sum + endNs - startNs, 0);
  return triedNs === 0 ? null : Math.max(0, 1 - outNs / triedNs) * 100;
}

function lengthMs({ startNs, endNs }: Outage): number {
  return (endNs - startNs) / nanosecondsPerMillisecond;
}

function describeOutage(outage: Outage): JsonValue {
  return { fromMs: outage.startNs / nanosecondsPerMillisecond, lengthMs: lengthMs(outage) };
}
