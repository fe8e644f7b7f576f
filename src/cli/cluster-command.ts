// `ordeal cluster ...`: a cluster that stays up, for a person's own client and own hands.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { formatMs } from '../report/format.ts';
import { terminalText } from '../report/terminal-text.ts';
import { askKeeper, type ProcessAction } from './cluster/control.ts';
import { addKeepCommand } from './cluster/keep-command.ts';
import type { NodeRow } from './cluster/keeper.ts';
import { launchKeeper } from './cluster/launch.ts';
import { answerLines, runStatement } from './cluster/sql.ts';
import {
  clusterPaths,
  forgetCluster,
  noClusterText,
  readClusterState,
  requireCluster,
} from './cluster/state.ts';
import { connectionLines, statusLines } from './cluster/status.ts';
import { infrastructureFailure } from './failure.ts';
import { type JsonFlag, openScreen, printDocument, printJson, printLines, printList } from './output.ts';

interface UpFlags extends JsonFlag {
  readonly world: string;
  readonly nodes: string;
  readonly port: string;
  readonly version: string;
}

async function up(flags: UpFlags): Promise<void> {
  const screen = openScreen(flags);
  const running = await readClusterState(clusterPaths());
  if (running !== null) {
    const ports = running.nodes.map(({ port }) => port);
    throw infrastructureFailure(
      `A cluster is up already of this checkout (${running.checkout}), on ports ${ports[0]} to ${ports.at(-1)}: look at it with \`cluster status\`, or end it with \`cluster down\`.`,
    );
  }
  const { world, nodes, port, version } = flags;
  const args = ['--world', world, '--nodes', nodes, '--port', port, '--version', version];
  const state = await launchKeeper(args, (line) => screen.line(screen.paint.dim(line)));
  if (flags.json === true) {
    await printJson(state);
    return;
  }
  const booted = `${state.nodes.length} nodes serve in the ${state.world} world after ${formatMs(state.bootMs)}.`;
  printLines(screen, [booted, ...connectionLines(state)]);
}

async function status(flags: JsonFlag): Promise<void> {
  const state = await requireCluster(clusterPaths());
  const rows = (await askKeeper(state.socket, { command: 'status' })) as readonly NodeRow[];
  if (flags.json === true) await printJson({ ...state, nodes: rows });
  else await printList(statusLines(rows, state, openScreen(flags)));
}

async function down(): Promise<void> {
  const paths = clusterPaths();
  const state = await readClusterState(paths);
  if (state === null) {
    await forgetCluster(paths);
    openScreen({}).line(`${await noClusterText()}.`);
    return;
  }
  await askKeeper(state.socket, { command: 'down' });
  openScreen({}).line('The cluster is down; nothing of it is left.');
}

async function sql(statement: string, flags: JsonFlag & { readonly node?: string }): Promise<void> {
  const state = await requireCluster(clusterPaths());
  const answer = await runStatement(state, statement, flags.node);
  if (flags.json === true) await printJson(answer);
  else await printList(answerLines(answer));
}

async function logs(node: string): Promise<void> {
  const state = await requireCluster(clusterPaths());
  const names = state.nodes.map(({ name }) => name);
  if (!names.includes(node))
    throw infrastructureFailure(`There is no node ${node}: there is ${names.join(', ')}.`);
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-logs-'));
  try {
    const missing = (await askKeeper(state.socket, { command: 'logs', directory })) as readonly string[];
    const text = await readFile(join(directory, `${node}.log`), 'utf8').catch(() => null);
    if (text === null) throw infrastructureFailure(`The log of ${node} is missing: ${missing.join('; ')}`);
    await printDocument(terminalText(text));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const processActions: Readonly<Record<ProcessAction, string>> = {
  kill: 'kill -9 the database on one node',
  start: 'start it again with the data it left',
  pause: 'stop the process of one node where it is (SIGSTOP)',
  resume: 'let a paused process go on (SIGCONT)',
};

async function act(action: ProcessAction, node: string): Promise<void> {
  const state = await requireCluster(clusterPaths());
  const row = (await askKeeper(state.socket, { command: 'process', action, node })) as NodeRow;
  openScreen({}).line(`The process on ${row.node} is ${row.process}.`);
}

export function addClusterCommand(program: Command): void {
  const cluster = program.command('cluster').description('keep a cluster up, look at it, break it by hand');
  const json = (): Option => new Option('--json', 'print one JSON document');
  cluster
    .command('up')
    .description('boot a cluster that stays up, each node on a loopback port of its own')
    .option('--world <name>', 'auto, docker or namespaces', 'auto')
    .option('--nodes <count>', '3 or 5', '5')
    .option('--port <first>', 'the first of the loopback ports', '3306')
    .option('--version <build>', 'current, a git ref or a path', 'current')
    .addOption(json())
    .action(up);
  cluster.command('down').description('stop the cluster and remove everything it made').action(down);
  cluster
    .command('status')
    .description('role, ballot and log positions of each node')
    .addOption(json())
    .action(status);
  cluster
    .command('sql <statement>')
    .description('send one SQL statement')
    .option('--node <name>', 'the node to send it to')
    .addOption(json())
    .action(sql);
  cluster.command('logs <node>').description("print a node's log").action(logs);
  for (const [action, description] of Object.entries(processActions)) {
    cluster
      .command(`${action} <node>`)
      .description(description)
      .action((node: string) => act(action as ProcessAction, node));
  }
  addKeepCommand(cluster);
}
