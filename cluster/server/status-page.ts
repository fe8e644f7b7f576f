// The HTTP face of a node: /status for people and programs, /metrics for Prometheus, /healthz for load balancers.

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { NodeStatus } from '../anvil.ts';

export interface StatusPageOptions {
  readonly status: () => NodeStatus & { readonly version: string; readonly uptimeSeconds: number };
  readonly metrics: () => Promise<string>;
  readonly metricsContentType: string;
}

const maxConnections = 64;
const requestTimeoutMs = 10_000;

function reply(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** A node is healthy while it serves and knows a leader. */
function isHealthy(status: NodeStatus): boolean {
  return status.state === 'serving' && status.leader !== null;
}

/** The caller lets it listen. */
export function statusPage(options: StatusPageOptions): Server {
  const json = (response: ServerResponse, code: number, body: unknown): void =>
    reply(response, code, 'application/json', `${JSON.stringify(body)}\n`);

  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return json(response, 405, { error: 'Only GET is answered here.' });
    switch (new URL(request.url ?? '/', 'http://node').pathname) {
      case '/status':
        return json(response, 200, options.status());
      case '/healthz': {
        const status = options.status();
        return json(response, isHealthy(status) ? 200 : 503, {
          healthy: isHealthy(status),
          state: status.state,
        });
      }
      case '/metrics':
        options.metrics().then(
          (text) => reply(response, 200, options.metricsContentType, text),
          () => json(response, 500, { error: 'The metrics cannot be rendered.' }),
        );
        return;
      default:
        return json(response, 404, { error: 'Ask for /status, /metrics or /healthz.' });
    }
  });
  server.maxConnections = maxConnections;
  server.requestTimeout = requestTimeoutMs;
  return server;
}
