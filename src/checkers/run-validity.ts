// Whether a run says anything about the database at all: enough of every kind of operation succeeded, every fault had its
// effect and was seen to end, and no node broke down by itself. A verdict of false here is an invalid run
// (`details.kind` is 'invalid-run'), not a violation.

import { nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import type { JsonValue, Operation } from '../history/operation.ts';
import type { Checker } from './checker.ts';

export interface FaultExpectation {
  /** For messages. */
  readonly name: string;
  /** Nemesis operations that begin the fault, and those that end it. */
  readonly startOperations: readonly string[];
  readonly stopOperations: readonly string[];
}

export interface RunValidityOptions {
  /** Successes needed of each function. */
  readonly minimumSuccesses: Readonly<Record<string, number>>;
  readonly faults: readonly FaultExpectation[];
  /** Panics found in the nodes' logs, one sentence each. */
  readonly nodePanics: readonly string[];
  /** What the place of the run lost, one sentence each. Whatever else is wrong may follow from it, and is not asked. */
  readonly losses?: readonly string[];
}

export const runValidityName = 'run-validity';
/** Problems that the reason names: it is read in lines of lists. */
const toldProblems = 3;

/** A checker of the run itself. */
export function runValidity(options: RunValidityOptions): Checker {
  return {
    name: runValidityName,
    check(history) {
      const nemesis = nemesisOperations(history);
      const losses = (options.losses ?? []).map((loss) => ({
        text: loss.replace(/\.$/, ''),
        operations: [],
      }));
      const problems =
        losses.length > 0
          ? losses
          : [
              ...missingSuccesses(history, options.minimumSuccesses),
              ...options.faults.flatMap((fault) => faultProblems(nemesis, fault)),
              ...options.nodePanics.map((panic) => ({ text: `a node panicked: ${panic}`, operations: [] })),
            ];
      return {
        checker: runValidityName,
        valid: problems.length === 0,
        reason: problems.length === 0 ? '' : `Invalid run: ${inShort(problems)}.`,
        witnesses: problems.flatMap(({ operations }) => operations),
        details:
          problems.length === 0 ? {} : { kind: 'invalid-run', problems: problems.map(({ text }) => text) },
      };
    },
  };
}

interface Problem {
  readonly text: string;
  readonly operations: readonly Operation[];
}

/** The first problems; all of them are in the details. */
function inShort(problems: readonly Problem[]): string {
  const told = problems.slice(0, toldProblems).map(({ text }) => text);
  const rest = problems.length - told.length;
  return [...told, ...(rest === 0 ? [] : [`and ${rest} more`])].join('; ');
}

function missingSuccesses(history: History, minimum: Readonly<Record<string, number>>): readonly Problem[] {
  const { length, process, type, f: name, names } = history.columns();
  const successes = new Int32Array(names.length);
  for (let row = 0; row < length; row++) {
    if (process[row] === nemesisProcess || type[row] !== typeCode.ok) continue;
    successes[name[row] as number] = (successes[name[row] as number] as number) + 1;
  }
  return Object.entries(minimum).flatMap(([f, needed]) => {
    const had = successes[names.find(f)] ?? 0;
    return had >= needed
      ? []
      : [{ text: `${had} successful ${f} operations where ${needed} are needed`, operations: [] }];
  });
}

/** What a fault operation's second event says. */
export interface FaultReport {
  readonly verified: boolean;
  readonly description: string;
  /** Why there was nothing to act upon: neither an effect nor a failure; `null` where there was. */
  readonly skipped: string | null;
  /** Packets that a cut kept from arriving, at its end; `null` elsewhere. */
  readonly dropped: number | null;
}

/** What the nemesis reported at the end of an operation; `null` for the event that announces one. */
export function reported(value: JsonValue): FaultReport | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const { verified, description, skipped, evidence } = value as { readonly [key: string]: JsonValue };
  if (typeof verified !== 'boolean') return null;
  return {
    verified,
    description: typeof description === 'string' ? description : '',
    skipped: typeof skipped === 'string' ? skipped : null,
    dropped: droppedBy(evidence ?? null),
  };
}

/** What the end of a cut says that it had dropped; `null` for every other end. */
export function droppedBy(evidence: JsonValue): number | null {
  if (evidence === null || typeof evidence !== 'object' || !('droppedPackets' in evidence)) return null;
  return typeof evidence['droppedPackets'] === 'number' ? evidence['droppedPackets'] : null;
}

function nemesisOperations(history: History): readonly Operation[] {
  const { length, process } = history.columns();
  const found: Operation[] = [];
  for (let row = 0; row < length; row++)
    if (process[row] === nemesisProcess) found.push(history.operation(row));
  return found;
}

function faultProblems(operations: readonly Operation[], fault: FaultExpectation): readonly Problem[] {
  const { name } = fault;
  const problems: Problem[] = [];
  const skips: string[] = [];
  let started = 0;
  // What cuts dropped, one number for each that ended.
  const dropped: number[] = [];
  // The announced operation without a report, and the verified start without a verified end.
  let announced: Operation | null = null;
  let active: Operation | null = null;
  const unreported = ({ f }: Operation): string => `${f} was begun and its effect never reported`;
  for (const operation of operations) {
    const { f, value } = operation;
    const starts = fault.startOperations.includes(f);
    if (!starts && !fault.stopOperations.includes(f)) continue;
    const report = reported(value);
    if (report === null) {
      if (announced !== null) problems.push({ text: unreported(announced), operations: [announced] });
      announced = operation;
      continue;
    }
    announced = null;
    if (report.skipped !== null) {
      if (starts) skips.push(report.skipped);
      continue;
    }
    if (starts) started++;
    if (report.dropped !== null) dropped.push(report.dropped);
    if (!report.verified) {
      const text = starts ? `${f} had no effect` : `${f} did not end the fault`;
      const what = report.description === '' ? '' : ` (${report.description})`;
      problems.push({ text: text + what, operations: [operation] });
    } else active = starts ? operation : null;
  }
  if (announced !== null) problems.push({ text: unreported(announced), operations: [announced] });
  if (started === 0) problems.push({ text: neverInjected(name, skips), operations: [] });
  if (dropped.length > 0 && dropped.every((packets) => packets === 0)) {
    const times = dropped.length === 1 ? 'its only cut' : `any of its ${dropped.length} cuts`;
    problems.push({ text: `the fault ${name} dropped no packet in ${times}`, operations: [] });
  }
  if (active !== null) problems.push({ text: `${active.f} was never seen to end`, operations: [active] });
  return problems;
}

function neverInjected(name: string, skips: readonly string[]): string {
  if (skips.length === 0) return `the fault ${name} was never injected`;
  const reasons = [...new Set(skips)].join(', ');
  return `the fault ${name} found nothing to act upon in ${skips.length} of ${skips.length} tries (${reasons})`;
}
