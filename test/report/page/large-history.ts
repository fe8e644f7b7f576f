// A history of very many operations, made as columns: reads of one key, most answered, a few failed or never ended.

import { type Columns, typeCode } from '../../../src/history/columns.ts';
import { columnsOf } from '../../../src/history/columns-of.ts';
import type { History } from '../../../src/history/history.ts';
import { absent } from '../../../src/history/interner.ts';
import { createRandomSource } from '../../../src/random/source.ts';

const clients = 50;
/** From the beginning of an operation to that of the next. */
const stepNs = 200_000;

/** @param count operations, invocations and completions one after the other */
export function largeHistory(count: number): History {
  const random = createRandomSource(1);
  const length = count * 2;
  const columns: Columns = {
    ...columnsOf([
      { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null, node: 'n1', error: 'lost' },
    ]),
    length,
    time: new Float64Array(length),
    process: new Int32Array(length),
    type: new Uint8Array(length),
    f: new Uint16Array(length),
    key: new Int32Array(length).fill(absent),
    value: new Int32Array(length),
    pair: new Int32Array(length),
    error: new Int32Array(length).fill(absent),
    node: new Int32Array(length),
  };
  for (let operation = 0; operation < count; operation++) {
    const [begun, ended] = [operation * 2, operation * 2 + 1];
    const kind = random.below(1000);
    columns.time[begun] = operation * stepNs;
    columns.time[ended] = operation * stepNs + random.below(stepNs);
    columns.process[begun] = operation % clients;
    columns.process[ended] = operation % clients;
    columns.type[begun] = typeCode.invoke;
    columns.type[ended] = kind === 0 ? typeCode.info : kind < 5 ? typeCode.fail : typeCode.ok;
    if (kind < 5) columns.error[ended] = 0;
    columns.pair[begun] = ended;
    columns.pair[ended] = begun;
  }
  const nobody = (): never => {
    throw new RangeError('this history has no operations as objects');
  };
  return {
    length,
    torn: null,
    columns: () => columns,
    operation: nobody,
    indexAt: (row) => row,
    evidence: nobody,
    operations: nobody,
  };
}
