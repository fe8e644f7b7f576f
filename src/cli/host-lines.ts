// How every simulated host stands at a moment, as a table.

import type { SimulatedRunResult } from '../batch/run-simulated.ts';
import { formatMs } from '../report/format.ts';
import type { Screen } from '../report/screen.ts';
import { alignRows } from '../report/table.ts';

type HostState = SimulatedRunResult['hosts'][number];

const columns = [
  'node',
  'process',
  'role',
  'leader',
  'ballot',
  'lease',
  'log',
  'committed',
  'applied',
  'state',
];

function faultsOf({ cutFrom, diskConditions, wallOffsetMs }: HostState): string {
  return [
    ...(cutFrom.length === 0 ? [] : [`deaf to ${cutFrom.join(' ')}`]),
    ...diskConditions.map((condition) => `disk ${condition}`),
    `clock ${wallOffsetMs < 0 ? '-' : '+'}${formatMs(Math.abs(wallOffsetMs))}`,
  ].join(', ');
}

function rowOf(host: HostState): readonly string[] {
  const { node, process, status } = host;
  if (status === null) return [node, process, ...columns.slice(2).map(() => '-'), faultsOf(host)];
  const { role, leader, ballot, leaseRemainingMs, log, stateHash } = status;
  return [
    node,
    process,
    role,
    leader ?? '-',
    String(ballot),
    leaseRemainingMs > 0 ? formatMs(leaseRemainingMs) : '-',
    `${log.firstLogId}-${log.lastLogId}`,
    String(log.committedLogId),
    String(log.appliedLogId),
    (stateHash >>> 0).toString(16).padStart(8, '0'),
    faultsOf(host),
  ];
}

/** One row a host. */
export function hostLines(hosts: readonly HostState[], atMs: number, screen: Screen): readonly string[] {
  const { paint } = screen;
  const heading = [...columns, 'faults'].map((name) => paint.dim(name));
  return [paint.bold(`After ${formatMs(atMs)}`), ...alignRows([heading, ...hosts.map(rowOf)], [])];
}
