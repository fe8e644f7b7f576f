// The server of saved runs: reads, shows, changes nothing. On loopback unless told otherwise, with a bound on all that
// a client can make it hold.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, writeAnswer } from './answer.ts';
import { createFollowers } from './follow.ts';
import { checkRequest } from './request.ts';
import { answerTo, type Site } from './routes.ts';
import { createRunIndex } from './run-index.ts';
import { createRunPages } from './run-pages.ts';

const mostConnections = 64;
const headersTimeoutMs = 5_000;
const requestTimeoutMs = 10_000;
const keepAliveMs = 5_000;
const mostHeaderBytes = 16 * 1024;

export interface ServeOptions {
  /** The results folder. */
  readonly root: string;
  /** An address of this machine, or its name. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

export interface RunServer {
  /** Where a browser finds it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens. @throws what the operating system does where it cannot */
export async function startServer({ root, host, port }: ServeOptions): Promise<RunServer> {
  const site: Site = {
    root,
    index: createRunIndex(root),
    pages: createRunPages(),
    followers: createFollowers(),
  };
  const server = createServer({ maxHeaderSize: mostHeaderBytes }, (request, response) => {
    void answer(request, response, site, host);
  });
  server.maxConnections = mostConnections;
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  server.keepAliveTimeout = keepAliveMs;
  // Ready, or nearly so, when the first browser asks.
  void site.index.runs().catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        site.followers.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  site: Site,
  host: string,
): Promise<void> {
  // A client that goes away in the middle is nobody's trouble.
  response.on('error', () => undefined);
  const asked = checkRequest(request, host);
  const given =
    asked.kind === 'refused'
      ? refusalOf(asked.status, asked.reason)
      : await answerTo(asked, site).catch(troubled);
  try {
    // What a refused request goes on to send is not read.
    if (asked.kind === 'refused') response.shouldKeepAlive = false;
    writeAnswer(given, response, request.method === 'HEAD');
  } catch {
    response.destroy();
  }
}

function refusalOf(status: number, reason: string): Answer {
  return { kind: 'refusal', status, reason };
}

/** Files of a run that cannot be understood: the sentence that says so is all there is to show. */
function troubled(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  return refusalOf(500, `This cannot be shown: ${message}`);
}
