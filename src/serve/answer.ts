// What the server answers, as data; writing it to a socket is the server's part.

import type { ServerResponse } from 'node:http';
import type { FramedPage } from './page-frame.ts';
import type { OpenedFile } from './saved-file.ts';

export type Answer =
  | { readonly kind: 'page'; readonly status: number; readonly page: FramedPage }
  /** One line of text for what cannot be shown. */
  | { readonly kind: 'refusal'; readonly status: number; readonly reason: string }
  | { readonly kind: 'elsewhere'; readonly location: string }
  /** A file of a run, as text and nothing else. */
  | { readonly kind: 'file'; readonly file: OpenedFile }
  /** Takes the response over: a stream of events. */
  | { readonly kind: 'stream'; start(response: ServerResponse): void };

/** Nothing of a file is markup, whatever it holds: the browser neither guesses nor runs. */
const textPolicy = "default-src 'none'; sandbox";

const always: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Writes an answer; what a `HEAD` gets has no body. */
export function writeAnswer(answer: Answer, response: ServerResponse, isHead: boolean): void {
  for (const [name, value] of Object.entries(always)) response.setHeader(name, value);
  switch (answer.kind) {
    case 'page': {
      const policy = `${answer.page.policy}; frame-ancestors 'self'`;
      writeText(
        response,
        answer.status,
        { 'content-type': 'text/html; charset=utf-8', policy },
        isHead,
        answer.page.html,
      );
      return;
    }
    case 'refusal': {
      const headers = { 'content-type': 'text/plain; charset=utf-8', policy: textPolicy };
      if (answer.status === 405) response.setHeader('allow', 'GET, HEAD');
      writeText(response, answer.status, headers, isHead, `${answer.reason}\n`);
      return;
    }
    case 'elsewhere':
      response.writeHead(303, { location: answer.location, 'content-length': 0 }).end();
      return;
    case 'file':
      writeFile(response, answer.file, isHead);
      return;
    case 'stream':
      if (isHead) response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      else answer.start(response);
  }
}

function writeText(
  response: ServerResponse,
  status: number,
  headers: { readonly 'content-type': string; readonly policy: string },
  isHead: boolean,
  text: string,
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    'content-type': headers['content-type'],
    'content-security-policy': headers.policy,
    'content-length': body.length,
  });
  response.end(isHead ? undefined : body);
}

/** As long as it was when it was opened: one that grows meanwhile is cut there. */
function writeFile(response: ServerResponse, { handle, size }: OpenedFile, isHead: boolean): void {
  response.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': textPolicy,
    'content-length': size,
  });
  if (isHead || size === 0) {
    response.end();
    void handle.close();
    return;
  }
  const source = handle.createReadStream({ start: 0, end: size - 1 });
  // One that became shorter cannot keep its promise: the reader has to see that.
  source.on('error', () => response.destroy());
  response.on('close', () => source.destroy());
  source.pipe(response);
}
