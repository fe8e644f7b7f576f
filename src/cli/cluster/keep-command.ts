// `ordeal cluster keep`: what `cluster up` starts in the background. Not meant to be typed.

import type { Command } from 'commander';
import { databaseUser } from '../../worlds/host/database.ts';
import { buildVersion } from '../build-version.ts';
import { CommandFailure, crashExitCode, messageOf, usageFailure } from '../failure.ts';
import { chooseWorld } from '../worlds.ts';
import { keepCluster } from './keeper.ts';
import { tellLauncher } from './launch.ts';

interface KeepFlags {
  readonly world: string;
  readonly nodes: string;
  readonly port: string;
  readonly version: string;
}

const highestPort = 65_535;

function portFlag(text: string, count: number): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port + count - 1 <= highestPort) return port;
  throw usageFailure(`--port is "${text}", but must be a whole number from 1 to ${highestPort - count + 1}.`);
}

function nodesFlag(text: string): 3 | 5 {
  if (text === '3') return 3;
  if (text === '5') return 5;
  throw usageFailure(
    `--nodes is "${text}", but must be 3 or 5: a majority must survive the loss of a node, so 2 nodes tolerate no loss and an even number gains nothing.`,
  );
}

const progress = (line: string): void => tellLauncher({ kind: 'progress', line });

async function keep(flags: KeepFlags): Promise<void> {
  const nodeCount = nodesFlag(flags.nodes);
  const firstPort = portFlag(flags.port, nodeCount);
  const boot = async (): ReturnType<Parameters<typeof keepCluster>[0]['boot']> => {
    const world = await chooseWorld(flags.world);
    if (world.name === 'sim')
      throw usageFailure('The sim world has no ports: keep a cluster up in docker or namespaces.');
    progress(`world ${world.name} (${world.reason})`);
    const { path: bundlePath } = await buildVersion(flags.version);
    const runId = `cluster-${process.pid}`;
    return world.create({ nodeCount, bundlePath, runId, timings: {}, onProgress: progress });
  };
  const { name: user, password } = databaseUser;
  const options = { firstPort, nodeCount, version: flags.version, user, password, boot };
  await keepCluster(options, (state) => tellLauncher({ kind: 'ready', state }));
}

/** Adds the command, hidden from the help. */
export function addKeepCommand(cluster: Command): void {
  cluster
    .command('keep', { hidden: true })
    .requiredOption('--world <name>')
    .requiredOption('--nodes <count>')
    .requiredOption('--port <first>')
    .requiredOption('--version <build>')
    .action(async (flags: KeepFlags) => {
      try {
        await keep(flags);
        process.exit(0);
      } catch (error) {
        const exitCode = error instanceof CommandFailure ? error.exitCode : crashExitCode;
        tellLauncher({ kind: 'failed', message: messageOf(error), exitCode });
        throw error;
      }
    });
}
