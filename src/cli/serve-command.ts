// `ordeal serve`: saved runs in a browser.

import { isIP } from 'node:net';
import type { Command } from 'commander';
import { startServer } from '../serve/server.ts';
import { type CommandFailure, infrastructureFailure, messageOf, usageFailure } from './failure.ts';
import { type JsonFlag, openScreen, printJson } from './output.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';

interface ServeFlags extends JsonFlag {
  readonly port: string;
  readonly host: string;
}

const hostName = /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?$/i;
/** Numbers that are no address in four parts, which a system may still take for one: `0` for every address there is. */
const numberName = /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i;

function isLoopback(host: string): boolean {
  return (
    host === '::1' || host.toLowerCase() === 'localhost' || (isIP(host) === 4 && host.startsWith('127.'))
  );
}

function hostOf({ host }: ServeFlags): string {
  if (isIP(host) !== 0 || (hostName.test(host) && !numberName.test(host))) return host;
  throw usageFailure(
    `--host is "${host}", but must be an address of this machine or its name, such as 127.0.0.1 or ::1 (0.0.0.0: all of them).`,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no address of this name is known here',
  EAI_AGAIN: 'no address of this name is known here',
  EADDRNOTAVAIL: 'this machine has no such address',
  EADDRINUSE: 'the port is in use: choose another one with --port',
  EACCES: 'this user may not listen there: choose a port from 1024 on',
};

function listenFailure(host: string, port: number, error: unknown): CommandFailure {
  const { code = '' } = error as NodeJS.ErrnoException;
  return infrastructureFailure(
    `Port ${port} of ${host} cannot be listened on: ${reasons[code] ?? messageOf(error)}`,
  );
}

function portOf({ port }: ServeFlags): number {
  if (/^\d{1,5}$/.test(port) && Number(port) < 65_536) return Number(port);
  throw usageFailure(
    `--port is "${port}", but must be a whole number from 0 to 65535 (0: any that is free).`,
  );
}

async function serve(flags: ServeFlags): Promise<void> {
  const host = hostOf(flags);
  const port = portOf(flags);
  const root = resultsDirectory();
  const server = await startServer({ root, host, port }).catch((error: unknown) => {
    throw listenFailure(host, port, error);
  });
  const screen = openScreen(flags);
  if (flags.json === true) await printJson({ url: server.url });
  screen.line(`${shownPath(root)} at ${server.url} (Ctrl-C ends it)`);
  if (!isLoopback(host)) {
    const warning = `Everyone who reaches ${host} can read every saved run there, without a password and unencrypted.`;
    screen.line(screen.paint.yellow(warning));
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.close();
}

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('show saved runs in a browser, and follow those under way')
    .option('--port <number>', 'where to listen; 0 for any that is free', '7070')
    .option(
      '--host <address>',
      'listen on another address of this machine: everyone who reaches it can then read every saved run',
      '127.0.0.1',
    )
    .option(
      '--json',
      'print the address as one JSON document on standard output, everything else on standard error',
    )
    .action(serve);
}
