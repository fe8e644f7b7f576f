// How the `cluster` commands talk to the keeper: one JSON line each way over a unix socket, one connection a request.

import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { infrastructureFailure, messageOf } from '../failure.ts';

export type ProcessAction = 'kill' | 'start' | 'pause' | 'resume';

export type ControlRequest =
  | { readonly command: 'status' }
  | { readonly command: 'logs'; readonly directory: string }
  | { readonly command: 'process'; readonly action: ProcessAction; readonly node: string }
  | { readonly command: 'down' };

type ControlReply = { readonly result: unknown } | { readonly error: string };

const longestRequestMs = 60_000;

function answer(socket: Socket, reply: ControlReply): void {
  socket.end(`${JSON.stringify(reply)}\n`);
}

/** Serves requests until closed; what `handle` rejects with is told to the one who asked. */
export async function serveControl(
  path: string,
  handle: (request: ControlRequest) => Promise<unknown>,
): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).once('line', (line) => {
      Promise.resolve()
        .then(() => handle(JSON.parse(line) as ControlRequest))
        .then(
          (result) => answer(socket, { result: result ?? null }),
          (error: unknown) => answer(socket, { error: messageOf(error) }),
        );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server;
}

/**
 * Sends one request and waits for its reply.
 * @throws {CommandFailure} when the keeper does not answer, or answers with an error.
 */
export async function askKeeper(path: string, request: ControlRequest): Promise<unknown> {
  const line = await new Promise<string>((resolve, reject) => {
    const socket = createConnection(path);
    const fail = (reason: string): void => {
      socket.destroy();
      reject(infrastructureFailure(`The cluster's keeper does not answer: ${reason}.`));
    };
    socket.setTimeout(longestRequestMs, () => fail(`nothing came within ${longestRequestMs / 1000} s`));
    socket.once('error', (error) => fail(messageOf(error)));
    socket.once('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    const lines = createInterface({ input: socket });
    lines.once('line', resolve);
    lines.once('close', () => fail('it closed the connection'));
    lines.once('error', () => undefined);
  });
  const reply = JSON.parse(line) as ControlReply;
  if ('error' in reply) throw infrastructureFailure(reply.error);
  return reply.result;
}
