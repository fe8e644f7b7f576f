// Small random register histories whose written values are unique per key: sessions that do not overlap with themselves,
// reads that see anything written somewhere in the history.

import fc from 'fast-check';
import type { Event } from './history-builder.ts';

/** One operation; its events stand together, or around the next operation of another process. */
export interface Small {
  readonly process: number;
  readonly key: number;
  /** A write of the operation's own number, or a read of the value with this number among those of the key. */
  readonly read: number | null;
  readonly overlaps: boolean;
}

/** Up to so many operations of three processes on two keys. */
export function smallHistories(mostOperations: number): fc.Arbitrary<readonly Small[]> {
  const operation = fc.record({
    process: fc.nat(2),
    key: fc.nat(1),
    read: fc.option(fc.nat(3), { freq: 2 }),
    overlaps: fc.boolean(),
  });
  return fc.array(operation, { minLength: 2, maxLength: mostOperations });
}

/** What was read or written, with null for nothing there. */
export interface Plain {
  readonly process: number;
  readonly key: number;
  readonly reads: boolean;
  readonly value: number | null;
}

/** Reads and writes with their values. */
export function plainOperations(operations: readonly Small[]): readonly Plain[] {
  const written = (key: number): readonly (number | null)[] => [
    null,
    ...[...operations.keys()].filter((at) => operations[at]?.key === key && operations[at]?.read === null),
  ];
  return operations.map(({ process, key, read }, at) => {
    const values = written(key);
    const value = read === null ? at : (values[read % values.length] as number | null);
    return { process, key, reads: read !== null, value };
  });
}

/** The events of the history. */
export function eventsOf(operations: readonly Small[]): readonly Event[] {
  const events: Event[] = [];
  const open: { readonly process: number; readonly end: Event }[] = [];
  const close = (): void => void events.push(...open.splice(0).map(({ end }) => end));
  for (const [at, { process, key, reads, value }] of plainOperations(operations).entries()) {
    if (open[0]?.process === process) close();
    const f = reads ? 'read' : 'write';
    events.push([process, 'invoke', f, reads ? null : value, { key }]);
    const end: Event = [process, 'ok', f, value, { key }];
    if (open.length === 0 && operations[at]?.overlaps === true) open.push({ process, end });
    else {
      events.push(end);
      close();
    }
  }
  close();
  return events;
}
