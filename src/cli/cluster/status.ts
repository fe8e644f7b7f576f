// The cluster that is up as a table: what the operating system says of each process, and what each node says of itself.

import { formatMs } from '../../report/format.ts';
import type { Screen } from '../../report/screen.ts';
import { alignRows } from '../../report/table.ts';
import type { NodeRow } from './keeper.ts';
import type { ClusterState } from './state.ts';

/** The part of a node's own status that the table shows; any of it may be missing in another database. */
interface ShownStatus {
  readonly ballot?: number;
  readonly leaseRemainingMs?: number;
  readonly log?: {
    readonly durableLogId?: number;
    readonly committedLogId?: number;
    readonly appliedLogId?: number;
  };
}

const headings = [
  'node',
  'port',
  'process',
  'role',
  'leader',
  'ballot',
  'lease',
  'durable',
  'committed',
  'applied',
];
const alignments = [
  'left',
  'right',
  'left',
  'left',
  'left',
  'right',
  'right',
  'right',
  'right',
  'right',
] as const;

function number(value: number | undefined): string {
  return value === undefined ? '-' : String(value);
}

function cells({ node, process, report }: NodeRow, state: ClusterState, screen: Screen): readonly string[] {
  const { paint } = screen;
  const port = state.nodes.find(({ name }) => name === node)?.port;
  const processCell = process === 'running' ? paint.green(process) : paint.red(process);
  if (report === null) return [node, number(port), processCell, '-', '-', '-', '-', '-', '-', '-'];
  const { ballot, leaseRemainingMs, log } = (report.raw ?? {}) as ShownStatus;
  return [
    node,
    number(port),
    processCell,
    report.role === 'leader' ? paint.bold(report.role) : report.role,
    report.leader ?? '-',
    number(ballot),
    leaseRemainingMs === undefined || leaseRemainingMs <= 0 ? '-' : formatMs(leaseRemainingMs),
    number(log?.durableLogId),
    number(log?.committedLogId),
    number(log?.appliedLogId),
  ];
}

export function statusLines(
  rows: readonly NodeRow[],
  state: ClusterState,
  screen: Screen,
): readonly string[] {
  const heading = headings.map((name) => screen.paint.dim(name));
  return alignRows([heading, ...rows.map((row) => cells(row, state, screen))], alignments);
}

/** What a person needs to connect: one line a client. */
export function connectionLines(state: ClusterState): readonly string[] {
  const port = state.nodes[0]?.port ?? 3306;
  const password = state.password === '' ? '' : ` -p${state.password}`;
  return [
    `Connect with   mariadb -h 127.0.0.1 -P ${port} -u ${state.user}${password}`,
    `Other nodes    ${state.nodes.map(({ name, port: own }) => `${name} ${own}`).join(', ')}`,
  ];
}
