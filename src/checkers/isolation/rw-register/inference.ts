// Orders of versions that follow from the rest. Of two writes of a key one came first; if one way round closes a cycle, it
// was the other. Dependencies make orders of versions, those make dependencies, until nothing follows any more.
//
// What such a conclusion is worth depends on the cycle that the other way would close: one of writes and reads alone is
// ruled out by nearly every model, one with an anti-dependency only by stronger ones, and real time only by the strong
// ones. So conclusions are drawn from the strictest kind of cycle to the weakest, and each carries its kind as a claim.
// (The idea of pairs of constraints is that of Tan et al., "Cobra", OSDI 2020, and of Huang et al., "PolySI", VLDB 2023.)

import { absent } from '../../../history/interner.ts';
import { lowerBound } from '../graph/cyclic-core.ts';
import { claimLayerOf, claimOf, edgeKind, edgeLabel, kindOf, layer, severity } from '../graph/edge.ts';
import type { EdgeList } from '../graph/graph.ts';
import type { Transactions } from '../transactions.ts';
import { createClosure } from './closure.ts';
import type { Rows } from './readers.ts';
import type { Registers } from './registers.ts';

/** Transactions that conclusions are drawn for at a time. */
export const mostInferred = 1500;

interface Version {
  readonly version: number;
  /** Its writer and its readers, as positions among the members. */
  readonly writer: number;
  readonly readers: readonly number[];
}

export interface InferenceOptions {
  readonly transactions: Transactions;
  readonly registers: Registers;
  readonly readers: Rows;
  /** Ascending, and at most `mostInferred`. */
  readonly members: Int32Array;
  readonly deadlineMs: number;
}

/** Adds the dependencies that follow among some transactions. */
export function inferDependencies(options: InferenceOptions, edges: EdgeList): void {
  const { transactions, members } = options;
  const closure = createClosure(members.length, localAfter(transactions, members));
  const local: { from: number; to: number; label: number }[] = [];
  const add = (from: number, to: number, label: number): void => {
    if (from === to) return;
    local.push({ from, to, label });
    edges.add(members[from] as number, members[to] as number, label);
  };
  const versions = versionsByKey(options);
  seedEdges(options, versions, (from, to, label) => local.push({ from, to, label }));
  const ordered = new Map<number, number>();
  for (const reach of Object.values(layer)) {
    for (const grade of [severity.g1c, severity.gSingle, severity.g2Item]) {
      for (let added = 1; added > 0 && performance.now() < options.deadlineMs; ) {
        const kinds = edgeKind.ww | edgeKind.wr | (grade === severity.g2Item ? edgeKind.rw : 0);
        closure.begin();
        for (const { from, to, label } of local) {
          if (claimOf(label) > grade || claimLayerOf(label) > reach) continue;
          const process = reach === layer.plain ? 0 : edgeKind.process;
          if ((kindOf(label) & (kinds | process)) !== 0) closure.add(from, to);
        }
        closure.close(reach === layer.realtime);
        added = orderVersions(versions, ordered, closure.reaches, grade, reach, add);
      }
    }
  }
}

/** @returns how many pairs it could order that were open before */
function orderVersions(
  versions: readonly (readonly Version[])[],
  ordered: Map<number, number>,
  reaches: (from: number, to: number) => boolean,
  grade: number,
  reach: number,
  add: (from: number, to: number, label: number) => void,
): number {
  let added = 0;
  for (const ofKey of versions) {
    for (const earlier of ofKey) {
      for (const later of ofKey) {
        if (earlier === later || earlier.writer === absent || later.writer === absent) continue;
        const pair = earlier.version * 0x4000000 + later.version;
        if (ordered.has(pair)) continue;
        const follows =
          reaches(earlier.writer, later.writer) ||
          (grade !== severity.g1c &&
            later.readers.some((reader) => reader !== earlier.writer && reaches(earlier.writer, reader)));
        if (!follows) continue;
        ordered.set(pair, grade);
        added += 1;
        add(earlier.writer, later.writer, edgeLabel(edgeKind.ww, grade, reach));
        for (const reader of earlier.readers) add(reader, later.writer, edgeLabel(edgeKind.rw, grade, reach));
      }
    }
  }
  return added;
}

/** The edges that need no conclusion; the caller has those among all transactions already. */
function seedEdges(
  { transactions, members }: InferenceOptions,
  versions: readonly (readonly Version[])[],
  add: (from: number, to: number, label: number) => void,
): void {
  for (const ofKey of versions) {
    for (const { writer, readers } of ofKey) {
      if (writer !== absent) {
        for (const reader of readers) if (reader !== writer) add(writer, reader, edgeLabel(edgeKind.wr));
        continue;
      }
      for (const reader of readers) {
        for (const other of ofKey) {
          if (other.writer !== absent && other.writer !== reader)
            add(reader, other.writer, edgeLabel(edgeKind.rw));
        }
      }
    }
  }
  const last = new Map<number, number>();
  members.forEach((member, local) => {
    const process = transactions.columns.process[transactions.invocation[member] as number] as number;
    const earlier = last.get(process);
    if (earlier !== undefined) add(earlier, local, edgeLabel(edgeKind.process));
    last.set(process, local);
  });
}

function versionsByKey({ registers, readers, members }: InferenceOptions): readonly (readonly Version[])[] {
  const { writer, key, readStart, read, writeStart, write } = registers;
  const positions = new Map<number, number>();
  members.forEach((member, local) => positions.set(member, local));
  const seen = new Set<number>();
  for (const member of members) {
    for (let at = readStart[member] as number; at < (readStart[member + 1] as number); at++)
      seen.add(read[at] as number);
    for (let at = writeStart[member] as number; at < (writeStart[member + 1] as number); at++)
      seen.add(write[at] as number);
  }
  const byKey = new Map<number, Version[]>();
  for (const version of seen) {
    const of = key[version] as number;
    const others = byKey.get(of) ?? [];
    byKey.set(of, others);
    const local: number[] = [];
    for (let at = readers.start[version] as number; at < (readers.start[version + 1] as number); at++) {
      const position = positions.get(readers.of[at] as number);
      if (position !== undefined) local.push(position);
    }
    const source = writer[version] as number;
    // A version whose writer is not among the members tells nothing here.
    if (source !== absent && !positions.has(source)) continue;
    others.push({
      version,
      writer: source === absent ? absent : (positions.get(source) as number),
      readers: local,
    });
  }
  return [...byKey.values()];
}

function localAfter({ after }: Transactions, members: Int32Array): Int32Array {
  return members.map((member) => lowerBound(members, 0, members.length, after[member] as number));
}
