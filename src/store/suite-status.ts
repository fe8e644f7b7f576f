// What a suite that runs is at, for whoever looks at it from outside: written again and again, gone when it ends. A suite
// that was killed leaves one that grows old.

import { rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { readJson } from './read-json.ts';
import type { SuiteFiles } from './suite.ts';

const statusSchema = z.object({
  /** How long the suite has been running, over all resumptions. */
  suiteMs: z.number(),
  running: z
    .array(
      z.object({
        job: z.string(),
        /** From 1. */
        attempt: z.int(),
        startedAt: z.string(),
        /** How a run of real hosts goes; empty where nothing is known of it. */
        doing: z.string(),
      }),
    )
    .readonly(),
});

export type SuiteStatus = Readonly<z.infer<typeof statusSchema>>;

/** Written to within this time, a suite without an end is taken for one that runs. */
const aliveMs = 60_000;

/** One that cannot be written is no reason to end a suite. */
export function saveSuiteStatus({ status }: SuiteFiles, now: SuiteStatus): void {
  try {
    writeFileSync(status, JSON.stringify(now));
  } catch {
    // The journal meets the same full disk, and reports it.
  }
}

export function removeSuiteStatus({ status }: SuiteFiles): void {
  rmSync(status, { force: true });
}

/** What a suite is at; `null` for one that does not run, or is just being written down. */
export async function readSuiteStatus({ status }: SuiteFiles): Promise<SuiteStatus | null> {
  return (await isFresh(status)) ? readJson(status, statusSchema).catch(() => null) : null;
}

/** Whether a suite without an end is still under way. */
export async function isSuiteAlive({ suite, status }: SuiteFiles): Promise<boolean> {
  return (await isFresh(status)) || (await isFresh(suite));
}

async function isFresh(path: string): Promise<boolean> {
  const writtenMs = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return Date.now() - writtenMs < aliveMs;
}
