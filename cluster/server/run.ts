// The process around a node: reads the configuration, starts the server, and turns every way to die into a log line and
// an exit code. The harness finds crashed nodes by the events `panic` and `halt`.

import type { AnvilNode, NodeConfiguration } from '../anvil.ts';
import type { Env, Logger } from '../env.ts';
import { readConfiguration } from './configuration.ts';
import { ExitCode, StartupError } from './exit.ts';
import { machineLogger } from './logger.ts';
import { startServer } from './server.ts';

function watchProcess(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.error('panic', { message: error.message, stack: error.stack ?? '' });
    process.exit(ExitCode.halted);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      logger.info('stop', { signal });
      process.exit(0);
    });
  }
}

async function start(
  configurationPath: string | undefined,
  version: string,
  createNode: (env: Env, configuration: NodeConfiguration) => AnvilNode,
): Promise<void> {
  if (configurationPath === undefined)
    throw new StartupError('Name the configuration file: node anvil.js config.json.', ExitCode.usage);
  const configuration = readConfiguration(configurationPath);
  const logger = machineLogger(configuration.name);
  watchProcess(logger);
  const halt = (reason: string): void => {
    logger.error('halt', { reason });
    process.exit(ExitCode.halted);
  };
  logger.info('start', {
    version,
    processId: process.pid,
    nodeVersion: process.version,
    listen: configuration.listen,
  });
  await startServer({ configuration, logger, createNode, halt, version });
  logger.info('ready');
}

/** Runs a node for as long as the process lives. */
export function run(
  configurationPath: string | undefined,
  version: string,
  createNode: (env: Env, configuration: NodeConfiguration) => AnvilNode,
): void {
  start(configurationPath, version, createNode).catch((error: unknown) => {
    if (!(error instanceof StartupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  });
}
