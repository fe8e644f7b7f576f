// The faults of a run as they happened: the same operations on the same hosts and links at the same moments, whoever
// leads this time. Read off the nemesis' events in a history.

import type { FaultPackage, FaultResult } from '../../nemesis/fault.ts';
import type { Generator } from '../generator/generator.ts';
import { nemesis } from '../generator/threads.ts';
import { timetable } from '../generator/timetable.ts';
import type { JsonValue, Operation } from '../history/operation.ts';

export interface RecordedFault {
  readonly f: string;
  readonly value: JsonValue;
  /** Since the beginning of the load. */
  readonly afterNs: number;
}

type JsonObject = { readonly [key: string]: JsonValue };

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `n1->n2` as a link; `null` for any other text. */
function linkOf(text: JsonValue): JsonValue {
  const [from, to] = typeof text === 'string' ? text.split('->') : [];
  return from === undefined || to === undefined ? null : { from, to };
}

/** What was asked for, with the hosts and links it then hit. */
function valueOf(invocation: Operation, completion: Operation | undefined): JsonValue {
  const asked = invocation.value;
  const result = completion?.value;
  if (!isObject(asked) || !isObject(result)) return asked;
  const evidence = isObject(result['evidence']) ? result['evidence'] : {};
  const links = evidence['expectedLinks'];
  return {
    ...asked,
    ...(result['hosts'] === undefined ? {} : { hosts: result['hosts'] }),
    ...(Array.isArray(links) ? { links: links.map(linkOf) } : {}),
  };
}

/**
 * The fault operations between two moments of a history, but for those that found nothing to act upon.
 * @param fromNs when the load began
 * @param toNs when it ended: the healing after it is not part of the schedule
 */
export function recordedFaults(
  history: readonly Operation[],
  fromNs: number,
  toNs: number,
): readonly RecordedFault[] {
  const events = history.filter(({ process }) => process === 'nemesis');
  return events.flatMap((event, index) => {
    const isInvocation = index % 2 === 0;
    if (!isInvocation || event.time < fromNs || event.time >= toNs) return [];
    const completion = events[index + 1];
    if (isObject(completion?.value) && completion.value['skipped'] !== undefined) return [];
    return [{ f: event.f, value: valueOf(event, completion), afterNs: event.time - fromNs }];
  });
}

/** The packages with the recorded operations in place of their own schedules. */
export function withRecordedFaults(
  packages: readonly FaultPackage[],
  recorded: readonly RecordedFault[],
): readonly FaultPackage[] {
  return packages.map((faultPackage) => {
    const own = [...faultPackage.startOperations, ...faultPackage.stopOperations];
    return {
      ...faultPackage,
      schedule: () => scheduleOf(recorded.filter(({ f }) => own.includes(f))),
      invoke: (world, invocation, others) => {
        const stranger = strangerIn(invocation.value, world.nodes);
        return stranger === null
          ? faultPackage.invoke(world, invocation, others)
          : Promise.resolve(notCarriedOut(invocation.f, `this cluster has no node ${stranger}`));
      },
    };
  });
}

/** A node that a link of a fault names, and that is none of the cluster's. */
function strangerIn(value: JsonValue, nodes: readonly string[]): string | null {
  const links = isObject(value) && Array.isArray(value['links']) ? value['links'] : [];
  const named = links.filter(isObject).flatMap(({ from, to }) => [from, to]);
  const stranger = named.find((node) => typeof node === 'string' && !nodes.includes(node));
  return typeof stranger === 'string' ? stranger : null;
}

function notCarriedOut(f: string, why: string): FaultResult {
  return {
    description: `${f} was not carried out`,
    hosts: [],
    verified: false,
    evidence: null,
    skipped: why,
  };
}

function scheduleOf(recorded: readonly RecordedFault[]): Generator {
  const entries = recorded.map(({ f, value, afterNs }) => ({
    invocation: { f, value, process: 'nemesis' as const },
    afterNs,
  }));
  return nemesis(timetable(entries));
}
