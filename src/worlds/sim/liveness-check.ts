// Carries the liveness phase out and names what was not reached in time.

import { StatementError, type World, type WorldClock } from '../world.ts';
import type { SimulatedCluster } from './cluster.ts';
import type { FaultAtlas } from './fault-atlas.ts';
import { chooseQuorum, hasConverged, healQuorum, leaderOf } from './liveness.ts';
import type { ViolationKeeper } from './violations.ts';

export interface LivenessCheckParts {
  readonly cluster: SimulatedCluster;
  readonly atlas: FaultAtlas;
  readonly clock: WorldClock;
  readonly connect: World['connect'];
  readonly violations: ViolationKeeper;
}

const pollMs = 20;
const statementTimeoutMs = 2000;
const write = 'CREATE TABLE IF NOT EXISTS ordeal_liveness (id BIGINT PRIMARY KEY)';
const read = 'SELECT id FROM ordeal_liveness';

/** Makes the check; see `SimulatedRun.checkLiveness`. */
export function createLivenessCheck(parts: LivenessCheckParts): (boundMs: number) => Promise<void> {
  const { cluster, atlas, clock, violations } = parts;
  const { names } = cluster.simulation;
  const random = cluster.simulation.random('liveness');
  return async (boundMs) => {
    if (violations.first() !== null) return;
    const quorum = chooseQuorum(cluster, atlas, random);
    const deadlineNs = clock.nowNs() + boundMs * 1e6;
    const inTime = (): boolean => clock.nowNs() < deadlineNs && violations.first() === null;
    const until = async (reached: () => boolean | Promise<boolean>): Promise<boolean> => {
      while (inTime()) {
        if (await reached()) return true;
        await clock.sleep(pollMs);
      }
      return false;
    };
    await clock.sleep(pollMs);
    healQuorum(cluster, quorum);
    const healed = quorum.map((host) => names[host]).join(', ');
    const fail = (name: string, what: string): void =>
      violations.report(
        'liveness',
        name,
        `${healed} were healed, and ${what} within ${boundMs / 1000} s`,
        quorum,
      );

    if (!(await until(() => leaderOf(cluster, quorum) !== null)))
      fail('no-leader-elected', 'no leader was followed by all of them');
    else if (!(await until(() => serves(parts, quorum))))
      fail('no-statement-served', 'no write and read succeeded');
    else if (!(await until(() => hasConverged(cluster, quorum))))
      fail('no-convergence', 'they did not come to one state');
  };
}

/** A write and a strong read through the leader of the moment. */
async function serves({ cluster, connect }: LivenessCheckParts, quorum: readonly number[]): Promise<boolean> {
  const leader = leaderOf(cluster, quorum);
  if (leader === null) return false;
  try {
    const connection = await connect(cluster.simulation.names[leader] as string, statementTimeoutMs);
    try {
      await connection.query(write, [], statementTimeoutMs);
      await connection.query(read, [], statementTimeoutMs);
    } finally {
      connection.close();
    }
    return true;
  } catch (error) {
    if (error instanceof StatementError) return false;
    throw error;
  }
}
