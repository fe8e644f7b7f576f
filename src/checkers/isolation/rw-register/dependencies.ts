// The dependencies that registers show at once: who read whose write; that the nothing of the beginning came before every
// write; and that a transaction which read a version and then wrote the key came after it. The last is a conclusion: the
// other order would close a cycle of a write and its read.

import { absent } from '../../../history/interner.ts';
import { edgeKind, edgeLabel, layer, severity } from '../graph/edge.ts';
import { createEdgeList, type EdgeList } from '../graph/graph.ts';
import { createUnseen } from '../graph/unseen.ts';
import type { Memory } from '../memory.ts';
import type { Rows } from './readers.ts';
import type { Registers } from './registers.ts';

export interface RegisterDependencies {
  readonly edges: EdgeList;
  /** Transactions, and nodes that only carry edges on. */
  readonly nodes: number;
}

const WR = edgeLabel(edgeKind.wr);
const UPDATE = edgeLabel(edgeKind.ww, severity.g1c, layer.plain);
const MISSED_UPDATE = edgeLabel(edgeKind.rw, severity.g1c, layer.plain);
/** Of transactions that read one version and wrote the next, so many are linked to all other readers. */
const MOST_UPDATES = 4;

/** @throws {MemoryRanOut} */
export function registerDependencies(
  { versions, writer, key, readStart, read, writeStart, write, happened }: Registers,
  readers: Rows,
  written: Rows,
  memory: Memory,
): RegisterDependencies {
  const transactions = happened.length;
  const edges = createEdgeList(memory, read.length * 2);
  memory.hold(versions * Int32Array.BYTES_PER_ELEMENT, `the updates of ${versions} versions`);
  const firstReads = createUnseen(edges, transactions);
  const updates = new Int32Array(versions);

  function linkUpdate(one: number, version: number): void {
    const source = writer[version] as number;
    if (source === absent) return;
    edges.add(source, one, UPDATE);
    const count = (updates[version] as number) + 1;
    updates[version] = count;
    if (count > MOST_UPDATES) return;
    for (let at = readers.start[version] as number; at < (readers.start[version + 1] as number); at++) {
      if (readers.of[at] !== one) edges.add(readers.of[at] as number, one, MISSED_UPDATE);
    }
  }

  for (let one = 0; one < transactions; one++) {
    if (happened[one] !== 1) continue;
    for (let at = readStart[one] as number; at < (readStart[one + 1] as number); at++) {
      const version = read[at] as number;
      const source = writer[version] as number;
      if (source !== absent) edges.add(source, one, WR);
      for (let to = writeStart[one] as number; to < (writeStart[one + 1] as number); to++) {
        if (key[write[to] as number] === key[version]) linkUpdate(one, version);
      }
    }
  }
  for (let one = 0; one + 1 < written.start.length; one++) {
    firstReads.begin();
    for (let at = readers.start[one] as number; at < (readers.start[one + 1] as number); at++) {
      firstReads.addReader(readers.of[at] as number);
    }
    for (let at = written.start[one] as number; at < (written.start[one + 1] as number); at++) {
      firstReads.addWriter(writer[written.of[at] as number] as number);
    }
    firstReads.link();
  }
  return { edges, nodes: firstReads.nodes() };
}
