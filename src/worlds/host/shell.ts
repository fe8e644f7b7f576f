// A shell kept open on a host, spoken to by a line protocol: one script in, its output and exit code back. A new
// process into a container costs 100 ms; a script through an open shell costs 2-4 ms, which is what makes faults prompt.

import { randomBytes } from 'node:crypto';
import { LostHostError } from '../place.ts';
import { HostError, type HostStreams, quote } from './host.ts';

export interface Shell {
  /** See `Host.exec`. */
  exec(script: string, timeoutMs?: number): Promise<string>;
  close(): void;
}

const defaultTimeoutMs = 10_000;
/** More output than this is a mistake of the script, and ends the shell. */
const maximumOutputCharacters = 8 * 1024 * 1024;
const maximumWaitingScripts = 1000;

/**
 * Makes a shell out of `open`, which starts bash on the host. A shell that broke or hung is closed and the next script
 * opens another.
 */
export function createShell(hostName: string, open: () => Promise<HostStreams>): Shell {
  let session: Promise<Session> | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;

  const runNow = async (script: string, timeoutMs: number): Promise<string> => {
    if (closed) throw new HostError(`host ${hostName} is closed`);
    // One that ended while nobody used it has taken nothing with it.
    if (
      await session?.then(
        ({ isBroken }) => isBroken(),
        () => true,
      )
    )
      session = null;
    session ??= open().then((pipe) => createSession(hostName, pipe));
    const current = session;
    try {
      return await (await current).run(script, timeoutMs);
    } catch (error) {
      if (!(error instanceof ScriptFailure)) {
        session = null;
        void current.then((broken) => broken.close()).catch(() => undefined);
      }
      if (error instanceof HostError || error instanceof LostHostError) throw error;
      throw new LostHostError(hostName, `no shell can be opened on it: ${messageOf(error)}`);
    }
  };

  return {
    exec(script, timeoutMs = defaultTimeoutMs) {
      if (waiting >= maximumWaitingScripts) {
        return Promise.reject(new HostError(`host ${hostName}: ${waiting} scripts are waiting already`));
      }
      waiting += 1;
      const result = tail
        .then(() => runNow(script, timeoutMs))
        .finally(() => {
          waiting -= 1;
        });
      tail = result.catch(() => undefined);
      return result;
    },
    close() {
      closed = true;
      void session?.then((open) => open.close()).catch(() => undefined);
    },
  };
}

/** The script ran and failed; the shell itself is sound. */
class ScriptFailure extends HostError {}

interface Session {
  isBroken(): boolean;
  run(script: string, timeoutMs: number): Promise<string>;
  close(): void;
}

/** One script at a time over one pipe; the caller sees to that. */
function createSession(hostName: string, pipe: HostStreams): Session {
  let buffer = '';
  let pending: { receive(): void; fail(error: Error): void } | null = null;
  let broken: Error | null = null;

  const breakDown = (reason: string): void => {
    broken ??= new LostHostError(hostName, reason);
    pending?.fail(broken);
  };
  pipe.output.setEncoding('utf8');
  pipe.output.on('data', (text: string) => {
    buffer += text;
    if (buffer.length > maximumOutputCharacters) {
      broken ??= new HostError(`host ${hostName}: a script printed too much`);
      pending?.fail(broken);
    } else pending?.receive();
  });
  pipe.output.on('close', () => breakDown('its shell has ended'));
  pipe.output.on('end', () => breakDown('its shell has ended'));
  pipe.output.on('error', (error) => breakDown(error.message));
  pipe.input.on('error', (error) => breakDown(error.message));

  return {
    isBroken: () => broken !== null,
    run(script, timeoutMs) {
      if (broken !== null) return Promise.reject(broken);
      buffer = '';
      const marker = randomBytes(9).toString('hex');
      return new Promise((resolve, reject) => {
        const finish = (): void => {
          clearTimeout(timer);
          pending = null;
        };
        const timer = setTimeout(
          () => breakDown(`no answer within ${timeoutMs} ms to: ${firstLine(script)}`),
          timeoutMs,
        );
        pending = {
          fail(error) {
            finish();
            reject(error);
          },
          receive() {
            const answer = takeAnswer(buffer, marker);
            if (answer === null) return;
            finish();
            if (answer.exitCode === 0) resolve(answer.output);
            else reject(scriptFailure(hostName, script, answer));
          },
        };
        // A subshell, because a syntax error inside eval would end the shell itself.
        pipe.input.write(`( eval ${quote(script)} ) </dev/null 2>&1; printf '\\n%s %d\\n' ${marker} "$?"\n`);
      });
    },
    close: () => pipe.close(),
  };
}

interface Answer {
  readonly output: string;
  readonly exitCode: number;
}

function takeAnswer(buffer: string, marker: string): Answer | null {
  const at = buffer.lastIndexOf(`\n${marker} `);
  if (at < 0) return null;
  const end = buffer.indexOf('\n', at + 1);
  if (end < 0) return null;
  return { output: buffer.slice(0, at), exitCode: Number(buffer.slice(at + marker.length + 2, end)) };
}

function scriptFailure(hostName: string, script: string, answer: Answer): ScriptFailure {
  const said = answer.output.trim().slice(-500) || 'no output';
  return new ScriptFailure(
    `host ${hostName}: exit code ${answer.exitCode} of: ${firstLine(script)} (${said})`,
  );
}

const firstLine = (script: string): string => {
  const line = script.trim().split('\n', 1)[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 120)}...` : line;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
