// Runs a command in a container with its standard streams in our hands. The daemon interleaves output and errors in
// frames over one connection; here they come apart again.

import { Duplex, PassThrough, type Readable, type Writable } from 'node:stream';
import type Docker from 'dockerode';
import { withTimeout } from './client.ts';

/** A daemon that takes longer to start a program is stuck. */
const startTimeoutMs = 20_000;

export interface ExecStreams {
  readonly input: Writable;
  readonly output: Readable;
  readonly close: () => void;
}

/** Starts `command` in the container; what it writes to standard error is dropped. */
export async function openExec(
  docker: Docker,
  container: Docker.Container,
  command: readonly string[],
): Promise<ExecStreams> {
  const exec = await withTimeout(
    container.exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
    }),
    startTimeoutMs,
  );
  const connection = await withTimeout(exec.start({ hijack: true, stdin: true }), startTimeoutMs);
  const output = new PassThrough();
  const errors = new PassThrough();
  errors.resume();
  docker.modem.demuxStream(connection, output, errors);
  connection.on('end', () => output.end());
  connection.on('close', () => output.end());
  connection.on('error', (error: Error) => output.destroy(error));
  return { input: connection, output, close: () => connection.destroy() };
}

/** The streams of a command as one: what is written goes in, what is read came out. */
export function asDuplex({ input, output, close }: ExecStreams): Duplex {
  const duplex = new Duplex({
    read: () => {
      output.resume();
    },
    write: (chunk: Buffer, _encoding, callback) => {
      input.write(chunk, (error) => callback(error ?? null));
    },
    final: (callback) => {
      input.end(callback);
    },
    destroy: (error, callback) => {
      close();
      callback(error);
    },
  });
  output.on('data', (chunk: Buffer) => {
    if (!duplex.push(chunk)) output.pause();
  });
  output.on('end', () => {
    duplex.push(null);
    duplex.destroy();
  });
  output.on('error', (error) => duplex.destroy(error));
  return duplex;
}
