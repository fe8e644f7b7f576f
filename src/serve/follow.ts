// Follows a run that is under way: what it appends to its progress file goes on to a browser as server-sent events
// (HTML Living Standard, section 9.2), until there are results.

import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { type ProgressRecord, parseProgress } from '../store/progress.ts';
import { readJson } from '../store/read-json.ts';
import { resultsSchema } from '../store/results.ts';
import { runFiles } from '../store/run-files.ts';
import { openBelow } from './saved-file.ts';

const pollMs = 500;
/** Read in one go; more waits for the next. */
const mostBytes = 1 << 20;
/** Longest time without anything new before a run counts as given up; the longest checkers take minutes. */
const silenceMs = 15 * 60_000;
const mostClients = 16;

/** The place in the progress file up to which a browser has everything. */
export interface FollowFrom {
  readonly names: readonly string[];
  readonly offset: number;
}

export interface Followers {
  /** Whether one more may follow. */
  hasRoom(): boolean;
  /** Sends events until the run has ended, the browser goes away, or `close` is called. */
  follow(root: string, directory: string, from: FollowFrom, response: ServerResponse): void;
  close(): void;
}

export function createFollowers(): Followers {
  const open = new Set<() => void>();
  return {
    hasRoom: () => open.size < mostClients,
    follow(root, directory, from, response) {
      const end = send({ root, directory, from, response }, () => open.delete(end));
      open.add(end);
    },
    close() {
      for (const end of open) end();
    },
  };
}

interface Following {
  readonly root: string;
  readonly directory: string;
  readonly from: FollowFrom;
  readonly response: ServerResponse;
}

/** Starts; the function returned ends it. */
function send({ root, directory, from, response }: Following, onEnd: () => void): () => void {
  let { offset } = from;
  let timer: NodeJS.Timeout | null = null;
  let ended = false;
  let heardMs = performance.now();
  const end = (): void => {
    if (ended) return;
    ended = true;
    if (timer !== null) clearTimeout(timer);
    response.end();
    onEnd();
  };
  /** True where the browser takes more. */
  const event = (name: string, data: unknown): boolean =>
    response.write(`event: ${name}\nid: ${offset}\ndata: ${JSON.stringify(data)}\n\n`);

  async function look(): Promise<void> {
    const more = await readMore(root, [...from.names, 'progress.jsonl'], offset);
    if (ended) return;
    offset = more.offset;
    if (more.records.length > 0) heardMs = performance.now();
    const takes = more.records.length === 0 || event('progress', more.records);
    const outcome = more.isAll ? await outcomeIn(directory) : null;
    if (outcome !== null || performance.now() - heardMs > silenceMs) {
      event('end', { outcome: outcome ?? 'not judged' });
      end();
    } else if (takes) timer = setTimeout(lookAgain, more.isAll ? pollMs : 0);
    else response.once('drain', lookAgain);
  }
  function lookAgain(): void {
    if (!ended) look().catch(end);
  }

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write('retry: 2000\n\n');
  response.on('close', end);
  lookAgain();
  return end;
}

interface More {
  readonly records: readonly ProgressRecord[];
  readonly offset: number;
  /** There was nothing beyond. */
  readonly isAll: boolean;
}

/** Whole lines from a place on. A file that became shorter is another one. */
async function readMore(root: string, names: readonly string[], from: number): Promise<More> {
  const file = await openBelow(root, names);
  if (file === null) return { records: [], offset: from, isAll: true };
  try {
    const start = file.size < from ? 0 : from;
    const buffer = Buffer.alloc(Math.min(mostBytes, file.size - start));
    const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, start);
    const whole = buffer.lastIndexOf(0x0a, bytesRead - 1) + 1;
    // No line is that long: what follows is no progress of a run.
    const taken = whole === 0 && bytesRead === mostBytes ? bytesRead : whole;
    const lines = buffer.toString('utf8', 0, whole).split('\n');
    const records = lines.map(parseProgress).filter((record) => record !== null);
    return { records, offset: start + taken, isAll: start + bytesRead >= file.size };
  } finally {
    await file.handle.close();
  }
}

/** How the run ended, `null` while it has no results. */
async function outcomeIn(directory: string): Promise<string | null> {
  const { results } = runFiles(directory);
  if (
    await stat(results).then(
      () => false,
      () => true,
    )
  )
    return null;
  return readJson(results, resultsSchema.pick({ outcome: true })).then(
    (found) => found?.outcome ?? null,
    () => 'unreadable',
  );
}
