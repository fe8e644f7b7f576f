// Asks a database node about itself over HTTP, through whatever stream reaches its host.

import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NodeName, NodeReport } from '../world.ts';
import { databasePorts } from './database.ts';
import { type Host, HostError } from './host.ts';

/** Longest status page read. */
const maximumBodyBytes = 1024 * 1024;

/**
 * Reads `/status` of the node on `host`.
 * @throws {HostError} when it does not answer within `timeoutMs`, or not with its status.
 */
export async function readStatus(host: Host, timeoutMs: number): Promise<NodeReport> {
  const startMs = performance.now();
  let stream: Duplex;
  try {
    stream = await host.dial(databasePorts.http, timeoutMs);
  } catch (error) {
    throw new HostError(`${host.name} does not answer on its status port: ${messageOf(error)}`);
  }
  const body = await getOverStream(
    stream,
    '/status',
    Math.max(1, timeoutMs - (performance.now() - startMs)),
  ).catch((error: unknown) => {
    throw new HostError(`${host.name} did not give its status: ${messageOf(error)}`);
  });
  return reportFrom(host.name, body);
}

function getOverStream(stream: Duplex, path: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const finish = (action: () => void): void => {
      clearTimeout(timer);
      stream.destroy();
      action();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const timer = setTimeout(
      () => fail(new Error(`no answer within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
    const outgoing = request({
      path,
      headers: { host: 'node', connection: 'close' },
      createConnection: () => stream,
    });
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
        if (body.length > maximumBodyBytes) fail(new Error('the answer is too long'));
      });
      response.on('error', fail);
      response.on('aborted', () => fail(new Error('the connection was lost')));
      response.on('end', () => {
        if (response.statusCode === 200) finish(() => resolve(body));
        else fail(new Error(`HTTP status ${response.statusCode}`));
      });
    });
    outgoing.end();
  });
}

function reportFrom(node: NodeName, body: string): NodeReport {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    throw new HostError(`${node} gave a status that is not JSON: ${body.slice(0, 100)}`);
  }
  const status = (typeof raw === 'object' && raw !== null ? raw : {}) as Readonly<Record<string, unknown>>;
  const role = roles.find((known) => known === status['role']) ?? 'unknown';
  const leader = typeof status['leader'] === 'string' ? status['leader'] : null;
  const leads = role !== 'leader' || Number(status['leaseRemainingMs']) > 0;
  const serving = status['state'] === 'serving' && leader !== null && leads;
  const applied = appliedFrom(status);
  return { node, role, leader, serving, ...(applied === null ? {} : { applied }), raw };
}

function appliedFrom(status: Readonly<Record<string, unknown>>): Required<NodeReport>['applied'] | null {
  const { log, stateHash } = status;
  const position = typeof log === 'object' && log !== null && 'appliedLogId' in log ? log.appliedLogId : null;
  if (typeof position !== 'number' || (typeof stateHash !== 'number' && typeof stateHash !== 'string'))
    return null;
  return { position, stateHash: String(stateHash) };
}

const roles = ['leader', 'follower', 'candidate'] as const;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
