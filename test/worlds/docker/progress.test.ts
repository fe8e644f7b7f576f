// What the daemon says while it builds: lines for a person, and failures it does not call failures.

import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { followEvents } from '../../../src/worlds/docker/progress.ts';

const lines = (...events: readonly unknown[]): Readable =>
  Readable.from(events.map((event) => `${JSON.stringify(event)}\r\n`));

test('a stream without failures is a success', async () => {
  const seen: string[] = [];
  await followEvents(lines({ stream: 'Step 1\n' }, { status: 'done' }), 1000, (event) => {
    seen.push(event.stream ?? event.status ?? '');
  });
  expect(seen).toEqual(['Step 1\n', 'done']);
});

test('a failure anywhere in the stream fails, although the stream ends well', async () => {
  const failed = lines(
    { stream: 'Step 1\n' },
    { errorDetail: { message: 'exit code 1' }, error: 'x' },
    { stream: '' },
  );
  await expect(followEvents(failed, 1000)).rejects.toThrow('exit code 1 (last output: Step 1)');
});

test('events split between chunks are put together', async () => {
  await expect(followEvents(Readable.from(['{"err', 'or":"bro', 'ken"}']), 1000)).rejects.toThrow('broken');
});

test('a stream that does not end is given up', async () => {
  await expect(followEvents(new Readable({ read: () => undefined }), 20)).rejects.toThrow(/not done within/);
});
