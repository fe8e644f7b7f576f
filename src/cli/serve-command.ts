// `ordeal serve`: saved runs in a browser.

import type { Command } from 'commander';
import { startServer } from '../serve/server.ts';
import { infrastructureFailure, messageOf, usageFailure } from './failure.ts';
import { type JsonFlag, openScreen, printJson } from './output.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';

interface ServeFlags extends JsonFlag {
  readonly port: string;
  readonly host: string;
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

function portOf({ port }: ServeFlags): number {
  if (/^\d{1,5}$/.test(port) && Number(port) < 65_536) return Number(port);
  throw usageFailure(
    `--port is "${port}", but must be a whole number from 0 to 65535 (0: any that is free).`,
  );
}

async function serve(flags: ServeFlags): Promise<void> {
  const { host } = flags;
  const port = portOf(flags);
  const root = resultsDirectory();
  const server = await startServer({ root, host, port }).catch((error: unknown) => {
    throw infrastructureFailure(`Port ${port} of ${host} cannot be listened on: ${messageOf(error)}`);
  });
  const screen = openScreen(flags);
  if (flags.json === true) await printJson({ url: server.url });
  screen.line(`${shownPath(root)} at ${server.url} (Ctrl-C ends it)`);
  if (!loopback.has(host)) {
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
