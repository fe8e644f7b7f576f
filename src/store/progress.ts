// `progress.jsonl`: how a run and each of its nodes went, one line a second, written while it runs.

import { appendFileSync } from 'node:fs';
import { z } from 'zod';
import { fileLines } from '../files/file-lines.ts';
import { phaseNames } from './results.ts';

const nodeSampleSchema = z.object({
  node: z.string(),
  role: z.string(),
  serving: z.boolean(),
  /** Highest ballot promised; what is absent the database does not tell. */
  ballot: z.number().exactOptional(),
  /** A leader's remaining lease. */
  leaseMs: z.number().exactOptional(),
  /** Last position of its log, the last it knows committed, and the last applied. */
  last: z.number().exactOptional(),
  committed: z.number().exactOptional(),
  applied: z.number().exactOptional(),
});

const progressSchema = z.object({
  /** Of the run; the same clock as the times of the history. */
  ms: z.number(),
  phase: z.enum([...phaseNames, 'judging']),
  counts: z.object({ invoked: z.int(), ok: z.int(), fail: z.int(), info: z.int() }),
  /** Client operations completed per second, over the last interval. */
  ratePerSecond: z.number(),
  /** Latencies of successful operations over the last interval; `null` where there were none. */
  latencies: z.object({ p50Ms: z.number(), p99Ms: z.number() }).nullable(),
  /** `null` while no node says that it leads. */
  leader: z.string().nullable(),
  /** Descriptions of the faults in effect, hosts named. */
  faults: z.array(z.string()).readonly(),
  /** The latest error of each class, the latest first. */
  errors: z.array(z.object({ name: z.string(), count: z.int() })).readonly(),
  /** A violation seen while the load is under way. */
  violation: z.string().nullable(),
  /** What each node that answered said of itself. */
  nodes: z.array(nodeSampleSchema).readonly(),
  /** Of each host whose clock can be moved, its wall clock minus true time. */
  clocksMs: z.record(z.string(), z.number()),
});

export type NodeSample = Readonly<z.infer<typeof nodeSampleSchema>>;
export type ProgressRecord = Readonly<z.infer<typeof progressSchema>>;

/** A day of a run, more than anybody looks at. */
const mostRecords = 100_000;
const longestLine = 1_000_000;

/** One line of the file. */
export function progressLine(record: ProgressRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** The record in a line, or `null` for one that is torn or of another form. */
export function parseProgress(line: string): ProgressRecord | null {
  if (line.length > longestLine) return null;
  try {
    const parsed = progressSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Appends to a file; one that cannot be written is no reason to end a run. */
export function createProgressFile(path: string): (record: ProgressRecord) => void {
  return (record) => {
    try {
      appendFileSync(path, progressLine(record));
    } catch {
      // The journal meets the same full disk, and reports it.
    }
  };
}

/** The records of a run, the first ones where there are too many; none where there is no such file. */
export async function readProgress(path: string): Promise<readonly ProgressRecord[]> {
  const records: ProgressRecord[] = [];
  try {
    for await (const line of fileLines(path, longestLine + 1)) {
      const record = parseProgress(line);
      if (record !== null) records.push(record);
      if (records.length === mostRecords) break;
    }
  } catch {
    // What was read until then is worth showing.
  }
  return records;
}
