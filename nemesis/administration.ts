// What faults that an administrator could cause have in common: a statement sent to a node, and what the nodes say of
// themselves before and after.

import type { JsonValue } from '../src/history/operation.ts';
import type { NodeName, World } from '../src/worlds/world.ts';

/** Short: other faults wait for their turn meanwhile. */
const connectTimeoutMs = 1000;
const statementTimeoutMs = 2500;
/** A node in order answers within milliseconds; a paused one holds up every other fault meanwhile. */
const reportTimeoutMs = 400;

/** Sends one statement to a node. Returns why it did not succeed; `null` when it did. */
export async function administer(world: World, node: NodeName, sql: string): Promise<string | null> {
  try {
    const connection = await world.connect(node, connectTimeoutMs);
    try {
      await connection.query(sql, [], statementTimeoutMs);
      return null;
    } finally {
      connection.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

type Fields = Readonly<Record<string, JsonValue>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** What a node says of itself that matters here; `null` when it does not answer. */
export interface NodeStanding {
  readonly role: string;
  readonly state: string;
  /** Highest ballot it promised. */
  readonly ballot: number;
  readonly firstLogId: number;
  readonly lastLogId: number;
  readonly snapshotLogId: number;
}

/** Asks one node. */
export async function standingOf(world: World, node: NodeName): Promise<NodeStanding | null> {
  const report = await world.report(node, reportTimeoutMs).catch(() => null);
  if (report === null) return null;
  const raw = fieldsOf(report.raw);
  const log = fieldsOf(raw['log']);
  return {
    role: report.role,
    state: typeof raw['state'] === 'string' ? raw['state'] : '',
    ballot: Number(raw['ballot'] ?? 0),
    firstLogId: Number(log['firstLogId'] ?? 0),
    lastLogId: Number(log['lastLogId'] ?? 0),
    snapshotLogId: Number(log['snapshotLogId'] ?? 0),
  };
}
