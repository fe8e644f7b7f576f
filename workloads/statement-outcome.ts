// How a statement's end becomes an operation's end. The one place that decides between `fail` and `info`.

import type { JsonValue } from '../src/history/operation.ts';
import { StatementError } from '../src/worlds/world.ts';
import type { Completion } from './workload.ts';

/**
 * Runs `attempt`; a database error becomes `fail` when the statement certainly had no effect (a read never has one),
 * else `info`. Anything but a `StatementError` is a defect of the workload and passes through.
 */
export async function completionOf(
  kind: 'read' | 'write',
  invoked: JsonValue,
  attempt: () => Promise<Completion>,
): Promise<Completion> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    const certain = kind === 'read' || error.certainlyNotExecuted;
    return { type: certain ? 'fail' : 'info', value: invoked, error: error.message };
  }
}
