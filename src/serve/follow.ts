// Follows a run or a suite that is under way: what is new of it goes on to a browser as server-sent events (HTML Living
// Standard, section 9.2), until it has ended.

import type { ServerResponse } from 'node:http';

const pollMs = 500;
/** Longest time without anything new before a run counts as given up; the longest checkers take minutes. */
const silenceMs = 15 * 60_000;
const mostClients = 16;

export interface Look {
  /** What a browser is told; `null` where there is nothing new. */
  readonly news: readonly unknown[] | null;
  /** The place up to which it then has everything. */
  readonly offset: number;
  /** There is nothing more just now. */
  readonly isAll: boolean;
  /** How it ended; `null` while it is under way. */
  readonly outcome: string | null;
}

/** Something that is under way. */
export interface Followed {
  /** What is new since a place. */
  look(from: number): Promise<Look>;
}

export interface Followers {
  /** Whether one more may follow. */
  hasRoom(): boolean;
  /** Sends events until it has ended, the browser goes away, or `close` is called. */
  follow(followed: Followed, from: number, response: ServerResponse): void;
  close(): void;
}

export function createFollowers(): Followers {
  const open = new Set<() => void>();
  return {
    hasRoom: () => open.size < mostClients,
    follow(followed, from, response) {
      const end = send(followed, from, response, () => open.delete(end));
      open.add(end);
    },
    close() {
      for (const end of open) end();
    },
  };
}

/** Starts; the function returned ends it. */
function send(followed: Followed, from: number, response: ServerResponse, onEnd: () => void): () => void {
  let offset = from;
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
    const { news, outcome, isAll, ...place } = await followed.look(offset);
    if (ended) return;
    ({ offset } = place);
    if (news !== null) heardMs = performance.now();
    const takes = news === null || event('progress', news);
    if (outcome !== null || performance.now() - heardMs > silenceMs) {
      event('end', { outcome: outcome ?? 'not judged' });
      end();
    } else if (takes) timer = setTimeout(lookAgain, isAll ? pollMs : 0);
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
