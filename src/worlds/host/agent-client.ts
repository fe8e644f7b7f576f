// The harness's end of the agent on a host: starts it, sends requests, and matches answers to them.

import { createInterface } from 'node:readline';
import { LostHostError } from '../place.ts';
import type { AgentAnswer, AgentRequest, AgentSettings } from './agent/protocol.ts';
import { bundleAgent } from './agent-bundle.ts';
import { type Host, HostError, quote } from './host.ts';
import { withPacketSockets } from './packet-sockets.ts';

const startTimeoutMs = 20_000;
const answerTimeoutMs = 15_000;
const lineShownMax = 200;

export interface AgentClient {
  /** Resolves when the agent has ended, whoever ended it. */
  readonly gone: Promise<void>;
  /** @throws {HostError} when the agent refuses, is gone, or does not answer in time. */
  ask(request: AgentRequest): Promise<unknown>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Puts the agent on a host and starts it; resolves once it is ready.
 * @throws {HostError} with the end of what it wrote, when it does not start.
 */
export async function startAgent(host: Host, settings: AgentSettings): Promise<AgentClient> {
  const program = `${host.files.agents}/agent.mjs`;
  const log = `${host.files.agents}/agent.log`;
  await host.upload(await bundleAgent(new URL('agent/main.ts', import.meta.url)), program);
  const node = [host.files.node, program, JSON.stringify(settings)];
  const words = settings.packetQueue === undefined ? node : withPacketSockets(host.address, node);
  const command = words.map(quote).join(' ');
  const { input, output } = await host.open(['bash', '-c', `exec ${command} 2>>${quote(log)}`]);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isGone = false;
  let end = 'its agent has ended';
  let tellGone = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    tellGone = resolve;
  });
  const fail = (): void => {
    isGone = true;
    for (const { reject } of waiting.values()) reject(new LostHostError(host.name, end));
    waiting.clear();
    tellGone();
  };
  input.on('error', fail);
  output.on('error', fail);
  output.on('close', fail);
  output.on('end', fail);
  createInterface({ input: output }).on('line', (line) => {
    const answer = parseAnswer(line);
    if (answer === null) {
      // Where the program cannot be started, the place says so in its own words instead.
      end = `its agent does not run: ${line.slice(0, lineShownMax)}`;
      fail();
      return;
    }
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) asked?.reject(new HostError(`host ${host.name}: ${answer.error}`));
    else asked?.resolve(answer.result);
  });

  const awaitAnswer = (id: number, what: string, timeoutMs: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new LostHostError(host.name, `its agent gave no answer to ${what} in ${timeoutMs} ms`));
      }, timeoutMs);
      const settle = (action: () => void): void => {
        clearTimeout(timer);
        action();
      };
      waiting.set(id, {
        resolve: (result) => settle(() => resolve(result)),
        reject: (error) => settle(() => reject(error)),
      });
    });

  await awaitAnswer(0, 'its start', startTimeoutMs).catch(async (error: unknown) => {
    const said = await host.exec(`tail -n 5 ${quote(log)}`).catch(() => '');
    throw new HostError(`${(error as Error).message} (${said.trim().slice(-400) || 'it wrote nothing'})`);
  });
  return {
    gone,
    ask(request) {
      if (isGone) return Promise.reject(new LostHostError(host.name, end));
      lastId += 1;
      const answer = awaitAnswer(lastId, request.kind, answerTimeoutMs);
      input.write(`${JSON.stringify({ id: lastId, request })}\n`);
      return answer;
    },
  };
}

/** What the agent printed, or `null` where that is no answer. */
function parseAnswer(line: string): AgentAnswer | null {
  try {
    const answer: unknown = JSON.parse(line);
    return typeof answer === 'object' && answer !== null && 'id' in answer ? (answer as AgentAnswer) : null;
  } catch {
    return null;
  }
}
