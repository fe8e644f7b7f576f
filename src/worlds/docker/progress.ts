// Follows the event stream of a long request to the daemon. A failed build or pull ends its stream like a good one;
// only an event in it tells of the failure, so every event is looked at.

import type { Readable } from 'node:stream';

export interface DaemonEvent {
  readonly status?: string;
  readonly stream?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/**
 * Resolves at the end of the stream.
 * @throws {Error} with the daemon's words for the first failure in it, or when it takes longer than `timeoutMs`.
 */
export function followEvents(
  stream: NodeJS.ReadableStream,
  timeoutMs: number,
  onEvent: (event: DaemonEvent) => void = () => undefined,
): Promise<void> {
  const readable = stream as Readable;
  return new Promise((resolve, reject) => {
    let rest = '';
    let failure: string | null = null;
    let lastOutput = '';
    const timer = setTimeout(() => {
      failure ??= `not done within ${Math.round(timeoutMs / 1000)} s`;
      readable.destroy(new Error(failure));
    }, timeoutMs);
    const take = (line: string): void => {
      const event = parseEvent(line);
      if (event === null) return;
      if (event.stream !== undefined && event.stream.trim() !== '') lastOutput = event.stream.trim();
      failure ??= event.errorDetail?.message ?? event.error ?? null;
      onEvent(event);
    };
    const end = (): void => {
      clearTimeout(timer);
      take(rest);
      rest = '';
      if (failure === null) resolve();
      else
        reject(
          new Error(lastOutput === '' ? failure : `${failure} (last output: ${lastOutput.slice(-300)})`),
        );
    };
    readable.setEncoding('utf8');
    readable.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
    readable.on('end', end);
    readable.on('close', end);
    readable.on('error', (error) => {
      failure ??= error.message;
      end();
    });
  });
}

function parseEvent(line: string): DaemonEvent | null {
  if (line.trim() === '') return null;
  try {
    return JSON.parse(line) as DaemonEvent;
  } catch {
    return { error: `the daemon sent something unreadable: ${line.slice(0, 100)}` };
  }
}
