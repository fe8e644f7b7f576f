// How long a load goes on: for its time, and a while longer where a fault found nothing to act upon in all of it. A run in
// which a fault never bit says nothing about it, and often all it lacks is a moment without the others: they end with the time.

import type { FaultPackage } from '../../nemesis/fault.ts';
import { reported } from '../checkers/run-validity.ts';
import type { Generator, GeneratorEvent, Step } from '../generator/generator.ts';
import { nanosecondsPerMillisecond, pending, withNext } from '../generator/step.ts';
import { nothing } from '../generator/values.ts';

export interface LoadTime {
  readonly timeMs: number;
  /** With the time that may be added; `timeMs` where none may be. */
  readonly mostMs: number;
}

type Operations = Pick<FaultPackage, 'name' | 'startOperations' | 'stopOperations'>;

/** A package that has yet to strike. */
interface Awaited extends Operations {
  /** It has struck in the time added, and lasts as long as ever before that ends. */
  readonly hasStruck: boolean;
}

interface LoadExtension {
  readonly time: LoadTime;
  /** The end of the time and of what may be added, in ns; `null` before it was first asked. */
  readonly span: { readonly endNs: number; readonly lastNs: number } | null;
  readonly awaited: readonly Awaited[];
  /** Packages that struck in time, until it is known whether in vain. */
  readonly struck: readonly Operations[];
  /** Whose operations these are; `null` for the clients'. */
  readonly packageName: string | null;
  readonly generator: Generator;
  /** What comes at the end of the time where another package is still awaited. */
  readonly heal: Generator;
}

const notStruck = (packages: readonly Operations[]): readonly Awaited[] =>
  packages.map((operations) => ({ ...operations, hasStruck: false }));

/** The clients' operations, as long as any package is awaited; to be told of the nemesis' events. */
export function loadFor(time: LoadTime, packages: readonly Operations[], generator: Generator): Generator {
  return during({
    time,
    span: null,
    awaited: notStruck(packages),
    struck: [],
    packageName: null,
    generator,
    heal: nothing,
  });
}

/** The faults of one package, as long as it is awaited itself. */
export function faultsFor(
  time: LoadTime,
  packages: readonly Operations[],
  faultPackage: Pick<FaultPackage, 'name' | 'schedule' | 'heal'>,
): Generator {
  const { name: packageName } = faultPackage;
  const generator = faultPackage.schedule();
  return during({
    time,
    span: null,
    awaited: notStruck(packages),
    struck: [],
    packageName,
    generator,
    heal: faultPackage.heal(),
  });
}

function during(state: LoadExtension): Generator {
  const self: Generator = {
    step(context) {
      const { time, generator } = state;
      const fromNow = (durationMs: number): number => context.time + durationMs * nanosecondsPerMillisecond;
      const span = state.span ?? { endNs: fromNow(time.timeMs), lastNs: fromNow(time.mostMs) };
      const begun = (next: Generator): Generator =>
        next === generator && state.span !== null ? self : during({ ...state, span, generator: next });
      const goesOn = (timeNs: number): boolean =>
        timeNs < span.endNs || (timeNs < span.lastNs && isAwaited(state));
      const end = (): Step => (state.awaited.length === 0 ? { kind: 'done' } : state.heal.step(context));
      if (!goesOn(context.time)) return end();
      const step = generator.step(context);
      if (step.kind === 'invoke' && !goesOn(step.invocation.time)) return end();
      if (step.kind !== 'pending') return withNext(step, begun);
      const limitNs = context.time < span.endNs ? span.endNs : span.lastNs;
      return pending(begun(step.next), Math.min(step.wakeAt ?? limitNs, limitNs));
    },
    update(context, event) {
      const inTime = state.span === null || event.time < state.span.endNs;
      const generator = state.generator.update(context, event);
      const seen = event.process === 'nemesis' ? afterFault(state, event, inTime) : state;
      return generator === state.generator && seen === state ? self : during({ ...seen, generator });
    },
  };
  return self;
}

function isAwaited({ awaited, packageName }: LoadExtension): boolean {
  return packageName === null ? awaited.length > 0 : awaited.some(({ name }) => name === packageName);
}

/** The same state where the event changes nothing. */
function afterFault(state: LoadExtension, { f, value }: GeneratorEvent, inTime: boolean): LoadExtension {
  const report = reported(value);
  if (report === null) return state;
  const { awaited, struck } = state;
  const striking = awaited.find(({ startOperations }) => startOperations.includes(f));
  if (striking !== undefined && report.skipped === null) {
    const others = awaited.filter((one) => one !== striking);
    return inTime
      ? { ...state, awaited: others, struck: [...struck, striking] }
      : { ...state, awaited: [...others, { ...striking, hasStruck: true }] };
  }
  const isOver = ({ stopOperations }: Operations): boolean => stopOperations.includes(f);
  const over = awaited.find((one) => one.hasStruck && isOver(one)) ?? struck.find(isOver);
  if (over === undefined) return state;
  // A cut that kept no packet from anybody was felt by nobody.
  const wasInVain = report.dropped === 0;
  return {
    ...state,
    struck: struck.filter((one) => one !== over),
    awaited: [
      ...awaited.filter((one) => one !== over),
      ...(wasInVain ? [{ ...over, hasStruck: false }] : []),
    ],
  };
}
