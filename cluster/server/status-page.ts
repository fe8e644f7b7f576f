// The HTTP face of a node: /status for people and programs, /metrics for Prometheus, /healthz for load balancers. Anybody
// may ask, without a login: whatever is asked gets an answer or a closed connection, and changes nothing.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { NodeStatus } from '../anvil.ts';

export interface StatusPageOptions {
  readonly status: () => NodeStatus & { readonly version: string; readonly uptimeSeconds: number };
  readonly metrics: () => Promise<string>;
  readonly metricsContentType: string;
}

const maxConnections = 64;
/** For the line and the headers of a request. */
const headerBytesMax = 16 * 1024;
const headersTimeoutMs = 5_000;
const requestTimeoutMs = 10_000;
const keepAliveTimeoutMs = 5_000;
/** How often those times are looked at. */
const timeoutCheckMs = 1_000;

function reply(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** A node is healthy while it serves and knows a leader. */
function isHealthy(status: NodeStatus): boolean {
  return status.state === 'serving' && status.leader !== null;
}

/** What is asked for: the path alone, also where a proxy sends the whole address. Nothing here can fail. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';
}

/** A request that announces something to send; what it sends is not read. */
function carriesContent({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

const json = (response: ServerResponse, code: number, body: unknown): void =>
  reply(response, code, 'application/json', `${JSON.stringify(body)}\n`);

function answer(request: IncomingMessage, response: ServerResponse, options: StatusPageOptions): void {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return json(response, 405, { error: 'Only GET is answered here.' });
  if (carriesContent(request)) {
    response.shouldKeepAlive = false;
    return json(response, 413, { error: 'A request carries nothing here.' });
  }
  switch (pathOf(request.url ?? '/')) {
    case '/status':
      return json(response, 200, options.status());
    case '/healthz': {
      const status = options.status();
      const healthy = isHealthy(status);
      return json(response, healthy ? 200 : 503, { healthy, state: status.state });
    }
    case '/metrics':
      options
        .metrics()
        .then((text) => reply(response, 200, options.metricsContentType, text))
        .catch(() => failed(response, 'The metrics cannot be rendered.'));
      return undefined;
    default:
      return json(response, 404, { error: 'Ask for /status, /metrics or /healthz.' });
  }
}

function failed(response: ServerResponse, error: string): void {
  if (response.headersSent) response.destroy();
  else json(response, 500, { error });
}

/** The caller lets it listen. */
export function statusPage(options: StatusPageOptions): Server {
  const limits = { maxHeaderSize: headerBytesMax, connectionsCheckingInterval: timeoutCheckMs };
  const server = createServer(limits, (request, response) => {
    response.on('error', () => response.destroy());
    try {
      answer(request, response, options);
    } catch {
      failed(response, 'The node cannot answer this.');
    }
  });
  server.maxConnections = maxConnections;
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  server.keepAliveTimeout = keepAliveTimeoutMs;
  return server;
}
